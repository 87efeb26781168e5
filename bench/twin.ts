// A copy of the work calendar in somebody else's home, for the floors. A calendar server does part of its work only
// for the first who asks after a change; with a copy of their own the bare requests are first, too, as ours are.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { eventText } from '../test/support/event-text.ts';
import type { Events } from '../test/support/seeded-week.ts';
import { ALICE } from '../test/support/world.ts';
import type { World } from '../test/support/world.ts';
import { bareDav } from './bare-dav.ts';
import type { BareDav } from './bare-dav.ts';

export interface Delta {
  /** sync-collection and multiget, ms each. */
  readonly listing: number;
  readonly multiget: number;
  readonly bytes: number;
}

export interface Twin {
  /** Changes one event there (not timed), then asks what changed and fetches it. */
  delta(): Promise<Delta>;
  /** Everything, as a first pull asks for it; ms. */
  everything(): Promise<number>;
  close(): void;
}

const TWIN = '/bob/twin/';
/** As many bodies in one multiget as the app asks for. */
const CHUNK = 200;

/**
 * Has the server fill its cache of the work calendar: reading 10,000 new files takes it half a minute, once, whoever
 * asks first.
 */
export async function warmUp(world: World): Promise<void> {
  const owner = bareDav(world.radicale.port, ALICE.username, ALICE.password);
  await owner.listing('/alice/work/', '');
  owner.close();
}

/** Copies the work calendar, which holds `events`, cache and all. */
export async function openTwin(world: World, events: Events): Promise<Twin> {
  const root = join(world.radicale.dir, 'collections', 'collection-root');
  await cp(join(root, 'alice', 'work'), join(root, 'bob', 'twin'), {
    recursive: true,
    preserveTimestamps: true,
  });
  const dav = bareDav(world.radicale.port, 'bob', 'bob-secret');
  return twinOver(dav, events, (await dav.listing(TWIN, '')).token);
}

function twinOver(dav: BareDav, events: Events, firstToken: string): Twin {
  const names = Object.keys(events);
  let token = firstToken;
  let changes = 0;
  const change = async (): Promise<void> => {
    const name = names[changes % names.length] ?? '';
    const facts = events[name];
    if (facts === undefined) throw new Error('a twin of an empty calendar cannot change');
    changes += 1;
    const moved = { ...facts, startsAt: facts.startsAt + changes * 60_000 };
    await dav.put(`${TWIN}${name}.ics`, eventText(name, moved, changes));
  };
  return {
    delta: async () => {
      await change();
      const listing = await dav.listing(TWIN, token);
      const multiget = await dav.multiget(TWIN, listing.hrefs);
      token = listing.token;
      return { listing: listing.ms, multiget: multiget.ms, bytes: listing.bytes + multiget.bytes };
    },
    everything: () => everything(dav),
    close: () => dav.close(),
  };
}

async function everything(dav: BareDav): Promise<number> {
  const listing = await dav.listing(TWIN, '');
  let ms = listing.ms;
  for (let start = 0; start < listing.hrefs.length; start += CHUNK) {
    ms += (await dav.multiget(TWIN, listing.hrefs.slice(start, start + CHUNK))).ms;
  }
  return ms;
}

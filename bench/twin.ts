// A copy of the work calendar in somebody else's home, for the floors. A calendar server does part of its work only
// for the first who asks after a change; with a copy of their own the bare requests are first, too, as ours are.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Radicale } from '../test/support/radicale.ts';
import { bareDav } from './bare-dav.ts';
import type { BareDav } from './bare-dav.ts';

export interface Delta {
  /** sync-collection, and the GET of what changed; ms each. */
  readonly listing: number;
  readonly body: number;
  readonly bytes: number;
}

export interface Twin {
  /** Changes one event there (not timed), then asks what changed and fetches it. */
  delta(): Promise<Delta>;
  close(): void;
}

/** What edit number `turn` (from 1 on) puts where. */
export type Edit = (turn: number) => { readonly file: string; readonly text: string };

const TWIN = '/bob/twin/';

/**
 * Has the server fill its cache of alice's work calendar: reading 10,000 new files takes it half a minute, once,
 * whoever asks first.
 */
export async function warmUp({ port }: Radicale, password: string): Promise<void> {
  const owner = bareDav(port, 'alice', password);
  await owner.listing('/alice/work/', '');
  owner.close();
}

/** Copies alice's work calendar, cache and all, into bob's home. */
export async function openTwin({ dir, port }: Radicale, edit: Edit): Promise<Twin> {
  const root = join(dir, 'collections', 'collection-root');
  await cp(join(root, 'alice', 'work'), join(root, 'bob', 'twin'), {
    recursive: true,
    preserveTimestamps: true,
  });
  const dav = bareDav(port, 'bob', 'bob-secret');
  return twinOver(dav, edit, (await dav.listing(TWIN, '')).token);
}

function twinOver(dav: BareDav, edit: Edit, firstToken: string): Twin {
  let token = firstToken;
  let turns = 0;
  return {
    delta: async () => {
      const { file, text } = edit((turns += 1));
      await dav.put(`${TWIN}${file}`, text);
      const listing = await dav.listing(TWIN, token);
      token = listing.token;
      const [href] = listing.hrefs;
      if (href === undefined || listing.hrefs.length > 1) {
        throw new Error(`${listing.hrefs.length} objects were listed after one change`);
      }
      const body = await dav.get(href);
      return { listing: listing.ms, body: body.ms, bytes: listing.bytes + body.bytes };
    },
    close: () => dav.close(),
  };
}

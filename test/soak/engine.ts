// The whole engine without a window: real store, real calendar client, real link; what it can be asked to do, and to say
// about itself. It runs in a process of its own, where it can be frozen and measured.
import { randomUUID, X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Belfry } from '../../main/belfry.ts';
import { calDav } from '../../main/caldav/caldav.ts';
import { shortHash } from '../../main/core/short-hash.ts';
import type { RecordedChange } from '../../main/core/model.ts';
import type { Store } from '../../main/core/sync/store-port.ts';
import { systemClock } from '../../main/electron/clock.ts';
import { pingLinks } from '../../main/link/ping-link.ts';
import { openStore } from '../../main/store/open-store.ts';
import { FakeAttention, FakeDisplay, FakeVault, MemorySettings } from '../support/fake-world.ts';
import { aCalendar, anAccount } from '../support/model-facts.ts';
import { QuietLog } from '../support/quiet-log.ts';

export interface Place {
  /** Where its database lies. */
  readonly file: string;
  /** The calendar server as a person types it, and who signs in. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** The authority of the XMPP server, PEM. */
  readonly ca: string;
  /** Default: the link's own. */
  readonly keepAlive?: { readonly idle: number; readonly patience: number };
  /** False: the calendars are looked at, and nothing is listened to. Default true. */
  readonly push?: boolean;
}

export interface Figures {
  /** Bytes after everything that can go was collected. */
  readonly heap: number;
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
}

const MOST = 1_000_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const log = new QuietLog();
let running: { readonly belfry: Belfry; readonly store: Store; readonly calendarId: string } | null = null;

function engine(): NonNullable<typeof running> {
  if (running === null) throw new Error('it was not started');
  return running;
}

export const jobs = {
  async start(place: Place): Promise<void> {
    const script = new URL('../../main/store/worker.ts', import.meta.url);
    const { store, damage } = await openStore({ file: place.file, at: Date.now() }, script);
    if (damage) throw damage.error;
    const { belfry, calendarId } = await signedIn(place, store);
    running = { belfry, store, calendarId };
    await belfry.start();
  },
  async nudge(event: 'wake' | 'network' | 'suspend'): Promise<void> {
    engine().belfry.nudge(event);
  },
  async refresh(_nothing: null): Promise<void> {
    engine().belfry.refresh();
  },
  /** Path -> ETag of what the replica holds. */
  async etags(_nothing: null): Promise<readonly (readonly [string, string])[]> {
    const { store, calendarId } = engine();
    return [...(await store.etags(calendarId))].map(([href, etag]) => [
      new URL(href, 'http://any').pathname,
      etag,
    ]);
  },
  /** What was recorded, oldest first. */
  async changes(_nothing: null): Promise<readonly RecordedChange[]> {
    const { store, calendarId } = engine();
    return (await store.changes(MOST)).filter((each) => each.calendarId === calendarId).toReversed();
  },
  async figures(_nothing: null): Promise<Figures> {
    collect();
    const { heapUsed: heap, rss } = process.memoryUsage();
    return { heap, rss, descriptors: readdirSync('/proc/self/fd').length };
  },
  /** How often the link reached each state, and what was logged as an error, since the last time. */
  async noted(
    _nothing: null,
  ): Promise<{ readonly states: readonly string[]; readonly errors: readonly string[] }> {
    const lines = log.lines.splice(0);
    const states = lines.filter(({ scope }) => scope === 'link').map(({ facts }) => stateIn(facts));
    const errors = lines.filter(({ level }) => level === 'error').map((line) => JSON.stringify(line));
    return { states: states.filter(Boolean), errors };
  },
  async stop(_nothing: null): Promise<void> {
    await engine().belfry.stop();
  },
};

async function signedIn(place: Place, store: Store): Promise<{ belfry: Belfry; calendarId: string }> {
  const { url, username, password, ca, keepAlive, push = true } = place;
  const settings = new MemorySettings();
  const vault = new FakeVault();
  const home = new URL(`${username}/`, url).href;
  const trusted = [{ pem: ca, isAuthority: true, fingerprint: new X509Certificate(ca).fingerprint256 }];
  const pushConsent = push ? 'allowed' : 'declined';
  const account = anAccount({ username, principalUrl: home, homeUrls: [home], trusted, pushConsent });
  const calendar = new URL('work/', home).href;
  const calendarId = `${account.id}:${shortHash(calendar)}`;
  settings.saveAccount(account, [aCalendar({ id: calendarId, accountId: account.id, url: calendar })]);
  await vault.save(account.id, password, 'memory');
  const belfry = new Belfry({
    caldav: calDav(() => Date.now()),
    store,
    settings,
    vault,
    display: new FakeDisplay(),
    attention: new FakeAttention(),
    log,
    clock: systemClock,
    makePingSource: pingLinks(systemClock, log, async () => null, keepAlive ? { keepAlive } : {}),
    tryPush: async () => {},
    locale: 'en-GB',
    newId: randomUUID,
    deviceId: 'soak',
    substitute: false,
    replicaDamaged: () => false,
  });
  return { belfry, calendarId };
}

function stateIn(facts: unknown): string {
  return typeof facts === 'object' && facts !== null && 'state' in facts ? String(facts.state) : '';
}

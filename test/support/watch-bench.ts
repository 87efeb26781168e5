// One account watch in a fake world, as after a start.
import { AccountWatch } from '../../main/conductor/account-watch.ts';
import type { WatchEvents } from '../../main/conductor/watch-events.ts';
import { settle } from './fake-clock.ts';
import { ALICE, eventText, fakeWorld, PUSH, remember, type FakeLink, type FakeWorld } from './fake-world.ts';

/** A watch nobody listens to. */
export const NOBODY_LISTENS: WatchEvents = {
  onChange: () => {},
  onPinged: () => {},
  onLooked: () => {},
  onPulled: () => {},
  onChanges: () => {},
};

export interface StartOptions {
  readonly push?: boolean;
  /** The server promises heartbeats; not unless told. */
  readonly heartbeat?: boolean;
  readonly before?: (world: FakeWorld) => void;
  readonly listening?: boolean;
  /** Default: work and private. */
  readonly calendars?: readonly string[];
}

export interface Bench {
  readonly world: FakeWorld;
  readonly watch: AccountWatch;
  /** How often pulls recorded changes. */
  readonly told: { times: number };
  /** How long telling takes; no time unless a test says so. */
  readonly whenTold: { wait: () => Promise<void> };
  readonly link: () => FakeLink;
}

/** A watch that has looked, pulled and, unless told otherwise, listens; what it did until then is not in the calls. */
export async function started(over: StartOptions = {}): Promise<Bench> {
  const world = fakeWorld(...(over.calendars ?? ['work', 'private']));
  if (over.push !== false) world.caldav.push = over.heartbeat ? PUSH : { ...PUSH, heartbeat: null };
  remember(world);
  world.caldav.calendar('work').put('/w/a.ics', eventText('a', 'Stand-up'));
  over.before?.(world);
  const told = { times: 0 };
  const whenTold = { wait: async () => {} };
  const watch = new AccountWatch(ALICE, 'secret', world, {
    ...NOBODY_LISTENS,
    onChanges: () => {
      told.times += 1;
      return whenTold.wait();
    },
  });
  watch.refresh();
  await settle();
  const link = (): FakeLink => {
    const last = world.links.at(-1);
    if (!last) throw new Error('no link was made');
    return last;
  };
  if (over.push !== false && over.listening !== false) {
    link().listens();
    await settle();
  }
  world.caldav.calls.length = 0;
  return { world, watch, told, whenTold, link };
}

/** Changes the one event of the calendar 'work'. */
export const change = (world: FakeWorld, title: string): void =>
  world.caldav.calendar('work').put('/w/a.ics', eventText('a', title));

// A teller at work in a world without network or desktop: pulls find changes, and it is seen what is said.
import { Teller } from '../../main/conductor/teller.ts';
import type { ToastReply } from '../../main/conductor/toast-answers.ts';
import { ToastDesk } from '../../main/conductor/toast-desk.ts';
import type { Calendar, Change } from '../../main/core/model.ts';
import type { Preferences } from '../../main/core/preferences.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { ALICE, fakeWorld, type FakeWorld } from './fake-world.ts';
import { FAMILY, hour, moved, TEAM } from './toast-facts.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface TellerBench {
  readonly world: FakeWorld;
  readonly teller: Teller;
  readonly desk: ToastDesk;
  readonly replies: ToastReply[];
  /** Found by a pull just now; the teller hears of it. */
  found(...changes: readonly Change[]): Promise<void>;
  prefer(changed: Partial<Preferences>): Promise<void>;
  /** Titles of all toasts so far, and of those that are up. */
  titles(): readonly string[];
  up(): readonly string[];
}

/** Monday 23 November 2026, 09:48 in Berlin. */
export function tellerWorld(
  now = '2026-11-23T08:48:00Z',
  calendars: readonly Calendar[] = [TEAM, FAMILY],
): FakeWorld {
  const made = Object.assign(fakeWorld(), { clock: new FakeClock(now) });
  made.clock.place = 'Europe/Berlin';
  made.settings.saveAccount(ALICE, calendars);
  return made;
}

export async function tellerBench(made = tellerWorld()): Promise<TellerBench> {
  const desk = new ToastDesk(made);
  const replies: ToastReply[] = [];
  const reply = async (answer: ToastReply) => void replies.push(answer);
  const teller = new Teller(made, desk, { onTold: () => {}, reply });
  teller.start();
  await settle();
  return {
    world: made,
    teller,
    desk,
    replies,
    found: async (...changes) => {
      const detectedAt = made.clock.now();
      await made.store.record(
        changes.map((change) => ({ ...change, detectedAt })),
        false,
      );
      await teller.request();
    },
    prefer: async (changed) => {
      made.settings.savePreferences({ ...made.settings.preferences(), ...changed });
      await teller.request();
    },
    titles: () => made.display.toasts.map((toast) => toast.title),
    up: () => [...made.display.up.values()].map((toast) => toast.title),
  };
}

/** A meeting of that name, moved from Tuesday 14:00 to Wednesday 10:00. */
export const event = (uid: string, parts: Partial<Change> = {}) =>
  moved({
    uid,
    before: hour('2026-11-24T14:00', { title: uid }),
    after: hour('2026-11-25T10:00', { title: uid }),
    ...parts,
  });
/** UIDs of what waits to be told. */
export const untold = async ({ store }: FakeWorld) => (await store.untold(10)).map((change) => change.uid);

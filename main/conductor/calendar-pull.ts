// One pull of one calendar: what is known of both ends, and the conversation between them.
import { auditTimes } from '../core/sync/audit.ts';
import type { Calendar, Self } from '../core/model.ts';
import { pull, type Pulled, type PullStart } from '../core/sync/pull.ts';
import type { RemoteCalendar } from '../core/sync/replica-ports.ts';
import type { World } from './context.ts';

/** What a look found out that a pull can use. */
export type PullWish = Omit<PullStart, 'state'>;

/** Both ends of a pull, and what is known of them. */
export interface PullEnds {
  readonly calendar: Calendar;
  /** Whose account it is. */
  readonly self: Self;
  readonly remote: RemoteCalendar;
  readonly wish: PullWish;
}

/** Pulls until the replica is level with the server. Throws BelfryError; what was committed before stays. */
export async function pullCalendar(
  { calendar, self, remote, wish }: PullEnds,
  { clock, settings, store }: Pick<World, 'clock' | 'settings' | 'store'>,
  signal: AbortSignal,
): Promise<Pulled> {
  const state = await store.syncState(calendar.id);
  const at = clock.now();
  const facts = {
    at,
    zone: clock.zone(),
    self,
    joinPatterns: settings.preferences().joinPatterns,
    own: calendar.person === '',
    silent: !calendar.alerts,
    ...auditTimes(at, clock.random()),
  };
  return pull({ state, ...wish }, remote, store.intake(calendar.id, facts), signal);
}

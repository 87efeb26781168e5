// When everything in a calendar is listed again although its token says that nothing moved: servers lose changes.
import type { CalendarId } from '../model.ts';
import type { ReplicaHealth } from './store-port.ts';
import type { PullFacts } from './replica-ports.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** All audits that are due are done within about this many looks, so that 500 calendars are not listed in one minute. */
const LOOKS = 16;

/** What a look needs to know about one calendar. */
export interface AuditState {
  readonly id: CalendarId;
  /** Epoch ms; null before the first pull, which lists everything anyway. */
  readonly auditAt: ReplicaHealth['auditAt'];
}

/** Epoch ms of the next audit after either kind of pull; `random` in [0, 1) keeps clients and calendars apart. */
export function auditTimes(
  now: number,
  random: number,
): Pick<PullFacts, 'auditAfterFirst' | 'auditAfterListing'> {
  return {
    auditAfterFirst: soonAfter(now, random),
    auditAfterListing: now + Math.round((20 + 8 * random) * HOUR),
  };
}

/** Epoch ms at which to look again for objects that a server did not give out: it may have been busy, not unwilling. */
export function soonAfter(now: number, random: number): number {
  return now + Math.round((45 + 30 * random) * MINUTE);
}

/** The calendars a look audits: those due longest, and of many only a part. */
export function dueAudits(calendars: readonly AuditState[], now: number): ReadonlySet<CalendarId> {
  const due = calendars.flatMap(({ id, auditAt }) =>
    auditAt !== null && auditAt <= now ? [{ id, auditAt }] : [],
  );
  due.sort((a, b) => a.auditAt - b.auditAt);
  return new Set(due.slice(0, Math.ceil(calendars.length / LOOKS)).map(({ id }) => id));
}

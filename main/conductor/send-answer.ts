// Writes one answer to an invitation, over the version the replica has; once more when somebody else wrote first.
import { answered, type Answer, type Answered } from '../core/replies/answer-text.ts';
import { asBelfryError } from '../core/errors.ts';
import type { CalendarId, CalendarObject, Self } from '../core/model.ts';
import type { Store } from '../core/sync/store-port.ts';
import type { Written } from '../core/sync/replica-ports.ts';
import type { ReplyFailure } from '../core/replies/reply-wording.ts';
import type { ObjectWrite } from './write-object.ts';

/** An answer somebody gave. */
export interface GivenAnswer {
  readonly calendarId: CalendarId;
  readonly href: string;
  /** Only this occurrence (Occurrence.recurrenceId); null: all of it. */
  readonly recurrenceId: string | null;
  readonly answer: Answer;
  readonly note: string;
}

/** What it is written with. */
export interface AnswerMeans {
  readonly store: Pick<Store, 'object'>;
  /** Writes, and pulls afterwards. Throws BelfryError. */
  readonly write: (calendar: CalendarId, write: ObjectWrite) => Promise<Written>;
  readonly self: Self;
  /** Epoch ms, and the viewer's IANA zone. */
  readonly now: number;
  readonly zone: string;
}

/** What the person looked at when they answered. */
export type Asked = Pick<Answered & { readonly kind: 'answered' }, 'was' | 'question'>;

export type Sent =
  /** `etag`: of the version it was written over; '' when nothing had to be written. */
  | { readonly kind: 'sent'; readonly etag: string; readonly isNoteLost: boolean }
  | { readonly kind: 'failed'; readonly failure: ReplyFailure };

/** What the answer would do to the object as the replica has it now. Throws BelfryError 'storage'. */
export async function lookedAt(
  given: GivenAnswer,
  { store, self, now, zone }: Omit<AnswerMeans, 'write'>,
): Promise<{ readonly object: CalendarObject | null; readonly would: Answered }> {
  const object = await store.object(given.calendarId, given.href);
  if (!object) return { object, would: { kind: 'impossible', why: 'gone' } };
  return { object, would: answered(object.ical, { ...given, self, now, zone }) };
}

/** Sends an answer to what was asked, not to what it has become meanwhile. Never throws. */
export async function sendAnswer(given: GivenAnswer, asked: Asked, means: AnswerMeans): Promise<Sent> {
  try {
    const first = await attempt(given, asked, means);
    // The pull after a conflict brought what somebody else wrote.
    const sent = first === 'conflict' ? await attempt(given, asked, means) : first;
    return sent === 'conflict' ? failed('contested') : sent;
  } catch (error) {
    return (await arrivedAfterAll(given, means)) ?? failed(asBelfryError(error));
  }
}

function failed(failure: ReplyFailure): Sent {
  return { kind: 'failed', failure };
}

async function attempt(given: GivenAnswer, asked: Asked, means: AnswerMeans): Promise<Sent | 'conflict'> {
  const { object, would } = await lookedAt(given, means);
  if (would.kind === 'impossible' || !object) return failed(would.kind === 'impossible' ? would.why : 'gone');
  if (!would.isChanged) return { kind: 'sent', etag: '', isNoteLost: false };
  if (would.question !== asked.question) return failed('changed');
  const isAnsweredSince = would.was !== 'needs-action' && would.was !== asked.was;
  if (isAnsweredSince && would.was !== given.answer) return failed('answered-elsewhere');
  const { calendarId, href, note } = given;
  const { etag } = object;
  const written = await means.write(calendarId, { do: 'change', href, etag, ical: would.ical });
  if (written.kind === 'conflict') return 'conflict';
  if (written.kind === 'written') return { kind: 'sent', etag, isNoteLost: false };
  // RFC 6638 section 3.2.2.1: a server need not let a guest add a comment, but has to take the answer.
  if (note === '' || written.reason === 'read-only') return failed({ refused: written.reason });
  const without = await attempt({ ...given, note: '' }, asked, means);
  if (without === 'conflict' || without.kind === 'failed') return without;
  return { ...without, isNoteLost: true };
}

/** A connection that broke may have carried it: the pull after it knows. */
async function arrivedAfterAll(given: GivenAnswer, means: AnswerMeans): Promise<Sent | null> {
  try {
    const { would } = await lookedAt(given, means);
    const isThere = would.kind === 'answered' && !would.isChanged;
    return isThere ? { kind: 'sent', etag: '', isNoteLost: false } : null;
  } catch {
    return null; // the first error says more
  }
}

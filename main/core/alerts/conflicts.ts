// What overlaps with the times a person has given away already.
import { say } from '../messages/index.ts';
import type { Calendar, Occurrence, When } from '../model.ts';
import { clock, type Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';

/** What fits into a sentence beside a few words. */
const TITLE = 60;

/** The busy times of one person, to be asked many times. */
export interface BusyTimes {
  /** By start. */
  readonly busy: readonly Busy[];
  /** The latest end of all up to the same index, epoch ms: nothing before it reaches further. */
  readonly reach: readonly number[];
}

interface Busy {
  readonly from: number;
  readonly to: number;
  readonly occurrence: Occurrence;
}

/**
 * The times taken by occurrences in the person's own calendars. Not taken: what is cancelled, declined or marked as
 * free, whole days (a birthday keeps nobody from a meeting), and what takes no time.
 */
export function busyTimes(occurrences: readonly Occurrence[], calendars: readonly Calendar[]): BusyTimes {
  const own = new Set(calendars.filter((c) => c.shown && c.person === '').map((c) => c.id));
  const busy = occurrences
    .flatMap((occurrence): Busy[] => {
      const { when, cancelled, free, mine, calendarId } = occurrence;
      if (when.at === 'day' || cancelled || free || mine === 'declined' || !own.has(calendarId)) return [];
      return when.endsAt > when.startsAt ? [{ from: when.startsAt, to: when.endsAt, occurrence }] : [];
    })
    .sort((a, b) => a.from - b.from);
  const reach: number[] = [];
  for (const { to } of busy) reach.push(Math.max(to, reach.at(-1) ?? to));
  return { busy, reach };
}

/** Which event is asked about: it does not overlap with itself, in whatever calendar it lies. */
export type Itself = Pick<Occurrence, 'calendarId' | 'href' | 'uid'>;

/** The first thing that happens in the meantime; null for nothing. */
export function overlapOf(when: When, { busy, reach }: BusyTimes, itself: Itself): Occurrence | null {
  if (when.at === 'day') return null;
  let first: Occurrence | null = null;
  for (let i = firstFrom(when.endsAt, busy) - 1; i >= 0 && (reach[i] ?? 0) > when.startsAt; i -= 1) {
    const one = busy[i];
    if (one && one.to > when.startsAt && !isSame(one.occurrence, itself)) first = one.occurrence;
  }
  return when.endsAt > when.startsAt ? first : null;
}

/** 'Overlaps “Call the bank” (10:30)'. */
export function overlapText({ title, when }: Occurrence, reader: Reader): string {
  const named = shortened(cleanText(title), TITLE);
  const time = when.at === 'time' ? clock(when.startsAt, reader) : '';
  return named === ''
    ? say(reader, 'conflict.untitled', { time })
    : say(reader, 'conflict.overlaps', { title: named, time });
}

/** Index of the first that begins at `instant` or later. */
function firstFrom(instant: number, busy: readonly Busy[]): number {
  let [low, high] = [0, busy.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((busy[middle]?.from ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSame(one: Itself, other: Itself): boolean {
  if (one.uid !== '' || other.uid !== '') return one.uid === other.uid;
  return one.calendarId === other.calendarId && one.href === other.href;
}

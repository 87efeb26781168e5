// What a clock on the wall shows, as a number: the epoch ms at which a clock in UTC would show the same.
// Arithmetic on it knows nothing of zones; zones.ts turns it into instants.

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A date or date-time as it stands in an iCalendar object. */
export interface Stamp {
  readonly wall: number;
  /** VALUE=DATE: belongs to no zone. */
  readonly isDate: boolean;
  /** Written with a final Z. */
  readonly isUtc: boolean;
  /** TZID as written, '' for floating, UTC and dates. */
  readonly tzid: string;
}

const SHAPE = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z)?)?$/;

/**
 * Reads '2026-11-24', '2026-11-24T10:00:00' or '...Z' of jCal, or the same without '-' and ':' as iCalendar has it;
 * null for anything that is not a moment in a calendar.
 */
export function readStamp(text: unknown, tzid = ''): Stamp | null {
  const match = typeof text === 'string' ? SHAPE.exec(text) : null;
  if (!match) return null;
  const [, year, month, day, hour = 0, minute = 0, second = 0, zulu] = match;
  const wall = wallOf(Number(year), Number(month), Number(day));
  if (wall === null || !isClock(Number(hour), Number(minute), Number(second))) return null;
  // A bare date where a date-time is due (DTSTART:20261124 without VALUE=DATE, written by old exporters) is a date.
  if (match[4] === undefined) return { wall, isDate: true, isUtc: false, tzid: '' };
  // A leap second (RFC 5545 section 3.3.12) is read as the second before it.
  const time = Number(hour) * HOUR + Number(minute) * MINUTE + Math.min(Number(second), 59) * SECOND;
  const isUtc = zulu === 'Z';
  return { wall: wall + time, isDate: false, isUtc, tzid: isUtc ? '' : tzid };
}

function isClock(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second <= 60;
}

/** Midnight of a civil date; null when there is no such date. Years before 100 are nobody's appointments. */
export function wallOf(year: number, month: number, day: number): number | null {
  if (year < 100 || month < 1 || month > 12 || day < 1) return null;
  return day > daysInMonth(year, month) ? null : Date.UTC(year, month - 1, day);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 'YYYY-MM-DD' of a wall time. */
export function dateText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 10);
}

/** Midnight of 'YYYY-MM-DD', as produced by dateText. */
export function wallOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

export function startOfDay(wall: number): number {
  return Math.floor(wall / DAY) * DAY;
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(wall: number): number {
  return (((Math.floor(wall / DAY) + 4) % 7) + 7) % 7;
}

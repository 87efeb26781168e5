// Instants and dates in words a person reads at a glance. The language gives the words; the locale decides the 12- or
// 24-hour clock and the order of day and month.
import { say, type Language } from '../messages/index.ts';
import type { When } from '../model.ts';
import { DAY, HOUR, MINUTE, dateText, startOfDay, wallOfDate } from './wall-time.ts';
import { dateAt, viewerZone, wallAt } from './zones.ts';

/** For whom, where and when a sentence is made. */
export interface Reader {
  /** Epoch ms. */
  readonly now: number;
  /** IANA zone of the viewer. */
  readonly zone: string;
  /** BCP 47. */
  readonly locale: string;
  /** Of the words around times and dates; English when it is not given. */
  readonly language?: Language;
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Formats work on wall times, so they are all made for UTC: zones are zones.ts's business, and a date needs none.
function format(locale: string, options: Intl.DateTimeFormatOptions, wall: number): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    if (formats.size < 100) formats.set(key, found);
  }
  return found.format(wall);
}

/** '14:00' or '2:00 PM'. */
export function clock(instant: number, reader: Reader): string {
  const wall = wallAt(instant, viewerZone(reader.zone));
  const minutes = Math.floor((wall - startOfDay(wall)) / MINUTE);
  const [hour, minute] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, '0')];
  if (!isTwelveHour(reader.locale)) return `${String(hour).padStart(2, '0')}:${minute}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`;
}

const twelveHour = new Map<string, boolean>();

function isTwelveHour(locale: string): boolean {
  const known = twelveHour.get(locale);
  if (known !== undefined) return known;
  const { hourCycle } = new Intl.DateTimeFormat(knownLocale(locale), { hour: 'numeric' }).resolvedOptions();
  const answer = hourCycle === 'h12' || hourCycle === 'h11';
  if (twelveHour.size < 100) twelveHour.set(locale, answer);
  return answer;
}

function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en-GB';
  } catch {
    return 'en-GB'; // a RangeError: the system's LANG was no language tag ('C', 'POSIX')
  }
}

/** Where nothing more is known of a reader than their language. */
const HOME_OF: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', 'en-XA': 'en-GB' };

/** The reader's language with their own order of day and month, where their locale speaks it. */
export function spokenLocale({ locale, language = 'en' }: Pick<Reader, 'locale' | 'language'>): string {
  const known = knownLocale(locale);
  return known.startsWith(`${language.slice(0, 2)}-`) ? known : HOME_OF[language];
}

/** 'Tue' or 'Tuesday'. */
export function weekday(date: string, style: 'short' | 'long', reader: Reader): string {
  return format(spokenLocale(reader), { weekday: style }, wallOfDate(date));
}

/** '24 November', 'Nov 24'... with the year when it is not the reader's. */
export function dayMonth(date: string, reader: Reader, style: 'short' | 'long'): string {
  const isThisYear = date.slice(0, 4) === today(reader).slice(0, 4);
  const year = isThisYear ? {} : { year: 'numeric' as const };
  return format(spokenLocale(reader), { day: 'numeric', month: style, ...year }, wallOfDate(date));
}

/** 'Nov'. */
export function monthName(month: number, reader: Reader): string {
  return format(spokenLocale(reader), { month: 'short' }, Date.UTC(2024, month - 1, 1));
}

/** 'Tuesday 24 November'. */
export function longDate(date: string, reader: Reader): string {
  const words = { weekday: weekday(date, 'long', reader), date: dayMonth(date, reader, 'long') };
  return say(reader, 'time.longDate', words);
}

/** 'Tue 24' this month, 'Tue 1 Dec' in another, with the year when it is another. */
export function shortDate(date: string, reader: Reader): string {
  const isThisMonth = date.slice(0, 7) === today(reader).slice(0, 7);
  const name = weekday(date, 'short', reader);
  if (isThisMonth)
    return say(reader, 'time.dayOfMonth', { weekday: name, day: String(Number(date.slice(8))) });
  return `${name} ${dayMonth(date, reader, 'short')}`;
}

/** The reader's date, 'YYYY-MM-DD'. */
export function today(reader: Reader): string {
  return dateAt(reader.now, viewerZone(reader.zone));
}

/** Whole days from the reader's today to a date; negative for the past. */
export function daysAhead(date: string, reader: Reader): number {
  return Math.round((wallOfDate(date) - wallOfDate(today(reader))) / DAY);
}

/** The first date of a When, as the reader's calendar shows it. */
export function startDate(when: When, reader: Reader): string {
  return when.at === 'day' ? when.startDate : dateAt(when.startsAt, viewerZone(reader.zone));
}

/** The last date it covers. */
export function lastDate(when: When, reader: Reader): string {
  if (when.at === 'day')
    return dateText(Math.max(wallOfDate(when.endDate) - DAY, wallOfDate(when.startDate)));
  return dateAt(Math.max(when.endsAt - 1, when.startsAt), viewerZone(reader.zone));
}

/** 'Tue 24, 14:00–15:00'; 'Tue 24 – Thu 26' for days; with `timeOnly` just '14:00–15:00' if that says it all. */
export function spanText(when: When, reader: Reader, timeOnly = false): string {
  const [first, last] = [startDate(when, reader), lastDate(when, reader)];
  const [from, to] = [shortDate(first, reader), shortDate(last, reader)];
  if (when.at === 'day') return first === last ? from : say(reader, 'time.range', { from, to });
  const [start, end] = [clock(when.startsAt, reader), clock(when.endsAt, reader)];
  const at = (date: string, time: string) => say(reader, 'time.dateTime', { date, time });
  if (first !== last) {
    const lastDay = shortDate(dateAt(when.endsAt, viewerZone(reader.zone)), reader);
    return say(reader, 'time.range', { from: at(from, start), to: at(lastDay, end) });
  }
  const time = when.endsAt > when.startsAt ? `${start}–${end}` : start;
  return timeOnly ? time : at(from, time);
}

/** 'Tue 14:00' within the week, else 'Tue 1 Dec, 14:00'; all-day just 'Tue' or 'Tue 1 Dec'. */
export function momentText(when: When, reader: Reader, withDate = false): string {
  const date = startDate(when, reader);
  const isNear = !withDate && Math.abs(daysAhead(date, reader)) < 7;
  const name = weekday(date, 'short', reader);
  const day = isNear ? name : `${name} ${dayMonth(date, reader, 'short')}`;
  if (when.at === 'day') return day;
  const time = clock(when.startsAt, reader);
  return isNear
    ? say(reader, 'time.dayTime', { day, time })
    : say(reader, 'time.dateTime', { date: day, time });
}

/** How long until something begins: 'now', 'in 12 minutes', 'today 16:30', 'tomorrow 09:00', 'Thu 09:00'. */
export function leadText(when: When, reader: Reader): string {
  const ahead = daysAhead(startDate(when, reader), reader);
  if (when.at === 'day') {
    if (ahead <= 0) return say(reader, 'time.today');
    return ahead === 1 ? say(reader, 'time.tomorrow') : momentText(when, reader);
  }
  const wait = when.startsAt - reader.now;
  if (wait <= 0) return say(reader, 'time.now');
  const minutes = Math.ceil(wait / MINUTE);
  if (wait <= HOUR) return say(reader, 'time.inMinutes', { minutes });
  if (ahead > 1) return momentText(when, reader);
  return say(reader, ahead === 0 ? 'time.todayAt' : 'time.tomorrowAt', {
    time: clock(when.startsAt, reader),
  });
}

/** When something was noticed: '09:46' today, 'yesterday', else '12 Nov'. */
export function pastText(instant: number, reader: Reader): string {
  const date = dateAt(instant, viewerZone(reader.zone));
  const ahead = daysAhead(date, reader);
  if (ahead >= 0) return clock(instant, reader);
  return ahead === -1 ? say(reader, 'time.yesterday') : dayMonth(date, reader, 'short');
}

// Instants and durations of the connection in words: how long ago, and the time of day to compare it with.
import { say } from '../messages/index.ts';
import { clock, daysAhead, shortDate, type Reader } from '../time/time-wording.ts';
import { HOUR, MINUTE } from '../time/wall-time.ts';
import { dateAt, viewerZone } from '../time/zones.ts';

/** 'just now (09:46)', '12 minutes ago (09:34)', 'today 07:10', 'yesterday 23:50', 'Mon 2 Nov, 08:00'. */
export function agoText(instant: number, reader: Reader): string {
  const time = clock(instant, reader);
  const ago = reader.now - instant;
  // A clock that was put back leaves instants in the future: nothing is said of how long ago they are.
  if (ago >= 0 && ago < MINUTE) return say(reader, 'connection.justNow', { time });
  if (ago >= 0 && ago < HOUR)
    return say(reader, 'connection.minutesAgo', { minutes: Math.floor(ago / MINUTE), time });
  return momentOf(instant, reader);
}

/** 'today 07:10', 'yesterday 23:50', 'Mon 2 Nov, 08:00'. */
export function momentOf(instant: number, reader: Reader): string {
  const time = clock(instant, reader);
  const date = dateAt(instant, viewerZone(reader.zone));
  switch (daysAhead(date, reader)) {
    case 0:
      return say(reader, 'time.todayAt', { time });
    case -1:
      return say(reader, 'connection.yesterdayAt', { time });
    default:
      return say(reader, 'time.dateTime', { date: shortDate(date, reader), time });
  }
}

// Events as a calendar program would write them (RFC 5545), for the seeds and the colleague.

export interface EventFacts {
  readonly title: string;
  readonly place?: string;
  /** Epoch ms. */
  readonly startsAt: number;
  /** Length. Default 30. */
  readonly minutes?: number;
  /** Recurrence rule, e.g. 'FREQ=WEEKLY;BYDAY=TU'. */
  readonly rule?: string;
  readonly cancelled?: boolean;
  /** Occurrences of a series that differ from it: original start (epoch ms) -> facts. */
  readonly moved?: Readonly<Record<number, EventFacts>>;
  /** Minutes before its start at which it rings. Default: it has no alarm. */
  readonly alarm?: number;
  /** True: on the day of `startsAt` (UTC), without hours. */
  readonly allDay?: boolean;
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** One calendar object of this UID; `sequence` counts the versions written before. */
export function eventText(uid: string, facts: EventFacts, sequence = 0): string {
  const { moved = {} } = facts;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Belfry//Test world//EN',
    ...component(uid, facts, sequence, []),
    ...Object.entries(moved).flatMap(([original, other]) =>
      component(uid, other, sequence, [`RECURRENCE-ID:${utc(Number(original))}`]),
    ),
    'END:VCALENDAR',
    '',
  ];
  return lines.join('\r\n');
}

function component(
  uid: string,
  facts: EventFacts,
  sequence: number,
  more: readonly string[],
): readonly string[] {
  const { title, place, rule, cancelled, alarm } = facts;
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${utc(Date.now())}`,
    `SEQUENCE:${sequence}`,
    ...more,
    ...times(facts),
    ...(rule === undefined ? [] : [`RRULE:${rule}`]),
    `SUMMARY:${escaped(title)}`,
    ...(place === undefined ? [] : [`LOCATION:${escaped(place)}`]),
    ...(cancelled ? ['STATUS:CANCELLED'] : []),
    ...(alarm === undefined ? [] : alarmBefore(alarm, title)),
    'END:VEVENT',
  ];
}

function alarmBefore(minutes: number, title: string): readonly string[] {
  const what = `DESCRIPTION:${escaped(title)}`;
  return ['BEGIN:VALARM', 'ACTION:DISPLAY', what, `TRIGGER:-PT${minutes}M`, 'END:VALARM'];
}

function times({ startsAt, minutes = 30, allDay = false }: EventFacts): readonly string[] {
  if (!allDay) return [`DTSTART:${utc(startsAt)}`, `DTEND:${utc(startsAt + minutes * MINUTE)}`];
  const date = (at: number): string => utc(at).slice(0, 8);
  return [`DTSTART;VALUE=DATE:${date(startsAt)}`, `DTEND;VALUE=DATE:${date(startsAt + DAY)}`];
}

/** '20261124T140000Z'. */
function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

// RFC 5545 section 3.3.11.
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');
}

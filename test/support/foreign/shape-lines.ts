// What the programs' shapes of one event are made of.

/** What a person entered. Wall times 'YYYYMMDDTHHMMSS' in Prague, or dates 'YYYYMMDD'. */
export interface ShapeFacts {
  readonly uid: string;
  readonly title: string;
  readonly place: string;
  readonly notes: string;
  readonly start: string;
  readonly end: string;
  readonly rule: string;
  /** 'ana@example.org ACCEPTED' */
  readonly guests: readonly (readonly [address: string, partstat: string])[];
  /** '' without guests. */
  readonly organizer: string;
  readonly cancelled: boolean;
}

/** How often it has been written: stamps and counters move with it. */
export type Writing = number;

export const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
export const stamp = (writing: Writing): string => `20261120T0800${String(writing % 60).padStart(2, '0')}Z`;
export const isDate = ({ start }: ShapeFacts): boolean => !start.includes('T');

export function time(name: string, value: string, tzid: string): string {
  return value.includes('T') ? `${name};TZID=${tzid}:${value}` : `${name};VALUE=DATE:${value}`;
}

export function folded(line: string): readonly string[] {
  const parts: string[] = [];
  let rest = Buffer.from(line);
  while (rest.byteLength > 74) {
    let cut = 73;
    while ((rest[cut]! & 0xc0) === 0x80) cut -= 1; // inside the buffer; never inside a character
    parts.push(rest.subarray(0, cut).toString());
    rest = Buffer.concat([Buffer.from(' '), rest.subarray(cut)]);
  }
  return [...parts, rest.toString()];
}

export const optional = (name: string, text: string): readonly string[] =>
  text === '' ? [] : [`${name}:${escaped(text)}`];
export const rule = (facts: ShapeFacts): readonly string[] =>
  facts.rule === '' ? [] : [`RRULE:${facts.rule}`];
export const status = (facts: ShapeFacts): string => `STATUS:${facts.cancelled ? 'CANCELLED' : 'CONFIRMED'}`;

export function zone(tzid: string, ...extra: readonly string[]): readonly string[] {
  const half = (kind: string, [from, to]: readonly [string, string], [at, by]: readonly [string, string]) => [
    `BEGIN:${kind}`,
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    `DTSTART:${at}`,
    `RRULE:FREQ=YEARLY;${by}`,
    `END:${kind}`,
  ];
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${tzid}`,
    ...extra,
    ...half('DAYLIGHT', ['+0100', '+0200'], ['19810329T020000', 'BYMONTH=3;BYDAY=-1SU']),
    ...half('STANDARD', ['+0200', '+0100'], ['19961027T030000', 'BYMONTH=10;BYDAY=-1SU']),
    'END:VTIMEZONE',
  ];
}

export const calendar = (prodid: string, ...inside: readonly (readonly string[])[]): readonly string[] => [
  'BEGIN:VCALENDAR',
  `PRODID:${prodid}`,
  'VERSION:2.0',
  ...inside.flat(),
  'END:VCALENDAR',
];

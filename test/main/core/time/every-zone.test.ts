// Every zone there is, around each of its changes of ten years back and ten ahead.
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { indexObject } from '../../../../main/core/ical/occurrences.ts';
import { dateAt, dayStart, ianaZone, instantOf, type Zone } from '../../../../main/core/time/zones.ts';
import { object } from '../../../support/ical-text.ts';
import { zoneinfoChanges, zoneinfoLinks, zoneinfoVersion, type Change } from '../../../support/zoneinfo.ts';
import { seenFrom } from '../../../support/model-facts.ts';

const YEAR = new Date().getUTCFullYear();
const FROM = Date.UTC(YEAR - 10, 0, 1);
const TO = Date.UTC(YEAR + 10, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAMES = Intl.supportedValuesOf('timeZone');

function zoneOf(name: string): Zone {
  const zone = ianaZone(name);
  if (!zone) throw new Error(`no zone ${name}`);
  return zone;
}

/** What is wrong around one change, in words; the seconds before, at and after it, on both kinds of clock. */
function faults(zone: Zone, { at, before, after }: Change): readonly string[] {
  const offsets = [
    [at - 1000, before],
    [at, after],
    [at + 1000, after],
  ] as const;
  const wrong = offsets.flatMap(([instant, offset]) =>
    zone.offsetAt(instant) === offset ? [] : [`offset at ${new Date(instant).toISOString()}`],
  );
  // The two wall clocks of the change: between them lies the gap or the fold.
  const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)];
  const walls = [
    low - HOUR,
    low - 1000,
    low,
    low + 1000,
    (low + high) / 2,
    high - 1000,
    high,
    high + 1000,
    high + HOUR,
  ];
  for (const wall of walls) {
    // Before the later of the two, the old offset counts: a time that exists twice is the first, one that is skipped
    // is read with the offset before (RFC 5545 section 3.3.5).
    const expected = wall < high ? wall - before : wall - after;
    if (instantOf(wall, zone) !== expected) wrong.push(`wall clock ${new Date(wall).toISOString()}`);
  }
  return wrong;
}

// Read with an engine that looks at the changes, not at the clocks in between; data from the same ICU as ours.
function temporalChanges(name: string): readonly Change[] {
  const found: Change[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(FROM).toZonedDateTimeISO(name);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds >= TO) return found;
    const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds / 1e6;
    found.push({ at: next.epochMilliseconds, before, after: next.offsetNanoseconds / 1e6 });
    at = next;
  }
}

test('each agrees with Temporal about when its clocks change, and around it', () => {
  let count = 0;
  const wrong = NAMES.flatMap((name) => {
    const changes = temporalChanges(name);
    count += changes.length;
    return changes.flatMap((change) => faults(zoneOf(name), change).map((fault) => `${name}: ${fault}`));
  });
  console.log(`zones: ${NAMES.length} zones, ${count} changes compared with Temporal`);
  expect(wrong).toEqual([]);
  expect(NAMES.length).toBeGreaterThan(400);
  expect(count).toBeGreaterThan(4000);
}, 60_000);

// Files older than the data in the engine know nothing of what governments decided since.
const DECIDED_SINCE_2025B = [
  'Africa/Casablanca',
  'Africa/El_Aaiun',
  'America/Edmonton',
  'America/Vancouver',
  'America/Yellowknife',
  'Canada/Mountain',
  'Canada/Pacific',
  'Europe/Chisinau',
  'Europe/Tiraspol',
];

test('each agrees with the system’s zone files', (context) => {
  const version = zoneinfoVersion();
  if (version === null) return context.skip('no zone files on this system');
  const names = [...new Set([...NAMES, ...zoneinfoLinks()])].filter((name) => ianaZone(name) !== null);
  let [zones, count] = [0, 0];
  const wrong = names.flatMap((name) => {
    const changes = zoneinfoChanges(name, FROM, TO);
    if (changes === null) return [];
    zones++;
    count += changes.length;
    return changes.flatMap((change) => faults(zoneOf(name), change).map((fault) => ({ name, fault })));
  });
  const ours = process.versions['tz'] ?? '';
  const differing = [...new Set(wrong.map(({ name }) => name))].sort();
  console.log(
    `zones: ${zones} zones and links, ${count} changes compared with files of ${version}, ours ${ours}; differ: ${differing.join(' ')}`,
  );
  expect(zones).toBeGreaterThan(500);
  expect(count).toBeGreaterThan(7000);
  if (version === ours) expect(wrong).toEqual([]);
  else if (version === '2025b' && ours === '2026c') expect(differing).toEqual(DECIDED_SINCE_2025B);
  else expect(differing.length).toBeLessThan(zones * 0.03);
}, 60_000);

test('a day begins at its first second, also where midnight is skipped or comes twice', () => {
  let midnights = 0;
  for (const name of NAMES) {
    const zone = zoneOf(name);
    for (const { at, before, after } of temporalChanges(name)) {
      const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)];
      const midnight = Math.ceil(low / DAY) * DAY;
      if (midnight > high) continue;
      midnights++;
      const date = new Date(midnight).toISOString().slice(0, 10);
      const begin = dayStart(date, zone);
      const seen = [dateAt(begin, zone), dateAt(begin - 1000, zone) < date];
      expect([name, date, ...seen]).toEqual([name, date, date, true]);
    }
  }
  console.log(`zones: ${midnights} midnights at a change`);
  expect(midnights).toBeGreaterThan(200);
}, 60_000);

describe('a date belongs to no zone', () => {
  const window = { from: Date.UTC(2010, 0, 1), to: Date.UTC(2030, 0, 1) };
  test.each([
    ['America/Sao_Paulo', '20171015', 'midnight was skipped'],
    ['America/Sao_Paulo', '20180218', 'the hour before midnight came twice'],
    ['Asia/Beirut', '20260329', 'midnight is skipped'],
    ['Africa/Cairo', '20260424', 'midnight is skipped'],
    ['Africa/Cairo', '20261030', 'the hour before midnight comes twice'],
    ['America/Havana', '20261101', 'midnight comes twice'],
    ['Pacific/Apia', '20111229', 'the last day before the one that was skipped'],
    ['Pacific/Apia', '20111230', 'the day that was skipped'],
    ['Pacific/Apia', '20111231', 'the first day after it'],
  ])('in %s on %s, when %s', (zone, date) => {
    const text = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    for (const lines of [[], ['RRULE:FREQ=DAILY;COUNT=1'], ['RDATE;VALUE=DATE:20250101']]) {
      const { occurrences } = indexObject(
        object(`DTSTART;VALUE=DATE:${date}`, ...lines),
        'a:1',
        window,
        seenFrom(zone),
      );
      expect(occurrences.find(({ when }) => when.at === 'day' && when.startDate === text)).toBeDefined();
    }
  });

  test('a meeting on the day that Apia skipped is read with the clock before it', () => {
    const zone = zoneOf('Pacific/Apia');
    expect(instantOf(Date.UTC(2011, 11, 30, 12), zone)).toBe(Date.UTC(2011, 11, 30, 22));
    expect(instantOf(Date.UTC(2011, 11, 31), zone)).toBe(Date.UTC(2011, 11, 30, 10));
  });
});

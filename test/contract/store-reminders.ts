// What every Store promises of what rings and of what waits for an answer. Run on the store itself and through its thread.
import { describe, expect, test } from 'vitest';
import type { CalendarObject } from '../../main/core/model.ts';
import type { Bell, Store } from '../../main/core/sync/store-port.ts';
import { vcalendar, vevent } from '../support/ical-text.ts';
import { NOBODY } from '../support/model-facts.ts';
import { DAY, event, HOME, HOUR, NOON, pulled, TEAM } from '../support/pull-rounds.ts';

const EMA = { ...NOBODY, addresses: ['ema@example.org'] };
const MINUTE = 60_000;

const utc = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

/** An hour long; `alarms` are TRIGGERs. */
function ringing(
  uid: string,
  startsAt: number,
  alarms: readonly string[],
  ...more: string[]
): CalendarObject {
  const valarms = alarms.flatMap((trigger) => ['BEGIN:VALARM', 'ACTION:DISPLAY', trigger, 'END:VALARM']);
  const times = [`DTSTART:${utc(startsAt)}`, `DTEND:${utc(startsAt + HOUR)}`];
  const ical = vcalendar(vevent(`UID:${uid}`, ...times, `SUMMARY:${uid}`, ...more, ...valarms));
  return { href: `/team/${uid}.ics`, etag: 'v1', ical };
}

/** Declares the suite. `make` gives a fresh, empty store. */
export function remindersContract(name: string, make: () => Promise<Store>): void {
  const holding = async (...objects: readonly CalendarObject[]): Promise<Store> => {
    const store = await make();
    await pulled(store, { objects, facts: { self: EMA } });
    return store;
  };
  const rung = async (store: Store, from: number, to: number) =>
    (await store.ringing([TEAM], from, to)).map(({ uid }) => uid);

  describe(`${name}: what rings`, () => {
    test('comes with its alarms, where it is joined, whether it takes time, and the zone it was planned in', async () => {
      const lines = [
        'UID:a',
        'DTSTART;TZID=America/New_York:20261124T080000',
        'SUMMARY:Call',
        'TRANSP:TRANSPARENT',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ema@example.org',
        'BEGIN:VALARM',
        'ACTION:AUDIO',
        'TRIGGER;RELATED=END:-PT5M',
        'REPEAT:2',
        'DURATION:PT1M',
        'END:VALARM',
      ];
      const store = await holding({ href: '/team/a.ics', etag: 'v1', ical: vcalendar(vevent(...lines)) });
      const [one] = await store.ringing([TEAM], NOON, NOON + HOUR);
      expect(one).toMatchObject({ free: true, mine: 'accepted', zone: 'America/New_York' });
      expect(one?.alarms).toMatchObject([
        { trigger: { at: 'end', days: 0, ms: -5 * MINUTE }, repeat: 2, every: MINUTE, acknowledgedAt: null },
      ]);
      expect(await store.occurrences([TEAM], NOON, NOON + DAY)).toEqual([one]);
    });

    test.each([
      ['begins in it', 0, [], true],
      ['begins a day later', 25, [], true],
      ['begins later than that', 26, [], false],
      ['began before', -1, [], false],
      ['begins a week later and rings a week before', 24 * 7, ['TRIGGER:-P1W'], true],
      ['began days ago and rings days after', -24 * 5, ['TRIGGER:P5D'], true],
      ['begins ten days later and rings ten days before', 24 * 10, ['TRIGGER:-P10D'], true],
      ['begins a year later and rings a year before', 24 * 365, ['TRIGGER:-P365D'], true],
      ['begins years later and rings years before', 24 * 1_500, ['TRIGGER:-P1500D'], true],
      ['began a month ago and rings a month after its end', -24 * 30, ['TRIGGER;RELATED=END:P30D'], true],
      ['begins a year later and rings ten days before', 24 * 365, ['TRIGGER:-P10D'], false],
      [
        'was long ago and rings at an instant of now',
        -24 * 900,
        ['TRIGGER;VALUE=DATE-TIME:20261124T123000Z'],
        true,
      ],
      [
        'comes in years and rings at an instant of now',
        24 * 900,
        ['TRIGGER;VALUE=DATE-TIME:20261124T123000Z'],
        true,
      ],
      [
        'comes in years and rings at an instant of then',
        24 * 900,
        ['TRIGGER;VALUE=DATE-TIME:20291124T123000Z'],
        false,
      ],
    ])('an event that %s', async (_name, hours, alarms, expected) => {
      const store = await holding(ringing('a', NOON + hours * HOUR, alarms));
      expect(await rung(store, NOON, NOON + 2 * HOUR)).toEqual(expected ? ['a'] : []);
    });

    test('is what is not cancelled, of the calendars asked for, each once and by start', async () => {
      const alarms = ['TRIGGER:-PT10M', 'TRIGGER:-P30D', 'TRIGGER;VALUE=DATE-TIME:20261124T123000Z'];
      const store = await holding(
        ringing('late', NOON + 2 * HOUR, alarms),
        ringing('early', NOON + HOUR, alarms),
        ringing('off', NOON + HOUR, alarms, 'STATUS:CANCELLED'),
      );
      await pulled(store, { calendar: HOME, objects: [ringing('home', NOON, alarms)] });
      expect(await rung(store, NOON, NOON + HOUR)).toEqual(['early', 'late']);
      expect((await store.ringing([HOME], NOON, NOON + HOUR)).map(({ uid }) => uid)).toEqual(['home']);
      expect(await store.ringing([], NOON, NOON + HOUR)).toEqual([]);
    });

    test('of a series is the occurrence concerned, however far ahead', async () => {
      const yearly = ringing('birthday', NOON + 30 * DAY - 730 * DAY, ['TRIGGER:-P30D'], 'RRULE:FREQ=YEARLY');
      const store = await holding(yearly);
      const at = async (now: number) =>
        (await store.ringing([TEAM], now, now + DAY)).map(({ recurrenceId }) => Number(recurrenceId));
      expect(await at(NOON)).toContain(NOON + 30 * DAY);
      // Beyond what the index holds.
      const later = Date.UTC(2034, 10, 24, 12);
      expect(await at(later)).toContain(Date.UTC(2034, 11, 24, 12));
      expect(await at(later + 60 * DAY)).toEqual([]);
    });

    test('of a series at an instant is its next occurrence, and an exception has its own alarms', async () => {
      const daily = ringing(
        'daily',
        NOON - 400 * DAY,
        ['TRIGGER;VALUE=DATE-TIME:20261220T060000Z'],
        'RRULE:FREQ=WEEKLY',
      );
      const exception = [
        'BEGIN:VEVENT',
        'UID:daily',
        `RECURRENCE-ID:${utc(NOON - 400 * DAY + 70 * 7 * DAY)}`,
        `DTSTART:${utc(NOON - 400 * DAY + 70 * 7 * DAY)}`,
        'SUMMARY:other',
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        'TRIGGER;VALUE=DATE-TIME:20261124T123000Z',
        'END:VALARM',
        'END:VEVENT',
        'END:VCALENDAR',
      ].join('\r\n');
      const store = await holding({ ...daily, ical: daily.ical.replace('END:VCALENDAR', exception) });
      const instant = Date.UTC(2026, 11, 20, 6);
      const ahead = (await store.ringing([TEAM], instant, instant + 1)).filter(
        ({ title }) => title === 'daily',
      );
      const next = NOON - 400 * DAY + Math.ceil((instant - NOON + 400 * DAY) / (7 * DAY)) * 7 * DAY;
      expect(ahead.map(({ recurrenceId }) => Number(recurrenceId))).toContain(next);
      const now = await store.ringing([TEAM], NOON, NOON + HOUR);
      expect(now.filter(({ title }) => title === 'other')).toHaveLength(1);
    });

    test('each occurrence of a series has its own, from where they were changed for all that follow', async () => {
      const daily = ringing('d', NOON, ['TRIGGER:-PT10M'], 'RRULE:FREQ=DAILY;COUNT=12');
      const ninth = utc(NOON + 9 * DAY);
      const times = [`RECURRENCE-ID;RANGE=THISANDFUTURE:${ninth}`, `DTSTART:${ninth}`, 'DURATION:PT1H'];
      const silent = vevent('UID:d', ...times, 'SUMMARY:d');
      const ical = daily.ical.replace('END:VCALENDAR', `${silent}\r\nEND:VCALENDAR`);
      const store = await holding({ ...daily, ical });
      const found = await store.occurrences([TEAM], NOON, NOON + 20 * DAY);
      expect(found.map(({ alarms }) => alarms.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
    });

    test('far from today is found as near', async () => {
      const weekly = ringing('w', NOON - 700 * DAY, ['TRIGGER:-PT10M'], 'RRULE:FREQ=WEEKLY');
      const store = await holding(weekly);
      const far = NOON + 700 * DAY;
      const found = await store.ringing([TEAM], far - HOUR, far + HOUR);
      expect(found.map(({ recurrenceId }) => Number(recurrenceId))).toContain(far);
      expect(found.every(({ alarms }) => alarms.length === 1)).toBe(true);
    });

    test('whole days ring in every zone on earth', async () => {
      const lines = ['UID:d', 'DTSTART;VALUE=DATE:20261125', 'SUMMARY:Day off'];
      const store = await holding({ href: '/team/d.ics', etag: 'v1', ical: vcalendar(vevent(...lines)) });
      const midnight = Date.UTC(2026, 10, 25);
      expect(await rung(store, midnight + 12 * HOUR - 1, midnight + 13 * HOUR)).toEqual(['d']);
      expect(await rung(store, midnight - 39 * HOUR, midnight - 38 * HOUR + 1)).toEqual(['d']);
    });
  });

  describe(`${name}: what became of reminders`, () => {
    const bell = (id: string, facts: Partial<Bell> = {}): Bell => ({
      id,
      calendarId: TEAM,
      dueAt: NOON,
      state: 'rung',
      until: null,
      ...facts,
    });

    test('is kept, replaced by what is newer, and dropped with time', async () => {
      const store = await holding();
      expect(await store.bells()).toEqual([]);
      await store.saveBells([bell('b'), bell('a', { dueAt: NOON - HOUR })], 0);
      expect((await store.bells()).map(({ id }) => id)).toEqual(['a', 'b']);
      const snoozed = bell('a', { dueAt: NOON - HOUR, state: 'snoozed', until: NOON + DAY });
      await store.saveBells([snoozed], 0);
      expect(await store.bells()).toEqual([snoozed, bell('b')]);
      // What was put off is still to come, whenever it was due.
      await store.saveBells([], NOON + HOUR);
      expect(await store.bells()).toEqual([snoozed]);
      await store.saveBells([bell('a', { dueAt: NOON - HOUR, state: 'over' })], NOON + HOUR);
      expect(await store.bells()).toEqual([]);
    });

    test('goes with its calendar', async () => {
      const store = await holding(event('a'));
      await store.saveBells([bell('a'), bell('b', { calendarId: HOME })], 0);
      await store.forget(TEAM);
      expect((await store.bells()).map(({ id }) => id)).toEqual(['b']);
    });
  });

  describe(`${name}: invitations`, () => {
    const asked = (answer: string) => `ATTENDEE;PARTSTAT=${answer}:mailto:ema@example.org`;
    const invited = (uid: string, startsAt: number, ...more: string[]) => ringing(uid, startsAt, [], ...more);
    const waiting = async (store: Store, from = NOON) =>
      (await store.invitations([TEAM], from)).map(({ uid }) => uid);

    test('are what waits for an answer and is not over, by start', async () => {
      const store = await holding(
        invited('late', NOON + 3 * DAY, asked('NEEDS-ACTION')),
        invited('early', NOON + DAY, 'ORGANIZER:mailto:ana@example.org', asked('NEEDS-ACTION')),
        invited('running', NOON - HOUR / 2, asked('NEEDS-ACTION')),
        invited('over', NOON - DAY, asked('NEEDS-ACTION')),
        invited('off', NOON + DAY, asked('NEEDS-ACTION'), 'STATUS:CANCELLED'),
        invited('answered', NOON + DAY, asked('ACCEPTED')),
        invited('own', NOON + DAY, 'ORGANIZER:mailto:ema@example.org', asked('NEEDS-ACTION')),
        invited('others', NOON + DAY, 'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bob@example.org'),
        event('none'),
      );
      expect(await waiting(store)).toEqual(['running', 'early', 'late']);
      expect(await store.invitations([HOME], NOON)).toEqual([]);
      const answered = { ...invited('early', NOON + DAY, asked('ACCEPTED')), etag: 'v2' };
      await pulled(store, { objects: [answered], facts: { self: EMA } });
      expect(await waiting(store)).toEqual(['running', 'late']);
    });

    test('of a series come once, with the first occurrence concerned', async () => {
      const series = invited('s', NOON - 14 * DAY, 'RRULE:FREQ=WEEKLY', asked('ACCEPTED'));
      const again = NOON + 14 * DAY;
      const exception = vevent(
        'UID:s',
        `RECURRENCE-ID:${utc(again)}`,
        `DTSTART:${utc(again)}`,
        asked('NEEDS-ACTION'),
      );
      const store = await holding(
        { ...series, ical: series.ical.replace('END:VCALENDAR', `${exception}\r\nEND:VCALENDAR`) },
        invited('all', NOON - 3 * DAY, 'RRULE:FREQ=WEEKLY', asked('NEEDS-ACTION')),
        invited('far', NOON + 900 * DAY, 'RRULE:FREQ=WEEKLY', asked('NEEDS-ACTION')),
      );
      const found = await store.invitations([TEAM], NOON);
      expect(found.map(({ uid, recurrenceId }) => [uid, (Number(recurrenceId) - NOON) / DAY])).toEqual([
        ['all', 4],
        ['s', 14],
        ['far', 900],
      ]);
      expect(await waiting(store, again + DAY)).toEqual(['all', 'far']);
    });

    test('of a series may begin to wait where the index ends', async () => {
      const daily = invited('s', NOON, 'RRULE:FREQ=DAILY', asked('ACCEPTED'));
      const later = utc(NOON + 400 * DAY);
      const times = [`RECURRENCE-ID;RANGE=THISANDFUTURE:${later}`, `DTSTART:${later}`, 'DURATION:PT1H'];
      const anew = vevent('UID:s', ...times, asked('NEEDS-ACTION'));
      const ical = daily.ical.replace('END:VCALENDAR', `${anew}\r\nEND:VCALENDAR`);
      const store = await holding({ ...daily, ical });
      const found = await store.invitations([TEAM], NOON);
      expect(found.map(({ recurrenceId }) => (Number(recurrenceId) - NOON) / DAY)).toEqual([400]);
    });
  });
}

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { busyTimes, overlapOf, overlapText } from '../../../../main/core/alerts/conflicts.ts';
import type { Occurrence, When } from '../../../../main/core/model.ts';
import { aCalendar, anOccurrence } from '../../../support/model-facts.ts';

const MINE = aCalendar({ id: 'mine' });
const ANAS = aCalendar({ id: 'anas', person: 'Ana' });
const ITSELF = { calendarId: 'team', href: '/team/review.ics', uid: 'review' };
const reader = { now: Date.parse('2026-11-23T08:00:00Z'), zone: 'Europe/Prague', locale: 'en-GB' };

/** On 24 November, Prague time: 'HH:MM' to 'HH:MM'. */
function time(from: string, to: string): When {
  const at = (clock: string) => Date.parse(`2026-11-24T${clock}:00+01:00`);
  return { at: 'time', startsAt: at(from), endsAt: at(to) };
}

function bank(over: Partial<Occurrence> = {}): Occurrence {
  return anOccurrence({
    calendarId: 'mine',
    uid: 'bank',
    href: '/mine/bank.ics',
    title: 'Call the bank',
    when: time('10:30', '11:00'),
    ...over,
  });
}

const found = (when: When, ...occurrences: readonly Occurrence[]) =>
  overlapOf(when, busyTimes(occurrences, [MINE, ANAS]), ITSELF)?.title ?? null;

describe('a time overlaps', () => {
  test.each([
    ['with what lies inside', time('10:00', '12:00'), true],
    ['with what it lies inside', time('10:40', '10:50'), true],
    ['with its beginning', time('10:00', '10:31'), true],
    ['with its end', time('10:59', '12:00'), true],
    ['not with what begins when it ends', time('10:00', '10:30'), false],
    ['not with what ends when it begins', time('11:00', '12:00'), false],
  ])('%s', (_, when, overlaps) => {
    expect(found(when, bank())).toBe(overlaps ? 'Call the bank' : null);
  });

  test.each([
    ['calendars of others', { calendarId: 'anas' }],
    ['what is marked as free', { free: true }],
    ['what was declined', { mine: 'declined' }],
    ['what is cancelled', { cancelled: true }],
    ['whole days', { when: { at: 'day', startDate: '2026-11-24', endDate: '2026-11-25' } }],
    ['what takes no time', { when: time('10:30', '10:30') }],
    ['the event itself, in whatever calendar', { uid: 'review' }],
  ] as const)('not with %s', (_, over) => {
    expect(found(time('10:00', '12:00'), bank(over))).toBeNull();
  });

  test('with what was accepted, or not answered yet', () => {
    for (const mine of ['accepted', 'tentative', 'needs-action'] as const)
      expect(found(time('10:00', '12:00'), bank({ mine }))).toBe('Call the bank');
  });

  test('not with calendars that are not shown', () => {
    const hidden = busyTimes([bank()], [{ ...MINE, shown: false }]);
    expect(overlapOf(time('10:00', '12:00'), hidden, ITSELF)).toBeNull();
  });

  test('when it is a time: a day or a moment takes none', () => {
    expect(found({ at: 'day', startDate: '2026-11-24', endDate: '2026-11-25' }, bank())).toBeNull();
    expect(found(time('10:40', '10:40'), bank())).toBeNull();
  });

  test('with the first of several, and with one that began long before', () => {
    const long = bank({ uid: 'trip', title: 'Trip', when: time('01:00', '23:00') });
    const short = bank({ uid: 'walk', title: 'Walk', when: time('02:00', '02:30') });
    expect(found(time('10:00', '12:00'), bank(), short)).toBe('Call the bank');
    expect(found(time('10:00', '12:00'), bank(), short, long)).toBe('Trip');
  });

  test('exactly with what a look at each one by one finds', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 30 }), span, (spans, [start, length]) => {
        const all = spans.map(([from, lasts], i) =>
          bank({ uid: `u${i}`, when: { at: 'time', startsAt: from, endsAt: from + lasts } }),
        );
        const when = { at: 'time', startsAt: start, endsAt: start + length } as const;
        const slow = all
          .flatMap(({ when: other }) => (other.at === 'time' && other.endsAt > other.startsAt ? [other] : []))
          .filter((other) => length > 0 && other.startsAt < when.endsAt && other.endsAt > start)
          .map((other) => other.startsAt);
        const one = overlapOf(when, busyTimes(all, [MINE]), ITSELF);
        expect(one?.when.at === 'time' ? one.when.startsAt : null).toBe(
          slow.length > 0 ? Math.min(...slow) : null,
        );
      }),
      { numRuns: 300 },
    );
  });
});

test('in words', () => {
  expect(overlapText(bank(), reader)).toBe('Overlaps “Call the bank” (10:30)');
  expect(overlapText(bank({ title: '' }), reader)).toBe('Overlaps an event at 10:30');
  expect(overlapText(bank(), { ...reader, language: 'de' })).toBe(
    'Überschneidet sich mit „Call the bank“ (10:30)',
  );
  expect(overlapText(bank({ title: 'x'.repeat(500) }), reader).length).toBeLessThan(90);
});

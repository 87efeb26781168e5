// Laws of change detection, over events and edits at random.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aspectsOf, type Aspect } from '../../../../main/core/changes/aspects.ts';
import { detectChanges } from '../../../../main/core/changes/changes.ts';
import type { Change } from '../../../../main/core/model.ts';
import { EDITS, plans, rewriters, textOf, type Plan } from './change-table/random-events.ts';
import { EMA, NOW } from './change-table/table.ts';

const RUNS = { numRuns: 200 };

function compare(before: string | null, after: string | null): readonly Change[] {
  let ids = 0;
  const version = (ical: string | null, etag: string) =>
    ical === null ? null : { href: '/cal/one.ics', etag, ical };
  return detectChanges(version(before, '"1"'), version(after, '"2"'), {
    calendarId: 'a:1',
    now: NOW,
    zone: 'Europe/Berlin',
    self: EMA,
    joinPatterns: [],
    isOwnCalendar: true,
    newId: () => `id${(ids += 1)}`,
  });
}

const scopeOf = ({ rule }: Plan) => (rule === '' ? 'event' : 'series');
const essence = (changes: readonly Change[]) =>
  changes.map(({ kind, scope, recurrenceId, details, before, after }) => ({
    kind,
    scope,
    recurrenceId,
    details,
    after: after && { ...after, zone: '' },
    before: before && { ...before, zone: '' },
  }));
const ORDER = Object.keys(EDITS) as Aspect[];

describe('what was edited is told, and nothing else', () => {
  test('any fields at once: one change with just these aspects, in the order of what matters', () => {
    const fields = fc.subarray(ORDER, { minLength: 1 });
    fc.assert(
      fc.property(plans, fields, (plan, edited) => {
        const after = edited.reduce((old, field) => EDITS[field]?.(old) ?? old, plan);
        const [change, ...others] = compare(textOf(plan), textOf(after));
        expect(others).toEqual([]);
        expect(change).toMatchObject({ kind: 'changed', scope: scopeOf(plan), recurrenceId: '' });
        expect(change && aspectsOf(change)).toEqual(edited);
      }),
      RUNS,
    );
  });

  test('what came, went, was called off and is back on', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const [text, off] = [textOf(plan), textOf({ ...plan, cancelled: true })];
        const kinds = (before: string | null, after: string | null) =>
          compare(before, after).map(({ kind, scope }) => [kind, scope]);
        expect(kinds(null, text)).toEqual([['created', scopeOf(plan)]]);
        expect(kinds(text, null)).toEqual([['deleted', scopeOf(plan)]]);
        expect(kinds(text, off)).toEqual([['cancelled', scopeOf(plan)]]);
        expect(kinds(off, text)).toEqual([['restored', scopeOf(plan)]]);
        expect(kinds(off, null)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('one date left out of a series: that date', () => {
    const serieses = plans.filter(({ rule }) => rule !== '');
    fc.assert(
      fc.property(serieses, fc.integer({ min: 0, max: 3 }), (plan, turn) => {
        const days = plan.rule === 'FREQ=WEEKLY' ? 7 * turn : turn;
        const [change, ...others] = compare(textOf(plan), textOf({ ...plan, without: [days] }));
        const key = Date.UTC(2026, 10, 24 + plan.day + days, plan.hour - 1);
        expect(others).toEqual([]);
        expect(change).toMatchObject({ kind: 'deleted', scope: 'occurrence', recurrenceId: String(key) });
      }),
      RUNS,
    );
  });
});

describe('written again by another program', () => {
  test('unchanged: nothing is told', () => {
    fc.assert(
      fc.property(plans, rewriters, rewriters, (plan, one, other) => {
        const text = textOf(plan);
        expect(compare(one(text), other(text))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('edited as well: the edit is told, just as if it had not been written again', () => {
    const fields = fc.subarray(ORDER, { minLength: 1 });
    fc.assert(
      fc.property(plans, fields, rewriters, (plan, edited, rewritten) => {
        const after = textOf(edited.reduce((old, field) => EDITS[field]?.(old) ?? old, plan));
        const before = textOf(plan);
        expect(essence(compare(before, rewritten(after))).map(withoutOrder)).toEqual(
          essence(compare(before, after)).map(withoutOrder),
        );
      }),
      RUNS,
    );
  });
});

/** Guests may be listed in another order. */
function withoutOrder(change: ReturnType<typeof essence>[number]) {
  const { added, removed, replies } = change.details;
  const sorted = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).toSorted();
  const details = {
    ...change.details,
    added: sorted(added),
    removed: sorted(removed),
    replies: sorted(replies),
  };
  return { ...change, details };
}

test('never throws, and is soon done, whatever stands in the two texts', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'DTSTART:20261124T130000Z',
      'RRULE:FREQ=SECONDLY',
      'RRULE:FREQ=DAILY;COUNT=3',
      'RECURRENCE-ID:20261124T130000Z',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20261125T130000Z',
      'RDATE:20261126T130000Z',
      'EXDATE:20261124T130000Z',
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ema@example.org',
      'ORGANIZER:mailto:ana@example.org',
      'END:VEVENT\r\nBEGIN:VEVENT',
    ),
    fc.string(),
  );
  const any = fc
    .array(line, { maxLength: 12 })
    .map((lines) =>
      ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'),
    );
  fc.assert(
    fc.property(any, any, (before, after) => Array.isArray(compare(before, after))),
    RUNS,
  );
});

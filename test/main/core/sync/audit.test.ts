import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditTimes, dueAudits, soonAfter } from '../../../../main/core/sync/audit.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-24T09:00:00Z');

describe('the next audit', () => {
  test('after a listing is 20 to 28 hours later, after a first pull by query about an hour', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const { auditAfterFirst, auditAfterListing } = auditTimes(NOW, random);
        expect(auditAfterListing - NOW).toBeGreaterThanOrEqual(20 * HOUR);
        expect(auditAfterListing - NOW).toBeLessThanOrEqual(28 * HOUR);
        expect(auditAfterFirst - NOW).toBeGreaterThanOrEqual(45 * MINUTE);
        expect(auditAfterFirst - NOW).toBeLessThanOrEqual(75 * MINUTE);
        expect(soonAfter(NOW, random)).toBe(auditAfterFirst);
        expect(Number.isInteger(auditAfterListing) && Number.isInteger(auditAfterFirst)).toBe(true);
      }),
    );
  });

  test('differs with chance', () => {
    expect(auditTimes(NOW, 0)).not.toEqual(auditTimes(NOW, 0.9));
  });
});

describe('the audits of a look', () => {
  test('are of calendars that are due, never of one that was not pulled yet', () => {
    const calendars = [
      { id: 'due', auditAt: NOW },
      { id: 'later', auditAt: NOW + 1 },
      { id: 'new', auditAt: null },
    ];
    expect([...dueAudits(calendars, NOW)]).toEqual(['due']);
    expect([...dueAudits([], NOW)]).toEqual([]);
  });

  test('of 500 calendars due at once are spread over 16 looks, the longest due first', () => {
    const auditAt = new Map(Array.from({ length: 500 }, (_, n) => [`c${n}`, NOW - ((n * 7) % 500)]));
    const order: string[] = [];
    for (let look = 0; look < 16; look += 1) {
      const due = dueAudits(
        [...auditAt].map(([id, at]) => ({ id, auditAt: at })),
        NOW,
      );
      expect(due.size).toBeLessThanOrEqual(32);
      for (const id of due) auditAt.set(id, NOW + 24 * HOUR);
      order.push(...due);
    }
    expect(new Set(order).size).toBe(500);
    expect(order[0]).toBe('c357'); // 357 * 7 % 500 = 499
  });
});

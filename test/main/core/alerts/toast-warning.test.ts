import { expect, test } from 'vitest';
import type { Change } from '../../../../main/core/model.ts';
import { timeAskedFor, warned } from '../../../../main/core/alerts/toast-warning.ts';
import { toastsFor } from '../../../../main/core/alerts/toasts.ts';
import { NO_DETAILS } from '../../../support/model-facts.ts';
import { created, deleted, hour, invited, moved, telling } from '../../../support/toast-facts.ts';

const when = hour('2026-11-25T10:00').when;

test.each<readonly [string, Change, boolean]>([
  ['new', created(), true],
  ['invited', invited(), true],
  ['moved', moved(), true],
  ['back on', moved({ kind: 'restored' }), true],
  ['only renamed', moved({ before: hour('2026-11-25T10:00', { title: 'Daily' }) }), false],
  ['cancelled', moved({ kind: 'cancelled' }), false],
  ['new, and cancelled', created({ after: hour('2026-11-25T10:00', { cancelled: true }) }), false],
  ['deleted', deleted(), false],
  ['declined', moved({ details: { ...NO_DETAILS, mine: 'declined' } }), false],
  ['without oneself', moved({ kind: 'uninvited' }), false],
  ['a calendar', moved({ kind: 'calendar-shared', after: null }), false],
])('whether a change asks for time: %s', (_, change, asks) => {
  expect(timeAskedFor(change)).toEqual(asks ? when : null);
});

test('a warning stands under everything else', () => {
  const [toast] = toastsFor([moved()], telling());
  expect(toast && warned(toast, 'Overlaps “Bank” (10:30)')).toEqual({
    ...toast,
    warning: 'Overlaps “Bank” (10:30)',
    lines: ['Tue 14:00 → Wed 10:00', 'Overlaps “Bank” (10:30)'],
  });
  expect(toast && warned(toast, '')).toBe(toast);
});

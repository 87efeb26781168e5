// Every sentence of a toast comes from the catalogue: in accented English nothing is left plain but what others wrote.
import { expect, test } from 'vitest';
import { digestFor } from '../../../../main/core/alerts/digest.ts';
import { hintToast } from '../../../../main/core/alerts/hidden-toast.ts';
import type { Change } from '../../../../main/core/model.ts';
import { toastsFor } from '../../../../main/core/alerts/toasts.ts';
import type { ToastView } from '../../../../main/core/alerts/toast-view.ts';
import { attentionView } from '../../../../main/core/alerts/attention.ts';
import { overlapText } from '../../../../main/core/alerts/conflicts.ts';
import { DEFAULT_PREFERENCES } from '../../../../main/core/preferences.ts';
import { anOccurrence, NO_DETAILS } from '../../../support/model-facts.ts';
import {
  created,
  deleted,
  hour,
  invited,
  moved,
  NOW,
  READER,
  replied,
  TEAM,
  telling,
} from '../../../support/toast-facts.ts';

const accented = { ...READER, language: 'en-XA' } as const;
/** What others wrote, without a vowel in it. */
const WHO = { address: 'n@x.rg', name: 'Brn' };
const at = (start: string, parts = {}) => hour(start, { title: 'Stndp', place: 'Rm 4', ...parts });
const details = { ...NO_DETAILS, calendarName: 'Chr', organizer: WHO };
const [before, after] = [at('2026-11-24T14:00'), at('2026-11-25T10:00')];
const same = { before, after: before };

const SAMPLE: readonly Change[] = [
  moved({ before, after, by: WHO }),
  moved({ before, after: at('2026-11-25T10:00', { title: 'Dly', place: '' }) }),
  moved({ ...same, after: at('2026-11-24T14:00', { title: '' }) }),
  moved({ ...same, after: at('2026-11-24T14:00', { place: 'Rm 5' }) }),
  moved({ ...same, after: at('2026-11-24T14:00', { join: 'https://mt.xmpl.rg/x' }) }),
  moved({ ...same, after: at('2026-11-24T14:00', { recurrence: 'FREQ=WEEKLY;BYDAY=TU' }), scope: 'series' }),
  moved({ ...same, details: { ...details, added: [WHO, { ...WHO, address: 'm' }], removed: [] } }),
  moved({ ...same, details: { ...details, removed: [WHO] } }),
  moved({ ...same, details: { ...details, notes: { before: '', after: 'Brng pns' } } }),
  moved({ ...same, details: { ...details, movedFrom: TEAM.id } }),
  moved({ before, after: { ...before, place: 'Rm 5' }, scope: 'occurrence', recurrenceId: '2026-11-24' }),
  moved({ before, after, kind: 'cancelled' }),
  moved({ before, after, kind: 'restored' }),
  moved({ before, after: null, kind: 'uninvited' }),
  created({ after, by: WHO }),
  deleted({ before, scope: 'series' }),
  invited({ after, by: WHO, details: { ...details, mine: 'needs-action' } }),
  replied([{ person: WHO, participation: 'accepted' }], same),
  replied(
    [
      { person: WHO, participation: 'declined' },
      { person: { address: 'm', name: '' }, participation: 'tentative' },
    ],
    same,
  ),
  moved({ kind: 'calendar-shared', scope: 'calendar', before: null, after: null, by: WHO, details }),
  moved({ kind: 'calendar-shared', scope: 'calendar', before: null, after: null, calendarId: 'x', details }),
  moved({ kind: 'calendar-unshared', scope: 'calendar', before: null, after: null, by: WHO, details }),
  moved({ kind: 'calendar-unshared', scope: 'calendar', before: null, after: null, details }),
  moved({ kind: 'calendar-removed', scope: 'calendar', before: null, after: null, details }),
];

function wordsOf(toast: ToastView): readonly string[] {
  const { title, lines, more, warning, actions, differences } = toast;
  const sides = differences.flatMap((row) => [row.label, row.before, row.after]);
  return [title, ...lines, ...more, warning, ...actions.map((action) => action.label), ...sides];
}

/** Dates and times are the platform's, in the reader's locale. */
const BY_INTL =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|November|Nov|and)\b/g;

function plainOf(words: readonly string[]): readonly string[] {
  return words.filter((text) => /[aeiou]/i.test(text.replace(BY_INTL, '')));
}

const calendars = [{ ...TEAM, name: 'Tm' }];

test.each(SAMPLE.map((change, i) => [`${i} ${change.kind}`, change] as const))('%s', (_, change) => {
  for (const hidden of [false, true]) {
    const toasts = toastsFor([change], telling({ reader: accented, hidden }, calendars));
    expect(toasts).toHaveLength(1);
    expect(toasts.flatMap(wordsOf).length).toBeGreaterThan(2);
    expect(plainOf(toasts.flatMap(wordsOf))).toEqual([]);
  }
});

test('crowds, digests and hints', () => {
  const kinds = ['created', 'changed', 'cancelled', 'restored', 'deleted', 'invited', 'uninvited'] as const;
  const crowd = (kind: Change['kind']) =>
    Array.from({ length: 4 }, (_, i) => moved({ kind, uid: `${kind}${i}`, before, after, by: WHO }));
  const reader = telling({ reader: accented, more: true }, calendars);
  const all = kinds.flatMap(crowd);
  const pause = { since: NOW - 90_000_000, until: NOW, why: 'away' } as const;
  const toasts = [
    ...toastsFor(all, reader),
    ...toastsFor(all, { ...reader, hidden: true }),
    ...digestFor(
      SAMPLE.map((change, i) => ({ ...change, uid: `u${i}`, calendarId: `c${i}` })),
      pause,
      reader,
    ),
    ...digestFor(all, { ...pause, why: 'quiet' }, reader),
    hintToast(all, reader),
  ];
  expect(toasts).toHaveLength(2 * kinds.length + 3);
  expect(plainOf(toasts.flatMap(wordsOf))).toEqual([]);
});

test('overlaps, and why nothing is said', () => {
  const state = { doNotDisturb: true, locked: false };
  const moment = { now: NOW, zone: READER.zone };
  const label = (preferences: Partial<typeof DEFAULT_PREFERENCES>) =>
    attentionView({ preferences: { ...DEFAULT_PREFERENCES, ...preferences }, state, ...moment }, 1, accented)
      .label;
  const words = [
    overlapText(anOccurrence({ title: 'Bnk' }), accented),
    overlapText(anOccurrence({ title: '' }), accented),
    label({}),
    label({ mutedUntil: NOW + 1 }),
    label({ quietHours: { on: true, from: '09:00', to: '12:00' } }),
  ];
  expect(words.every((text) => /[áéíóú]/i.test(text))).toBe(true);
  expect(plainOf(words)).toEqual([]);
});

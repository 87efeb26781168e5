import { describe, expect, test } from 'vitest';
import { digestFor, type Pause } from '../../../../main/core/alerts/digest.ts';
import type { Change } from '../../../../main/core/model.ts';
import type { Telling } from '../../../../main/core/alerts/telling.ts';
import {
  ANA,
  created,
  deleted,
  invited,
  moved,
  READER,
  replied,
  telling,
} from '../../../support/toast-facts.ts';

/** Friday 17:10 to Monday 08:55, in Berlin. */
const WEEKEND: Pause = {
  since: Date.parse('2026-11-20T16:10:00Z'),
  until: Date.parse('2026-11-23T07:55:00Z'),
  why: 'away',
};
const said = (changes: readonly Change[], pause = WEEKEND, over: Partial<Telling> = {}) =>
  digestFor(changes, pause, telling(over)).map((toast) => [toast.title, ...toast.lines]);
const several = (count: number, make: (parts: Partial<Change>) => Change, name: string) =>
  Array.from({ length: count }, (_, i) => make({ uid: `${name}${i}` }));

describe('after an absence', () => {
  test('is counted by what happened, what matters most first', () => {
    const changes = [
      ...several(2, invited, 'invited'),
      ...several(3, moved, 'moved'),
      moved({ uid: 'cancelled', kind: 'cancelled' }),
    ];
    expect(said(changes)).toEqual([
      ['While you were away', 'Fri 17:10 – Mon 08:55: 3 moved, 1 cancelled, 2 invitations'],
    ]);
  });

  test('every kind has a number of its own', () => {
    const calendar = { scope: 'calendar', uid: '', before: null, after: null } as const;
    const same = moved().before;
    const changes = [
      moved({ uid: '1' }),
      moved({ uid: '2', kind: 'cancelled' }),
      deleted({ uid: '3', scope: 'occurrence', recurrenceId: '2026-11-24' }),
      deleted({ uid: '4' }),
      moved({ uid: '5', kind: 'restored' }),
      created({ uid: '6' }),
      invited({ uid: '7' }),
      moved({ uid: '8', kind: 'uninvited', after: null }),
      moved({ uid: '9', after: same && { ...same, title: 'Daily' } }),
      replied([{ person: ANA, participation: 'accepted' }], { uid: '10' }),
      moved({ ...calendar, kind: 'calendar-shared', calendarId: 'x' }),
      moved({ ...calendar, kind: 'calendar-removed', calendarId: 'y' }),
    ];
    expect(said(changes)[0]?.[1]).toBe(
      'Fri 17:10 – Mon 08:55: 1 moved, 2 cancelled, 1 deleted, 1 back on, 1 new, 1 invitation, ' +
        '1 event without you, 1 changed, 1 event answered, 2 calendars changed',
    );
  });

  test('counts events, not changes, and knows them all', () => {
    const changes = [moved(), moved({ uid: 'u' }), created({ uid: 'v' })];
    const [toast, ...others] = digestFor(changes, WEEKEND, telling());
    expect(others).toEqual([]);
    expect(toast).toMatchObject({
      id: 'toast-digest',
      lines: ['Fri 17:10 – Mon 08:55: 1 moved, 1 new'],
      changeIds: changes.map((change) => change.id),
      about: 'digest',
      actions: [{ id: 'open', label: 'Show changes' }, { id: 'dismiss' }],
      isUrgent: false,
    });
  });

  test('a single event is told as itself', () => {
    expect(said([moved(), moved()])).toEqual([
      ['Standup moved', 'Tue 14:00 → Wed 10:00', 'and 1 more change to it'],
    ]);
    expect(said([])).toEqual([]);
  });

  test('an import of any size is one line of it', () => {
    expect(said(several(500, created, 'new'))).toEqual([
      ['While you were away', 'Fri 17:10 – Mon 08:55: 500 new'],
    ]);
  });

  test('says no more than numbers, on a screen that others see as well', () => {
    const [toast] = digestFor(several(2, moved, 'm'), WEEKEND, telling({ hidden: true }));
    expect(toast?.lines).toEqual(['Fri 17:10 – Mon 08:55: 2 moved']);
  });
});

describe('the time it was', () => {
  const two = several(2, moved, 'm');
  const at = (since: string, until: string, why: Pause['why'] = 'away') =>
    said(two, { since: Date.parse(since), until: Date.parse(until), why })[0];

  test('within today is a time of day', () => {
    expect(at('2026-11-23T06:05:00Z', '2026-11-23T06:50:00Z')?.[1]).toBe('07:05 – 07:50: 2 moved');
  });

  test('long ago is a date', () => {
    expect(at('2026-11-13T16:10:00Z', '2026-11-23T07:55:00Z')?.[1]).toBe(
      'Fri 13 Nov, 17:10 – Mon 08:55: 2 moved',
    );
  });

  test('of quiet is called so', () => {
    expect(at('2026-11-22T19:00:00Z', '2026-11-23T06:00:00Z', 'quiet')).toEqual([
      'While alerts were held back',
      'Sun 20:00 – Mon 07:00: 2 moved',
    ]);
  });
});

test('in German', () => {
  const reader = { ...READER, locale: 'de-DE', language: 'de' } as const;
  expect(said([...several(3, moved, 'm'), invited({ uid: 'i' })], WEEKEND, { reader })).toEqual([
    ['Während du weg warst', 'Fr 17:10 – Mo 08:55: 3 verlegt, 1 Einladung'],
  ]);
});

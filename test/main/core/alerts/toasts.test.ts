import { describe, expect, test } from 'vitest';
import type { Change, Participation } from '../../../../main/core/model.ts';
import type { Telling } from '../../../../main/core/alerts/telling.ts';
import { toastsFor } from '../../../../main/core/alerts/toasts.ts';
import { NO_DETAILS } from '../../../support/model-facts.ts';
import {
  ANA,
  BEN,
  created,
  deleted,
  FAMILY,
  hour,
  invited,
  moved,
  NOW,
  READER,
  replied,
  TEAM,
  telling,
} from '../../../support/toast-facts.ts';

const said = (changes: readonly Change[], over: Partial<Telling> = {}) =>
  toastsFor(changes, telling(over)).map((toast) => [toast.title, ...toast.lines]);
const one = (change: Change, over: Partial<Telling> = {}) => {
  const [toast] = toastsFor([change], telling(over));
  if (!toast) throw new Error('nothing was said');
  return toast;
};

describe('one event', () => {
  test('moved: old and new time', () => {
    const change = moved();
    expect(toastsFor([change], telling())).toMatchObject([
      {
        title: 'Standup moved',
        lines: ['Tue 14:00 → Wed 10:00'],
        differences: [{ label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' }],
        more: [],
        changeIds: [change.id],
        about: 'change',
        isUrgent: false,
        isInsistent: false,
        warning: '',
      },
    ]);
  });

  test('says who did it, unless the headline does', () => {
    expect(said([moved({ by: ANA })])).toEqual([
      ['Standup moved', 'Tue 14:00 → Wed 10:00', 'by Ana Petrović'],
    ]);
    expect(one(moved({ by: ANA })).more).toEqual(['by Ana Petrović']);
    const answer = replied([{ person: ANA, participation: 'accepted' }], { by: ANA });
    expect(said([answer])).toEqual([['Ana Petrović accepted Planning', 'Tue 24, 14:00–15:00']]);
  });

  test('of an invitation says who invites', () => {
    expect(said([invited()])).toEqual([
      ['Invitation: Standup', 'Wed 25, 10:00–11:00', 'Room 4.12 · Team', 'by Ana Petrović'],
    ]);
  });

  test('moved, renamed and relocated: a line for each', () => {
    const after = hour('2026-11-25T10:00', { title: 'Daily', place: '' });
    expect(said([moved({ after })])).toEqual([
      ['Daily moved', 'Tue 14:00 → Wed 10:00', 'Title: Standup → Daily', 'Where: Room 4.12 → none'],
    ]);
  });

  test('a new title is not said twice, but which event it is', () => {
    const renamed = moved({ after: hour('2026-11-24T14:00', { title: 'Daily' }) });
    expect(said([renamed])).toEqual([['“Standup” is now “Daily”', 'Tue 24, 14:00–15:00']]);
    expect(one(renamed).differences).toEqual([{ label: 'Title', before: 'Standup', after: 'Daily' }]);
  });

  test('another place: which, and of which event', () => {
    const after = hour('2026-11-24T14:00', { place: 'Room 2.01' });
    expect(said([moved({ after })])).toEqual([
      ['Standup: new place', 'Where: Room 4.12 → Room 2.01', 'Tue 24, 14:00–15:00'],
    ]);
  });

  test('guests who came and went are named once', () => {
    const same = { before: hour('2026-11-24T14:00'), after: hour('2026-11-24T14:00') };
    const guests = (added: readonly (typeof ANA)[], removed: readonly (typeof ANA)[]) =>
      said([moved({ ...same, details: { ...NO_DETAILS, added, removed } })])[0];
    expect(guests([ANA], [])).toEqual(['Standup: Ana Petrović was added', 'Tue 24, 14:00–15:00']);
    expect(guests([], [ANA, BEN])).toEqual([
      'Standup: 2 guests taken off',
      'Guests: Ana Petrović and Ben',
      'Tue 24, 14:00–15:00',
    ]);
  });

  test('new and deleted: when, where, in which calendar', () => {
    expect(said([created()])).toEqual([['New: Standup', 'Wed 25, 10:00–11:00', 'Room 4.12 · Team']]);
    expect(said([deleted()])).toEqual([['Standup deleted', 'Tue 24, 14:00–15:00', 'Room 4.12 · Team']]);
  });

  test('moved from another calendar says from which', () => {
    const same = hour('2026-11-24T14:00');
    const details = { ...NO_DETAILS, movedFrom: FAMILY.id };
    expect(said([moved({ before: same, after: same, details })])).toEqual([
      ['Standup is in another calendar now', 'Calendar: Family → Team', 'Tue 24, 14:00–15:00'],
    ]);
  });

  test('one occurrence of a series says which', () => {
    const recurrenceId = String(Date.parse('2026-11-24T13:00:00Z'));
    const after = hour('2026-11-24T14:00', { title: 'Demo' });
    expect(said([moved({ after, scope: 'occurrence', recurrenceId })])).toEqual([
      ['“Standup” is now “Demo”', 'Only Tuesday 24 November'],
    ]);
    expect(said([moved({ scope: 'occurrence', recurrenceId })])).toEqual([
      ['Standup moved', 'Tue 14:00 → Wed 10:00'],
    ]);
  });

  test('a series says how much of it', () => {
    expect(said([moved({ scope: 'series' })])).toEqual([
      ['Standup moved', 'Tue 14:00 → Wed 10:00', 'The whole series'],
    ]);
    const recurrenceId = String(Date.parse('2026-12-08T13:00:00Z'));
    expect(said([moved({ scope: 'series', recurrenceId })])[0]).toContain('From Tuesday 8 December on');
  });

  test('changing again replaces its toast; another event has its own', () => {
    expect(one(moved()).id).toBe(one(deleted()).id);
    expect(one(moved()).id).not.toBe(one(moved({ uid: 'other' })).id);
    expect(one(moved()).id).not.toBe(one(moved({ calendarId: FAMILY.id })).id);
    expect(one(moved()).id).not.toBe(one(moved({ recurrenceId: '2026-11-24' })).id);
  });

  test('several changes of one event are one toast that marks them all', () => {
    const changes = [moved({ scope: 'occurrence', recurrenceId: '2026-11-24' }), moved({ scope: 'series' })];
    const toasts = toastsFor(changes, telling());
    expect(toasts).toHaveLength(1);
    expect(toasts[0]?.changeIds).toEqual(changes.map((change) => change.id));
    expect(toasts[0]?.lines).toContain('and 1 more change to it');
  });

  test('of changes found at once the last one speaks', () => {
    const after = hour('2026-11-26T10:00');
    expect(said([moved(), moved({ after })])[0]?.[1]).toBe('Tue 14:00 → Thu 10:00');
  });
});

describe('answers of guests', () => {
  const answers = (...list: readonly (readonly [string, Participation])[]) =>
    list.map(([name, participation], i) =>
      replied([{ person: { address: `${name}@example.org`, name }, participation }], { detectedAt: NOW + i }),
    );

  test('roll into one toast for each event', () => {
    const changes = answers(
      ['Ana', 'accepted'],
      ['Ben', 'declined'],
      ['Cem', 'accepted'],
      ['Dora', 'accepted'],
    );
    expect(said(changes)).toEqual([
      [
        'Planning: 3 accepted and 1 declined',
        'Answers: Ana accepted, Ben declined, Cem accepted and Dora accepted',
        'Tue 24, 14:00–15:00',
      ],
    ]);
    expect(toastsFor(changes, telling())[0]?.changeIds).toEqual(changes.map((change) => change.id));
  });

  test('count the latest of each guest', () => {
    const [title] = said(answers(['Ana', 'accepted'], ['Ben', 'accepted'], ['Ana', 'declined']))[0] ?? [];
    expect(title).toBe('Planning: 1 accepted and 1 declined');
    const [again] = said(answers(['Ana', 'tentative'], ['Ana', 'accepted']))[0] ?? [];
    expect(again).toBe('Ana accepted Planning');
  });

  test('leave alone what is said about the event itself', () => {
    const [answer] = answers(['Ana', 'accepted']);
    const toasts = toastsFor([moved(), ...(answer ? [answer] : [])], telling());
    expect(toasts.map(({ title }) => title)).toEqual(['Standup moved', 'Ana accepted Planning']);
    expect(new Set(toasts.map(({ id }) => id)).size).toBe(2);
  });
});

describe('buttons', () => {
  const ids = (change: Change, over: Partial<Telling> = {}) =>
    one(change, over).actions.map(({ id, isMore }) => (isMore ? `(${id})` : id));
  const soon = (minutes: number, join = 'https://meet.example.org/x') => {
    const startsAt = NOW + minutes * 60_000;
    return hour('2026-11-23T10:00', { join, when: { at: 'time', startsAt, endsAt: startsAt + 3_600_000 } });
  };

  test('of a change: open, or leave it', () => {
    expect(one(moved()).actions).toEqual([
      { id: 'open', label: 'Open', isMore: false },
      { id: 'dismiss', label: 'Dismiss', isMore: true },
    ]);
  });

  test('of an invitation: answer it', () => {
    expect(ids(invited())).toEqual(['accept', 'decline', 'open', '(tentative)']);
  });

  test.each([
    ['answered already', invited({ details: { ...NO_DETAILS, mine: 'accepted' } })],
    ['cancelled', invited({ after: hour('2026-11-25T10:00', { cancelled: true }) })],
    ['no invitation', created({ details: { ...NO_DETAILS, mine: 'needs-action' } })],
  ])('nothing is to be answered: %s', (_, change) => {
    expect(ids(change)).toEqual(['open', '(dismiss)']);
  });

  test('where nothing can be written nothing is answered', () => {
    const calendars = new Map([[TEAM.id, { ...TEAM, writable: false }]]);
    expect(ids(invited(), { calendars })).toEqual(['open', '(dismiss)']);
  });

  test.each([
    [16, ['open', '(dismiss)']],
    [15, ['join', 'open', '(dismiss)']],
    [0, ['join', 'open', '(dismiss)']],
    [-59, ['join', 'open', '(dismiss)']],
    [-60, ['open', '(dismiss)']],
  ])('what begins in %i minutes', (minutes, expected) => {
    expect(ids(moved({ after: soon(minutes) }))).toEqual(expected);
  });

  test('what has no link, is cancelled or gone cannot be joined', () => {
    expect(ids(moved({ after: soon(5, '') }))).toEqual(['open', '(dismiss)']);
    expect(ids(moved({ kind: 'cancelled', after: { ...soon(5), cancelled: true } }))).toEqual([
      'open',
      '(dismiss)',
    ]);
    expect(ids(deleted({ before: soon(5) }))).toEqual(['open', '(dismiss)']);
  });
});

describe('many at once', () => {
  const added = (count: number, parts: Partial<Change> = {}) =>
    Array.from({ length: count }, (_, i) =>
      created({
        uid: `u${i}`,
        after: hour(`2026-12-${String(20 - (i % 20)).padStart(2, '0')}T09:00`),
        ...parts,
      }),
    );

  test('three events are told one by one', () => {
    expect(said(added(3))).toHaveLength(3);
  });

  test('four are one number, with the first in time', () => {
    const events = added(4);
    expect(said(events)).toEqual([['4 events added to Team', 'the first is Thu 17 Dec, 09:00']]);
    expect(toastsFor(events, telling())[0]).toMatchObject({
      changeIds: events.map((change) => change.id),
      rowId: '',
      actions: [{ id: 'open', label: 'Show changes' }, { id: 'dismiss' }],
    });
  });

  test('five hundred are one toast', () => {
    const events = Array.from({ length: 500 }, (_, i) => created({ uid: `u${i}` }));
    expect(said(events)).toEqual([['500 events added to Team', 'the first is Wed 25 Nov, 10:00']]);
  });

  test('say by whom, when it was one person', () => {
    expect(said(added(4, { by: BEN }))[0]?.[1]).toBe('by Ben, the first is Thu 17 Dec, 09:00');
    expect(said([...added(4, { by: BEN }), created({ uid: 'x', by: ANA })])[0]?.[1]).toBe(
      'the first is Wed 25 Nov, 10:00',
    );
    expect(said([...added(4, { by: BEN }), created({ uid: 'x' })])[0]?.[1]).toBe(
      'the first is Wed 25 Nov, 10:00',
    );
  });

  test('say that they are not all, when more is known', () => {
    expect(said(added(4), { more: true })[0]).toEqual([
      '4 events added to Team',
      'the first is Thu 17 Dec, 09:00',
      'more follow',
    ]);
  });

  test('each calendar and each kind counts for itself', () => {
    expect(said([...added(4), ...added(3, { calendarId: FAMILY.id })]).map(([title]) => title)).toEqual([
      '4 events added to Team',
      'New: Standup',
      'New: Standup',
      'New: Standup',
    ]);
    const four = Array.from({ length: 4 }, (_, i) => moved({ uid: `m${i}` }));
    expect(said([...added(2), ...four]).map(([title]) => title)).toEqual([
      'New: Standup',
      'New: Standup',
      '4 events changed in Team',
    ]);
  });

  test('ten occurrences of one series are one event, not a crowd', () => {
    const ten = Array.from({ length: 10 }, (_, i) =>
      moved({ scope: 'occurrence', recurrenceId: `2026-12-${String(10 + i)}` }),
    );
    expect(said(ten).map(([title]) => title)).toEqual(['Standup moved']);
  });
});

describe('a calendar', () => {
  const ofCalendar = (kind: 'calendar-shared' | 'calendar-unshared' | 'calendar-removed', id = FAMILY.id) =>
    moved({
      kind,
      scope: 'calendar',
      calendarId: id,
      uid: '',
      href: '',
      before: null,
      after: null,
      by: ANA,
      details: { ...NO_DETAILS, calendarName: 'Choir' },
    });

  test('shared, taken back, removed', () => {
    expect(said([ofCalendar('calendar-shared')])).toEqual([
      ['Ana Petrović shared “Choir” with you', 'Its events are in your agenda'],
    ]);
    expect(said([ofCalendar('calendar-unshared')])).toEqual([
      ['Ana Petrović no longer shares “Choir” with you', 'Its events are no longer in your agenda'],
    ]);
    expect(said([ofCalendar('calendar-removed', 'gone')])).toEqual([
      ['“Choir” was removed from the server', 'Its events are no longer in your agenda'],
    ]);
  });

  test('shared but not shown says how to see it', () => {
    const calendars = new Map([[FAMILY.id, { ...FAMILY, shown: false }]]);
    expect(said([ofCalendar('calendar-shared')], { calendars })[0]?.[1]).toBe(
      'Its events are not in your agenda; switch it on to see them',
    );
  });

  test('many of them are a number', () => {
    const five = ['1', '2', '3', '4', '5'].map((id) => ofCalendar('calendar-shared', id));
    expect(said(five)).toEqual([['5 calendars are shared with you from now on', 'by Ana Petrović']]);
  });
});

describe('on a screen that others see', () => {
  const same = hour('2026-11-24T14:00');
  const secret = { title: 'Redundancies', place: 'Room 0', join: 'https://meet.example.org/secret' };
  const details = { ...NO_DETAILS, notes: { before: '', after: 'secret' }, organizer: ANA };

  test.each<readonly [readonly string[], Change]>([
    [['An event moved', 'Tue 14:00 → Wed 10:00'], moved()],
    [['An event changed', 'Tue 24, 14:00–15:00'], moved({ before: same, after: { ...same, ...secret } })],
    [['A new event', 'Wed 25, 10:00–11:00'], created()],
    [['An event was deleted', 'Tue 24, 14:00–15:00'], deleted()],
    [['An event was cancelled', 'Wed 25, 10:00–11:00'], moved({ kind: 'cancelled' })],
    [['An event is back on', 'Wed 25, 10:00–11:00'], moved({ kind: 'restored' })],
    [['An invitation', 'Wed 25, 10:00–11:00'], invited()],
    [['You were taken off an event', 'Tue 24, 14:00–15:00'], moved({ kind: 'uninvited', after: null })],
    [['Somebody answered', 'Tue 24, 14:00–15:00'], replied([{ person: ANA, participation: 'accepted' }])],
    [
      ['A calendar changed'],
      moved({ kind: 'calendar-shared', scope: 'calendar', before: null, after: null }),
    ],
  ])('%j', (lines, change) => {
    const hidden = one({ ...change, by: ANA, details: { ...details, ...change.details } }, { hidden: true });
    expect([hidden.title, ...hidden.lines]).toEqual(lines);
  });

  test('no toast says a title, a place, a name or a note', () => {
    const after = hour('2026-11-25T10:00', secret);
    const all = [
      moved({ uid: 'a', after, by: BEN, details }),
      invited({ uid: 'b', after, by: BEN, details: { ...details, mine: 'needs-action' } }),
      ...Array.from({ length: 5 }, (_, i) => created({ uid: `c${i}`, after, by: BEN, details })),
      replied([{ person: BEN, participation: 'declined' }], { uid: 'd', by: BEN }),
    ];
    const toasts = toastsFor(all, telling({ hidden: true }));
    expect(toasts).toHaveLength(4);
    expect(JSON.stringify(toasts)).not.toMatch(/Redundancies|Standup|Room|Ben|Ana|Team|secret|Planning/);
    expect(toasts.map(({ title }) => title)).toContain('5 changes in your calendars');
  });

  test('what says less and what says more replace each other', () => {
    expect(one(moved(), { hidden: true }).id).toBe(one(moved()).id);
  });
});

describe('in another language', () => {
  test('German', () => {
    const reader = { ...READER, locale: 'de-DE', language: 'de' } as const;
    expect(one(moved({ by: ANA }), { reader }).lines).toEqual(['Di 14:00 → Mi 10:00', 'von Ana Petrović']);
    expect(one(moved(), { reader }).actions[0]?.label).toBe('Öffnen');
    const four = Array.from({ length: 4 }, (_, i) => created({ uid: `u${i}` }));
    expect(said(four, { reader })[0]?.[0]).toBe('4 neue Termine in Team');
  });
});

import { describe, expect, test } from 'vitest';
import { Teller } from '../../../main/conductor/teller.ts';
import { ToastDesk } from '../../../main/conductor/toast-desk.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import type { Calendar } from '../../../main/core/model.ts';
import { settle } from '../../support/fake-clock.ts';
import { ALICE } from '../../support/fake-world.ts';
import { NO_DETAILS } from '../../support/model-facts.ts';
import {
  event,
  HOUR,
  MINUTE,
  tellerBench,
  tellerWorld,
  untold,
  type TellerBench,
} from '../../support/teller-bench.ts';
import {
  ANA,
  BEN,
  created,
  deleted,
  FAMILY,
  hour,
  invited,
  replied,
  TEAM,
} from '../../support/toast-facts.ts';

describe('a change', () => {
  test('is told once and is then told', async () => {
    const b = await tellerBench();
    await b.found(event('a'));
    await b.teller.request();
    expect(b.titles()).toEqual(['a moved']);
    expect(await untold(b.world)).toEqual([]);
    expect(b.world.log.errors).toEqual([]);
  });

  test('found before the end is told at the next start', async () => {
    const made = tellerWorld();
    await made.store.record([event('a')], false);
    expect((await tellerBench(made)).titles()).toEqual(['a moved']);
  });

  test('that is no news is not told, and not kept for later', async () => {
    const b = await tellerBench();
    await b.found(
      event('own', { own: true }),
      event('past', { before: hour('2026-11-20T10:00'), after: hour('2026-11-20T12:00') }),
      event('far', { before: hour('2027-11-20T10:00'), after: hour('2027-11-20T12:00') }),
      event('silent', { calendarId: 'unknown' }),
    );
    expect(b.titles()).toEqual([]);
    expect(await untold(b.world)).toEqual([]);
    expect(
      (await b.world.store.inbox({ limit: 9, calendars: null, person: '', words: '', unreadOnly: true }))
        .unread,
    ).toBe(3); // one's own doing is read from the start
  });

  test('that was read already is not told any more', async () => {
    const b = await tellerBench();
    await b.prefer({ mutedUntil: b.world.clock.now() + HOUR });
    const change = event('a');
    await b.found(change, event('b'));
    await b.world.store.markRead([change.id], true);
    await b.prefer({ mutedUntil: null });
    expect(b.titles()).toEqual(['b moved']);
  });

  test('that the desktop does not show is unread, logged, and not tried for ever', async () => {
    const b = await tellerBench();
    b.world.display.refuses = true;
    await b.found(event('a'));
    b.world.display.refuses = false;
    await b.teller.request();
    expect(b.titles()).toEqual([]);
    expect(await b.world.store.changes(1)).toMatchObject([{ read: false, told: true }]);
    expect(b.world.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', scope: 'toast' }));
  });

  test('is told later when the store fails meanwhile', async () => {
    const b = await tellerBench();
    const markTold = b.world.store.markTold.bind(b.world.store);
    b.world.store.markTold = () => Promise.reject(new BelfryError('storage', { reason: 'full' }));
    await b.found(event('a'));
    expect(b.world.log.errors).toHaveLength(1);
    b.world.store.markTold = markTold;
    await b.teller.request();
    expect(await untold(b.world)).toEqual([]);
    expect(b.titles()).toContain('a moved');
  });

  test('is half told while its toast goes up, and told directly after it', async () => {
    const b = await tellerBench();
    const seen: (readonly (readonly string[])[])[] = [];
    const half = async () => (await b.world.store.halfTold()).map((change) => change.uid);
    b.world.display.toast = async () => void seen.push([await untold(b.world), await half()]);
    await b.found(event('a'), event('b'), event('c'));
    expect(seen).toEqual([
      [['b', 'c'], ['a']],
      [['c'], ['b']],
      [[], ['c']],
    ]);
    expect(await half()).toEqual([]);
  });

  test('cut off half told is no toast again, but said to be missing perhaps, once', async () => {
    const made = tellerWorld();
    const [shown, read] = [event('shown'), event('read')];
    await made.store.record([shown, read], false);
    await made.store.beginTelling([shown.id, read.id]);
    await made.store.markRead([read.id], true);
    const b = await tellerBench(made);
    expect(b.titles()).toEqual(['1 change may not have been shown']);
    expect(b.world.display.toasts[0]).toMatchObject({ changeIds: [shown.id], actions: [{ id: 'open' }, {}] });
    await b.teller.request();
    expect(b.titles()).toHaveLength(1);
    expect((await tellerBench(made)).world.display.toasts).toHaveLength(1);
  });
});

describe('the desktop', () => {
  test('is asked when a ping comes, and not again for what it brings', async () => {
    const b = await tellerBench();
    let asked = 0;
    const state = b.world.attention.state.bind(b.world.attention);
    b.world.attention.state = () => ((asked += 1), state());
    b.teller.foresee();
    await b.found(event('a'));
    expect(asked).toBe(1);
    expect(b.titles()).toEqual(['a moved']);
  });

  test('is asked again when what it said is older than a second', async () => {
    const b = await tellerBench();
    b.teller.foresee();
    await b.world.clock.advance(1_001);
    b.world.attention.now = { doNotDisturb: true, locked: false };
    await b.found(event('a'));
    expect(b.titles()).toEqual([]);
  });
});

describe('many changes', () => {
  test('five hundred are one toast', async () => {
    const b = await tellerBench();
    await b.found(...Array.from({ length: 500 }, (_, i) => created({ uid: `u${i}` })));
    expect(b.titles()).toEqual(['500 events added to Team']);
    expect(await untold(b.world)).toEqual([]);
  });

  test('more than can be told at once are told with the right number in the end', async () => {
    const b = await tellerBench();
    await b.found(...Array.from({ length: 2_300 }, (_, i) => created({ uid: `u${i}` })));
    expect(b.titles()).toEqual(['2,000 events added to Team', '2,300 events added to Team']);
    expect(b.world.display.toasts.map((toast) => toast.lines.at(-1))).toEqual([
      'more follow',
      'the first is Wed 25 Nov, 10:00',
    ]);
    expect(b.up()).toEqual(['2,300 events added to Team']);
  });

  test('that come in waves take the place of what was said before', async () => {
    const b = await tellerBench();
    await b.found(created({ uid: '1' }));
    await b.world.clock.advance(2_000);
    await b.found(...Array.from({ length: 4 }, (_, i) => created({ uid: `u${i}` })));
    expect(b.titles()).toEqual(['New: Standup', '5 events added to Team']);
    expect(b.up()).toEqual(['5 events added to Team']);
  });

  test('of one calendar through two accounts are told once, also when they had to wait', async () => {
    const twin = { ...TEAM, id: 'b:1', accountId: 'b' };
    const b = await tellerBench(tellerWorld(undefined, [TEAM, twin]));
    await b.prefer({ mutedUntil: b.world.clock.now() + HOUR });
    await b.found(event('a'), event('a', { calendarId: twin.id }));
    expect(await b.teller.view()).toMatchObject({ held: 1 });
    await b.teller.request();
    await b.prefer({ mutedUntil: null });
    expect(b.titles()).toEqual(['a moved']);
    expect(await untold(b.world)).toEqual([]);
  });
});

describe('a move between calendars', () => {
  const same = hour('2026-11-24T14:00');
  const gone = deleted({ calendarId: FAMILY.id, before: same });
  const came = created({ calendarId: TEAM.id, after: same });

  test('found by two pulls, first where it went, is one toast', async () => {
    const b = await tellerBench();
    await b.found(gone);
    expect(b.titles()).toEqual([]);
    await b.world.clock.advance(1_000);
    await b.found(came);
    await b.world.clock.advance(5_000);
    expect(b.titles()).toEqual(['Standup is in another calendar now']);
    expect(await untold(b.world)).toEqual([]);
    expect(b.world.display.toasts[0]?.changeIds).toEqual([came.id, gone.id]);
  });

  test('first where it came, says so in the same place', async () => {
    const b = await tellerBench();
    await b.found(came);
    await b.world.clock.advance(1_000);
    await b.found(gone);
    await b.world.clock.advance(5_000);
    expect(b.titles()).toEqual(['New: Standup', 'Standup is in another calendar now']);
    expect(b.up()).toEqual(['Standup is in another calendar now']);
  });

  test('what is only gone is told two seconds later, by itself', async () => {
    const b = await tellerBench();
    await b.found(gone);
    await b.world.clock.advance(2_000);
    expect(b.titles()).toEqual(['Standup deleted']);
    expect(await untold(b.world)).toEqual([]);
  });
});

describe('answers of guests', () => {
  test('roll while nobody has read them', async () => {
    const b = await tellerBench();
    const first = replied([{ person: ANA, participation: 'accepted' }], { uid: 'p' });
    await b.found(first);
    await b.world.clock.advance(2 * HOUR);
    await b.found(replied([{ person: BEN, participation: 'declined' }], { uid: 'p' }));
    expect(b.titles()).toEqual(['Ana Petrović accepted Planning', 'Planning: 1 accepted and 1 declined']);
    expect(b.up()).toHaveLength(1);
    await b.world.store.markRead(null, true);
    await b.found(replied([{ person: ANA, participation: 'declined' }], { uid: 'p' }));
    expect(b.titles().at(-1)).toBe('Ana Petrović declined Planning');
  });

  test('of another event stay with it', async () => {
    const b = await tellerBench();
    await b.found(replied([{ person: ANA, participation: 'accepted' }], { uid: 'p' }));
    await b.world.clock.advance(MINUTE);
    await b.found(replied([{ person: BEN, participation: 'declined' }], { uid: 'q' }));
    expect(b.titles().at(-1)).toBe('Ben declined Planning');
  });
});

describe('buttons', () => {
  const press = async (b: TellerBench, action: Parameters<ToastDesk['act']>[0]['action']) => {
    const toast = b.world.display.toasts.at(-1);
    await b.desk.act({ toastId: toast?.id ?? '', action });
    return (await b.world.store.changes(1))[0]?.read;
  };

  test('open shows the change, which is then read', async () => {
    const b = await tellerBench();
    const change = event('a');
    await b.found(change);
    expect(await press(b, 'open')).toBe(true);
    expect(b.world.display.revealed).toEqual([
      { rowId: b.world.display.toasts[0]?.rowId, changeIds: [change.id] },
    ]);
    expect(b.up()).toEqual([]);
  });

  test('dismiss only takes the toast away', async () => {
    const b = await tellerBench();
    await b.found(event('a'));
    expect(await press(b, 'dismiss')).toBe(false);
    expect(b.up()).toEqual([]);
    expect(b.world.display.revealed).toEqual([]);
  });

  test.each([
    ['accept', 'accepted'],
    ['tentative', 'tentative'],
    ['decline', 'declined'],
  ] as const)('%s answers the invitation', async (action, answer) => {
    const b = await tellerBench();
    await b.found(invited({ href: '/team/p.ics', recurrenceId: '2026-11-25', scope: 'occurrence' }));
    expect(await press(b, action)).toBe(true);
    expect(b.replies).toEqual([
      { calendarId: TEAM.id, href: '/team/p.ics', recurrenceId: '2026-11-25', answer, note: '' },
    ]);
  });

  test('an answer that fails is unread still', async () => {
    const made = tellerWorld();
    const desk = new ToastDesk(made);
    const reply = () => Promise.reject(new BelfryError('offline'));
    const teller = new Teller(made, desk, { onTold: () => {}, reply });
    await made.store.record([invited()], false);
    await teller.request();
    const [toast] = made.display.toasts;
    await expect(desk.act({ toastId: toast?.id ?? '', action: 'accept' })).rejects.toThrow('offline');
    expect(await made.store.changes(1)).toMatchObject([{ read: false }]);
  });

  test('join opens where it meets', async () => {
    const b = await tellerBench();
    const join = 'https://meet.example.org/x';
    await b.found(event('a', { after: hour('2026-11-23T10:00', { join }) }));
    expect(await press(b, 'join')).toBe(true);
    expect(b.world.display.opened).toEqual([join]);
    b.world.display.openLink = async () => false;
    await b.found(event('b', { after: hour('2026-11-23T10:00', { join }) }));
    await press(b, 'join');
    expect(b.world.display.revealed).toHaveLength(1);
  });
});

describe('what is in the way', () => {
  const ical = (uid: string, summary: string, start: string) =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:x',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'DTSTAMP:20261101T000000Z',
      `DTSTART:${start}`,
      'DURATION:PT30M',
      `SUMMARY:${summary}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n');

  async function withBank(calendar: Calendar): Promise<TellerBench> {
    const b = await tellerBench(tellerWorld(undefined, [TEAM, calendar]));
    const intake = b.world.store.intake(calendar.id, {
      at: b.world.clock.now(),
      zone: 'Europe/Berlin',
      self: ALICE.self,
      joinPatterns: [],
      own: calendar.person === '',
      silent: true,
      auditAfterFirst: 0,
      auditAfterListing: 0,
    });
    await intake.begin(false);
    const href = '/bank.ics';
    await intake.list([{ href, etag: 'e' }]);
    const objects = [{ href, etag: 'e', ical: ical('bank', 'Call the bank', '20261125T093000Z') }];
    await intake.stage({ objects, gone: [], refused: [] });
    await intake.commit({ next: { at: 'token', token: 't' }, complete: true });
    return b;
  }

  test('is mentioned, without its title where titles are hidden', async () => {
    const b = await withBank(FAMILY);
    await b.found(event('a'));
    expect(b.world.display.toasts[0]).toMatchObject({
      warning: 'Overlaps “Call the bank” (10:30)',
      lines: ['Tue 14:00 → Wed 10:00', 'Overlaps “Call the bank” (10:30)'],
    });
    await b.prefer({ presenting: true });
    await b.found(event('b'));
    expect(b.world.display.toasts[1]?.warning).toBe('Overlaps an event at 10:30');
  });

  test('is not what others have in their calendars', async () => {
    const b = await withBank({ ...FAMILY, person: 'Ana' });
    await b.found(event('a'));
    expect(b.world.display.toasts[0]?.warning).toBe('');
  });

  test('is not asked about a declined invitation', async () => {
    const b = await withBank(FAMILY);
    await b.found(event('a', { details: { ...NO_DETAILS, mine: 'declined' } }));
    expect(b.world.display.toasts[0]?.warning).toBe('');
  });
});

test('nothing is said after the end', async () => {
  const b = await tellerBench();
  await b.teller.stop();
  await b.found(event('a'));
  b.world.attention.become({ locked: true });
  await settle();
  expect(b.titles()).toEqual([]);
  expect(await untold(b.world)).toEqual(['a']);
});

test('logs carry no titles and no names', async () => {
  const b = await tellerBench();
  b.world.display.refuses = true;
  await b.found(event('Hush-hush', { by: ANA }));
  expect(b.world.log.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(b.world.log.lines)).not.toMatch(/hush|Ana|Team/i);
});

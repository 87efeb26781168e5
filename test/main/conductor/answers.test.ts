import { describe, expect, test } from 'vitest';
import { AccountWatch } from '../../../main/conductor/account-watch.ts';
import { Answers } from '../../../main/conductor/answers.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import type { Self } from '../../../main/core/model.ts';
import { settle } from '../../support/fake-clock.ts';
import { ALICE, fakeWorld, remember, type FakeWorld } from '../../support/fake-world.ts';
import { text } from '../../support/invitation-texts.ts';
import { NOBODY_LISTENS } from '../../support/watch-bench.ts';

const HREF = '/alice/work/plan.ics';
const SELF: Self = {
  addresses: ['alice@example.org'],
  principals: ['/principals/alice/'],
  username: 'alice',
  name: 'Alice',
};

/** Chidi asks Alice, Ana and Ben to plan, on Thursday 26 November. */
function invitation(lines: readonly string[] = [], mine = 'NEEDS-ACTION', at = '20261126T080000Z'): string {
  return text(
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:test',
    'BEGIN:VEVENT',
    'UID:plan',
    'DTSTAMP:20261101T000000Z',
    `DTSTART:${at}`,
    'DURATION:PT2H',
    'SUMMARY:Planning',
    'ORGANIZER;CN=Chidi:mailto:chidi@example.org',
    'ATTENDEE;PARTSTAT=ACCEPTED;CN=Chidi:mailto:chidi@example.org',
    `ATTENDEE;PARTSTAT=${mine};RSVP=TRUE:mailto:alice@example.org`,
    'ATTENDEE;CN=Ana:mailto:ana@example.org',
    'ATTENDEE;CN=Ben:mailto:ben@example.org',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
  );
}

interface Bench {
  readonly world: FakeWorld;
  readonly watch: AccountWatch;
  readonly answers: Answers;
  readonly changed: { times: number };
}

/** Alice has the calendar 'work' with this in it. */
async function bench(ical = invitation(), prepare: (world: FakeWorld) => void = () => {}): Promise<Bench> {
  const world = fakeWorld('work', 'private');
  world.caldav.self = SELF;
  world.caldav.schedules = true;
  world.caldav.calendar('work').put(HREF, ical);
  prepare(world);
  remember(world, { ...ALICE, self: SELF, schedules: true });
  const watch = new AccountWatch({ ...ALICE, self: SELF, schedules: true }, 'secret', world, NOBODY_LISTENS);
  watch.refresh();
  await settle();
  const changed = { times: 0 };
  const answers = new Answers(world, {
    write: async (id, write) => {
      const calendar = world.settings.calendars().find((one) => one.id === id);
      if (!calendar) throw new Error('no calendar');
      return watch.write(calendar, write);
    },
    onChange: () => (changed.times += 1),
  });
  world.caldav.calls.length = 0;
  return { world, watch, answers, changed };
}

const rows = async ({ answers }: Bench) => (await answers.view()).rows;
const first = async (one: Bench) => {
  const [row] = await rows(one);
  if (!row) throw new Error('no invitation');
  return row;
};
const puts = ({ world }: Bench): number =>
  world.caldav.calls.filter((call) => call.startsWith('work put')).length;
const onServer = ({ world }: Bench): string => world.caldav.calendar('work').object(HREF)?.ical ?? '';
const mineOnServer = (one: Bench): readonly string[] =>
  [...onServer(one).matchAll(/PARTSTAT=([A-Z-]+);RSVP=TRUE:mailto:alice/g)].map((found) => found[1] ?? '');
const accept = async (one: Bench, more: { readonly note?: string; readonly occurrence?: boolean } = {}) => {
  const { id } = await first(one);
  await one.answers.replyTo({ id, answer: 'accepted', note: '', occurrence: false, ...more });
  return id;
};
const aToast = ({ world }: Bench): readonly string[] => {
  const toast = world.display.toasts.at(-1);
  return toast ? [toast.title, ...toast.lines] : [];
};
const theirs = (one: Bench, ical: string) => one.world.caldav.calendar('work').put(HREF, ical);

describe('the list', () => {
  test('says who asks for what, with whom and against what', async () => {
    const one = await bench(invitation(['LOCATION:Attic']), (world) => {
      const busy = invitation()
        .replace('UID:plan', 'UID:bank')
        .replaceAll(/(ATTENDEE|ORGANIZER).*\r\n/g, '');
      world.caldav
        .calendar('private')
        .put('/alice/private/bank.ics', busy.replace('Planning', 'Call the bank'));
    });
    expect(await one.answers.view()).toEqual({
      count: 1,
      caution: '',
      rows: [
        {
          id: expect.stringMatching(/^row-/),
          title: 'Planning',
          from: 'Chidi invites you',
          when: 'Thu 26, 08:00–10:00',
          repeats: '',
          place: 'Attic',
          guests: 'Ana and Ben',
          conflict: 'Overlaps “Call the bank” (08:00)',
          calendarName: 'work',
          color: '#336699',
          isSeries: false,
          answered: null,
          busy: false,
          problem: '',
        },
      ],
    });
  });

  test('leaves out what is over, answered, cancelled, hidden or one’s own', async () => {
    const none = async (ical: string, prepare?: (world: FakeWorld) => void) =>
      expect(await rows(await bench(ical, prepare))).toEqual([]);
    await none(invitation([], 'NEEDS-ACTION', '20261120T080000Z'));
    await none(invitation([], 'TENTATIVE'));
    await none(invitation(['STATUS:CANCELLED']));
    await none(invitation().replace('ORGANIZER;CN=Chidi:mailto:chidi', 'ORGANIZER:mailto:alice'));
    const one = await bench();
    for (const calendar of one.world.settings.calendars())
      one.world.settings.saveCalendar({ ...calendar, shown: false });
    expect(await rows(one)).toEqual([]);
  });

  test('has an event of several calendars once: where the answer is one’s own', async () => {
    const one = await bench(invitation(), (world) => {
      world.caldav.calendar('private').put('/alice/private/plan.ics', invitation());
      world.caldav.facts.set('work', { person: 'Chidi', writable: false });
    });
    expect((await rows(one)).map((row) => [row.calendarName, row.problem])).toEqual([['private', '']]);
  });

  test('says where there is no answering, and where answers reach nobody', async () => {
    const one = await bench(invitation(), (world) => {
      world.caldav.facts.set('work', { writable: false });
      world.caldav.schedules = false;
    });
    const { caution, rows: listed } = await one.answers.view();
    expect(caution).toMatch(/^This server does not send answers/);
    expect(listed[0]?.problem).toMatch(/can only be read/);
    await accept(one);
    await one.world.clock.advance(10_000);
    expect(puts(one)).toBe(0);
    expect(aToast(one)[1]).toMatch(/can only be read/);
  });
});

describe('an answer in the window', () => {
  test('waits ten seconds in which its row is gone and it can be taken back', async () => {
    const one = await bench();
    await accept(one);
    expect(await rows(one)).toEqual([]);
    expect(one.answers.undoView()).toEqual({ id: expect.any(String), text: 'You accepted “Planning”' });
    await one.world.clock.advance(9_999);
    expect(puts(one)).toBe(0);
    await one.world.clock.advance(1);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    expect(puts(one)).toBe(1);
    expect(one.answers.undoView()).toBeNull();
    expect(await rows(one)).toEqual([]);
    expect(await one.world.store.changes(10)).toEqual([]); // one’s own doing is no news
  });

  test('taken back is never sent, and the row is there again', async () => {
    const one = await bench();
    const id = await accept(one);
    const before = one.changed.times;
    await one.answers.undo({ id: one.answers.undoView()?.id ?? '' });
    expect(one.changed.times).toBeGreaterThan(before);
    expect((await first(one)).id).toBe(id);
    await one.world.clock.advance(60_000);
    expect(puts(one)).toBe(0);
    expect(one.answers.undoView()).toBeNull();
  });

  test('cannot be taken back once it is sent', async () => {
    const one = await bench();
    await accept(one);
    const { id = '' } = one.answers.undoView() ?? {};
    await one.world.clock.advance(10_000);
    await one.answers.undo({ id });
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
  });

  test('changed in time is sent once, as it was said last', async () => {
    const one = await bench();
    const id = await accept(one);
    await one.world.clock.advance(5_000);
    await one.answers.replyTo({ id, answer: 'declined', note: 'Sorry', occurrence: false });
    await one.world.clock.advance(9_000);
    expect(puts(one)).toBe(0);
    expect(one.answers.undoView()?.text).toBe('You declined “Planning”');
    await one.world.clock.advance(1_000);
    expect(mineOnServer(one)).toEqual(['DECLINED']);
    expect(onServer(one)).toContain('COMMENT;X-BELFRY-NOTE=TRUE:Sorry');
    expect(puts(one)).toBe(1);
  });

  test('given just before the end of the program is sent at its end', async () => {
    const one = await bench();
    await accept(one);
    await one.answers.stop();
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    await one.world.clock.advance(60_000);
    expect(puts(one)).toBe(1);
  });

  test('does not keep the program from ending when the server is silent', async () => {
    const one = await bench();
    await accept(one);
    one.world.caldav.before = () => new Promise(() => {});
    let ended = false;
    void one.answers.stop().then(() => (ended = true));
    await one.world.clock.advance(4_999);
    expect(ended).toBe(false);
    await one.world.clock.advance(1);
    expect(ended).toBe(true);
  });

  test('cannot be taken back while it is on its way', async () => {
    const one = await bench();
    await accept(one);
    const { id = '' } = one.answers.undoView() ?? {};
    let go = (): void => {};
    one.world.caldav.before = (call) =>
      call === 'work put' ? new Promise<void>((resolve) => (go = resolve)) : undefined;
    await one.world.clock.advance(10_000);
    expect(one.answers.undoView()).toBeNull();
    await one.answers.undo({ id });
    expect(await rows(one)).toEqual([]);
    go();
    await settle();
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
  });

  test('given while the program ends is not left waiting', async () => {
    const one = await bench();
    await one.answers.stop();
    await accept(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
  });

  test('to one occurrence leaves the others waiting', async () => {
    const one = await bench(invitation(['RRULE:FREQ=WEEKLY']));
    const row = await first(one);
    expect([row.isSeries, row.repeats]).toEqual([true, 'every week on Thu']);
    await accept(one, { occurrence: true });
    expect(one.answers.undoView()?.text).toBe('You accepted “Planning”, only Thu 26');
    await one.world.clock.advance(10_000);
    expect(mineOnServer(one)).toEqual(['NEEDS-ACTION', 'ACCEPTED']);
    const next = await first(one);
    expect(next.when).toBe('Thu 3 Dec, 08:00–10:00');
    await accept(one);
    await one.world.clock.advance(10_000);
    expect(mineOnServer(one)).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(await rows(one)).toEqual([]);
  });

  test('reads the change that told of the invitation, and unreads it when taken back', async () => {
    const one = await bench(invitation(), (world) => world.caldav.calendar('work').delete(HREF));
    theirs(one, invitation());
    one.watch.refresh();
    await settle();
    const unread = async () =>
      (await one.world.store.changes(10)).filter((c) => c.kind === 'invited').map((c) => c.read);
    expect(await unread()).toEqual([false]);
    await accept(one);
    expect(await unread()).toEqual([true]);
    await one.answers.undo({ id: one.answers.undoView()?.id ?? '' });
    expect(await unread()).toEqual([false]);
    // Nor has anybody dealt with it when the answer could not be sent.
    one.world.caldav.calendar('work').readOnly = 'x';
    await accept(one);
    expect(await unread()).toEqual([true]);
    await one.world.clock.advance(10_000);
    expect(await unread()).toEqual([false]);
  });
});

describe('an answer in a toast', () => {
  const reply = async (one: Bench, answer: 'accepted' | 'declined' = 'accepted') => {
    const calendar = one.world.settings.calendars().find(({ name }) => name === 'work');
    await one.answers.reply({
      calendarId: calendar?.id ?? '',
      href: HREF,
      recurrenceId: '',
      answer,
      note: '',
    });
  };

  test('is sent at once, and its row says so meanwhile', async () => {
    const one = await bench();
    let during: readonly boolean[] = [];
    one.world.caldav.before = async (call) => {
      if (call === 'work put') during = (await rows(one)).map((row) => row.busy);
    };
    await reply(one, 'declined');
    expect(mineOnServer(one)).toEqual(['DECLINED']);
    expect(during).toEqual([true]);
    expect(one.answers.undoView()).toBeNull();
    expect(await rows(one)).toEqual([]);
  });

  test('given before says nothing twice', async () => {
    const one = await bench();
    await reply(one);
    await reply(one);
    expect(puts(one)).toBe(1);
    expect(one.world.display.toasts).toEqual([]);
  });

  test('given while another one is on its way comes after it', async () => {
    const one = await bench();
    let go = (): void => {};
    one.world.caldav.before = (call) =>
      call === 'work put' ? new Promise<void>((resolve) => (go = resolve)) : undefined;
    const accepted = reply(one);
    await settle();
    const declined = reply(one, 'declined');
    await settle();
    expect(puts(one)).toBe(1);
    go();
    await settle();
    go();
    await Promise.all([accepted, declined]);
    expect(mineOnServer(one)).toEqual(['DECLINED']);
    expect(one.world.display.toasts).toEqual([]);
  });

  test('to an event that is not there any more is told', async () => {
    const one = await bench();
    one.world.caldav.calendar('work').delete(HREF);
    one.watch.refresh();
    await settle();
    await reply(one);
    expect(aToast(one)).toEqual(['An answer was not sent', 'The event is not there any more.']);
    expect(one.world.log.lines.map((line) => line.scope)).toContain('answer');
  });
});

describe('when somebody else writes first', () => {
  const sent = async (one: Bench) => one.world.clock.advance(10_000);

  test('it is written once more, over what they wrote', async () => {
    const one = await bench();
    await accept(one);
    theirs(one, invitation(['DESCRIPTION:Theirs']));
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    expect(onServer(one)).toContain('DESCRIPTION:Theirs');
    expect(puts(one)).toBe(2);
    expect(await rows(one)).toEqual([]);
  });

  test('again and again, it is not fought over', async () => {
    const one = await bench();
    await accept(one);
    let version = 0;
    one.world.caldav.before = (call) => {
      if (call === 'work put') theirs(one, invitation([`DESCRIPTION:Version ${(version += 1)}`]));
    };
    await sent(one);
    expect(puts(one)).toBe(2);
    expect((await first(one)).problem).toMatch(/keeps changing/);
    one.world.caldav.before = () => {};
    await accept(one);
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
  });

  test.each([
    ['another time', invitation([], 'NEEDS-ACTION', '20261127T080000Z'), /changed meanwhile/],
    ['another place', invitation(['LOCATION:Sydney']), /changed meanwhile/],
    ['a series', invitation(['RRULE:FREQ=DAILY']), /changed meanwhile/],
  ])('and it is %s now, nobody accepts that unseen', async (_name, ical, problem) => {
    const one = await bench();
    await accept(one);
    theirs(one, ical);
    await sent(one);
    expect(mineOnServer(one)).toEqual(['NEEDS-ACTION']);
    expect((await first(one)).problem).toMatch(problem);
    expect(aToast(one)[0]).toBe('Your answer to “Planning” was not sent');
    // Answered again, it is an answer to what it is now.
    await accept(one);
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
  });

  test.each([
    ['it was answered on another device', invitation([], 'DECLINED'), /another device/],
    ['it is cancelled', invitation(['STATUS:CANCELLED']), /cancelled/],
    ['one is not among the guests', invitation().replace('alice@', 'alina@'), /not among its guests/],
  ])('and %s, that stands', async (_name, ical, problem) => {
    const one = await bench();
    await accept(one);
    theirs(one, ical);
    await sent(one);
    expect(onServer(one)).toBe(ical);
    expect(aToast(one)[1]).toMatch(problem);
    expect(await rows(one)).toEqual([]);
  });

  test('and it is deleted, that is told', async () => {
    const one = await bench();
    await accept(one);
    one.world.caldav.calendar('work').delete(HREF);
    await sent(one);
    expect(onServer(one)).toBe('');
    expect(aToast(one)[1]).toBe('The event is not there any more.');
    expect(await rows(one)).toEqual([]);
  });

  test('and it was the same answer on another device, all is well', async () => {
    const one = await bench();
    await accept(one);
    theirs(one, invitation([], 'ACCEPTED'));
    await sent(one);
    expect(one.world.display.toasts).toEqual([]);
    expect(await rows(one)).toEqual([]);
  });
});

describe('when the server does not take it', () => {
  const sent = async (one: Bench) => one.world.clock.advance(10_000);

  test('offline: the row says so, and it can be pressed again', async () => {
    const one = await bench();
    await accept(one);
    one.world.caldav.before = (call) => {
      if (call === 'work put') throw new BelfryError('offline', { reason: 'refused' });
    };
    await sent(one);
    expect((await first(one)).problem).toBe('The server cannot be reached. Try again later.');
    expect(aToast(one)).toEqual([
      'Your answer to “Planning” was not sent',
      'The server cannot be reached. Try again later.',
    ]);
    one.world.caldav.before = () => {};
    await accept(one);
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    expect(await rows(one)).toEqual([]);
  });

  test('what went wrong before is not said of the next answer, nor of the next invitation', async () => {
    const one = await bench();
    one.world.caldav.calendar('work').readOnly = 'x';
    await accept(one);
    await sent(one);
    one.world.caldav.calendar('work').readOnly = '';
    await accept(one);
    await one.answers.undo({ id: one.answers.undoView()?.id ?? '' });
    expect((await first(one)).problem).toBe('');
    await accept(one);
    theirs(one, invitation(['STATUS:CANCELLED']));
    await sent(one);
    expect(await rows(one)).toEqual([]);
    theirs(one, invitation());
    one.watch.refresh();
    await settle();
    expect((await first(one)).problem).toBe('');
  });

  test('an answer whose confirmation was lost has arrived, as the pull after it finds', async () => {
    const one = await bench();
    await accept(one);
    one.world.caldav.meanwhile = (call, moment) => {
      if (call === 'work put' && moment === 'after') throw new BelfryError('offline', { reason: 'network' });
    };
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    expect(one.world.display.toasts).toEqual([]);
    expect(await rows(one)).toEqual([]);
  });

  test('signed out meanwhile: it is told, and nothing is left over', async () => {
    const one = await bench();
    await accept(one);
    one.world.settings.removeAccount('acc');
    await sent(one);
    expect(aToast(one)[0]).toBe('Your answer to “Planning” was not sent');
    expect(await rows(one)).toEqual([]);
    expect(one.world.log.errors).toEqual([]);
  });

  test('a refusal is told with the server’s reason', async () => {
    const one = await bench();
    one.world.caldav.calendar('work').readOnly = 'max-attendees-per-instance';
    await accept(one);
    await sent(one);
    expect((await first(one)).problem).toBe('The server refused the answer (max-attendees-per-instance).');
  });

  test('a refused note is left out, and told', async () => {
    const one = await bench();
    const server = one.world.caldav.calendar('work');
    one.world.caldav.before = (call) => {
      if (call === 'work put')
        server.readOnly = server.readOnly ? '' : 'allowed-attendee-scheduling-object-change';
    };
    await accept(one, { note: 'Late' });
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    expect(onServer(one)).not.toContain('Late');
    expect(aToast(one)[0]).toBe('Your answer to “Planning” was sent without the note');
  });

  test('a screen somebody else may see is told no title', async () => {
    const one = await bench();
    one.world.caldav.calendar('work').readOnly = 'x';
    one.world.attention.become({ locked: true });
    await accept(one);
    await sent(one);
    expect(aToast(one)[0]).toBe('An answer was not sent');
    expect(JSON.stringify(one.world.log.lines)).not.toContain('Planning');
  });

  test('a desktop that shows nothing is no reason to lose the row', async () => {
    const one = await bench();
    one.world.display.refuses = true;
    one.world.caldav.calendar('work').readOnly = 'x';
    await accept(one);
    await sent(one);
    expect((await first(one)).problem).toMatch(/refused/);
  });

  test('an answer that was written does not come back while the replica is behind', async () => {
    const one = await bench();
    await accept(one);
    let isWritten = false;
    one.world.caldav.meanwhile = (call, moment) => {
      if (call === 'work put' && moment === 'after') isWritten = true;
    };
    one.world.caldav.before = () => {
      if (isWritten) throw new BelfryError('offline', { reason: 'network' });
    };
    await sent(one);
    expect(mineOnServer(one)).toEqual(['ACCEPTED']);
    expect(await rows(one)).toEqual([]);
  });
});

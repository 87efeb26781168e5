import { describe, expect, test } from 'vitest';
import { BelfryError, type ErrorKind } from '../../../../main/core/errors.ts';
import { invitationFacts } from '../../../../main/core/replies/invitation-facts.ts';
import { invitationsView, type Invitation } from '../../../../main/core/replies/invitations.ts';
import type { Occurrence, Person } from '../../../../main/core/model.ts';
import {
  failureText,
  failureToast,
  undoView,
  type ReplyFailure,
} from '../../../../main/core/replies/reply-wording.ts';
import { APPLE, GOOGLE, NEXTCLOUD, OUTLOOK, text, THUNDERBIRD } from '../../../support/invitation-texts.ts';
import { aCalendar, anAccount, anOccurrence, NOBODY } from '../../../support/model-facts.ts';

const reader = { now: Date.parse('2026-11-23T09:00:00Z'), zone: 'Europe/Prague', locale: 'en-GB' };
const german = { ...reader, locale: 'de-DE', language: 'de' as const };
const EMA = { ...NOBODY, addresses: ['ema@example.org'] };

const person = (name: string): Person => ({ name, address: name ? `${name}@example.org` : '/x/principal/' });
function anInvitation(
  facts: Partial<Invitation['facts']> = {},
  occurrence: Partial<Occurrence> = {},
): Invitation {
  return {
    occurrence: anOccurrence(occurrence),
    facts: {
      organizer: null,

      others: [],
      isSeries: false,
      recurrence: '',
      isForServer: true,
      answered: null,
      ...facts,
    },
    conflict: '',
    isBusy: false,
    problem: '',
  };
}
const work = aCalendar();
const accounts = [anAccount({ schedules: true })];
const viewOf = (invitation: Invitation, language = reader) =>
  invitationsView([invitation], { calendars: [work], accounts, reader: language }).rows[0];

describe('a row', () => {
  const people = ['Ana', 'Ben', 'Cy', 'Dora', 'Eve'].map(person);
  test.each([
    [0, '', ''],
    [1, 'Ana', 'Ana'],
    [2, 'Ana and Ben', 'Ana und Ben'],
    [3, 'Ana, Ben and Cy', 'Ana, Ben und Cy'],
    [4, 'Ana, Ben and 2 others', 'Ana, Ben und 2 weitere'],
    [5, 'Ana, Ben and 3 others', 'Ana, Ben und 3 weitere'],
  ])('names guests and counts the rest: %i', (count, english, deutsch) => {
    const invitation = anInvitation({ others: people.slice(0, count) });
    expect(viewOf(invitation)?.guests).toBe(english);
    expect(viewOf(invitation, german)?.guests).toBe(deutsch);
  });

  test('counts guests without a name a person could read', () => {
    const guests = (...names: readonly string[]) =>
      viewOf(anInvitation({ others: names.map(person) }))?.guests;
    expect(guests('Ana', '')).toBe('Ana and 1 other');
    expect(guests('', '')).toBe('2 others');
    expect(guests('')).toBe('1 other');
  });

  test('says who invites, by name, by address, or not at all', () => {
    const from = (organizer: Person | null, language = reader) =>
      viewOf(anInvitation({ organizer }), language)?.from;
    expect(from({ name: 'Chidi', address: 'chidi@example.org' })).toBe('Chidi invites you');
    expect(from({ name: 'Chidi', address: 'chidi@example.org' }, german)).toBe('Chidi lädt dich ein');
    expect(from({ name: '', address: 'chidi@example.org' })).toBe('chidi@example.org invites you');
    expect(from({ name: '', address: '/a1/principal/' })).toBe('');
    expect(from(null)).toBe('');
    expect(from({ name: 'C\u202ehidi\n{name}', address: '' })).toBe('Chidi {name} invites you');
  });

  test('says when, how often and where', () => {
    const row = viewOf(
      anInvitation(
        { isSeries: true, recurrence: 'FREQ=WEEKLY;BYDAY=TU', answered: 'accepted' },
        { title: '', place: 'Attic', recurrenceId: '1' },
      ),
    );
    expect(row).toMatchObject({
      title: '(no title)',
      when: 'Tue 24, 14:00–15:00',
      repeats: 'every week on Tue',
      place: 'Attic',
      isSeries: true,
      answered: 'accepted',
    });
  });

  test('in a calendar nobody knows any more is left out', () => {
    const view = invitationsView([anInvitation({}, { calendarId: 'gone' })], {
      calendars: [work],
      accounts,
      reader,
    });
    expect(view).toEqual({ count: 0, rows: [], caution: '' });
  });
});

describe('what is said of servers that send no answers', () => {
  const home = aCalendar({ id: 'home', accountId: 'other', name: 'Home' });
  const cautionOf = (ids: readonly string[], language = reader): string =>
    invitationsView(
      ids.map((calendarId) => anInvitation({}, { calendarId })),
      { calendars: [work, home], accounts: [...accounts, anAccount({ id: 'other' })], reader: language },
    ).caution;
  test('nothing where all of them do, or nothing waits', () => {
    expect(cautionOf(['work'])).toBe('');
    expect(cautionOf([])).toBe('');
  });
  test('so, where none does', () => {
    expect(cautionOf(['home'])).toBe(
      'This server does not send answers: the organiser sees yours only if they can see this calendar.',
    );
    expect(cautionOf(['home'], german)).toMatch(/^Dieser Server verschickt keine Antworten/);
  });
  test('of single events that the server leaves to somebody else', () => {
    const some = [anInvitation({ isForServer: false }), anInvitation()];
    const view = invitationsView(some, { calendars: [work], accounts, reader });
    expect(view.caution).toBe(
      'The answer to “Design review” is not sent by the server: the event came by mail, or nobody is named who could be told.',
    );
    const both = [...some, anInvitation({}, { calendarId: 'home' })];
    const mixed = invitationsView(both, { calendars: [work, home], accounts, reader: german });
    expect(mixed.caution).toMatch(/^Antworten in „Home“ .+\. Die Antwort auf „Design review“ .+\.$/);
  });
  test('in which calendars, where some do', () => {
    expect(cautionOf(['work', 'home', 'home'])).toMatch(/^Answers in “Home” are not sent by the server/);
    expect(cautionOf(['work', 'home'], german)).toMatch(/^Antworten in „Home“ verschickt der Server nicht/);
  });
});

describe('what an object says of an invitation', () => {
  const facts = (ical: string, recurrenceId = '') =>
    invitationFacts({ ical }, { recurrenceId }, EMA, 'Europe/Berlin');
  const names = (people: readonly Person[] = []) => people.map(({ name, address }) => name || address);

  test.each([
    ['Google', GOOGLE, 'Chidi Okafor', []],
    ['Apple', APPLE, 'Chidi Okafor', []], // oneself is known by the address in a parameter
    ['Thunderbird', THUNDERBIRD, 'chidi@example.com', []],
    ['Nextcloud', NEXTCLOUD, 'Chidi', ['Book club']],
  ])('as %s writes it', (_name, ical, organizer, others) => {
    const found = facts(ical);
    expect([names(found?.organizer ? [found.organizer] : []), names(found?.others)]).toEqual([
      [organizer],
      others,
    ]);
    expect([found?.isSeries, found?.recurrence]).toEqual([false, '']);
  });

  test('as Outlook writes it: a series, asked by its rhythm', () => {
    const at = String(Date.parse('2026-12-17T08:00:00Z'));
    const found = facts(OUTLOOK, at);
    expect([names(found?.others), found?.isSeries, found?.recurrence, found?.answered]).toEqual([
      ['Ben'],
      true,
      'FREQ=WEEKLY;BYDAY=TH',
      null,
    ]);
    expect(facts(OUTLOOK, '17')).toBeNull();
    expect(facts('BEGIN:VCALENDAR')).toBeNull();
  });

  test('whose answer the server sends, or leaves to others', () => {
    expect(facts(GOOGLE)?.isForServer).toBe(true);
    const agent = (name: string) =>
      facts(GOOGLE.replace('ORGANIZER;', `ORGANIZER;SCHEDULE-AGENT=${name};`))?.isForServer;
    expect(['SERVER', 'server', '"SERVER"', 'CLIENT', 'none', '"CLIENT"'].map(agent)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(facts(GOOGLE.replace('ORGANIZER;', 'X-ORGANIZER;'))?.isForServer).toBe(false);
  });

  test('that asks anew about one occurrence: what was answered to the series', () => {
    const exception = [
      'BEGIN:VEVENT',
      'UID:040000008200E00074C5B7101A82E008',
      'DTSTAMP:20261120T101500Z',
      'RECURRENCE-ID:20261217T080000Z',
      'DTSTART:20261217T130000Z',
      'ORGANIZER;CN=Chidi:mailto:chidi@example.com',
      'ATTENDEE;CN=Zoe:mailto:zoe@example.com',
      'ATTENDEE:mailto:ema@example.org',
      'ATTENDEE;CUTYPE=ROOM;CN=Attic:mailto:attic@example.com',
      'ATTENDEE;CN=Zoe:mailto:ZOE@example.com',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    const answered = OUTLOOK.replace('PARTSTAT=NEEDS-ACTION', 'PARTSTAT=TENTATIVE');
    const found = facts(
      answered.replace('END:VCALENDAR\r\n', text(...exception)),
      String(Date.parse('2026-12-17T08:00:00Z')),
    );
    expect([found?.answered, names(found?.others)]).toEqual(['tentative', ['Zoe']]);
  });
});

describe('what is said of an answer', () => {
  const given = { id: 'a1', title: 'Planning', when: anOccurrence().when };
  test.each([
    ['accepted', false, 'You accepted “Planning”', 'Du hast für „Planning“ zugesagt'],
    ['tentative', false, 'You said maybe to “Planning”', 'Du hast für „Planning“ mit Vielleicht geantwortet'],
    ['declined', false, 'You declined “Planning”', 'Du hast für „Planning“ abgesagt'],
    ['declined', true, 'You declined “Planning”, only Tue 24', 'Du hast für „Planning“ abgesagt, nur Di 24.'],
  ] as const)('%s (one occurrence: %s)', (answer, isOne, english, deutsch) => {
    expect(undoView({ ...given, answer, isOne }, reader).text).toBe(english);
    expect(undoView({ ...given, answer, isOne }, german).text).toBe(deutsch);
  });

  const KINDS: readonly ErrorKind[] = [
    'offline',
    'busy',
    'unauthorized',
    'forbidden',
    'gone',
    'expired',
    'untrusted',
    'not-subscribed',
    'protocol',
    'bad-object',
    'storage',
    'bug',
  ];
  test('every failure is a sentence of its own language, without the words of a machine', () => {
    const failures: readonly ReplyFailure[] = [
      'unreadable',
      'gone',
      'cancelled',
      'not-invited',
      'changed',
      'answered-elsewhere',
      'contested',
      { refused: 'read-only' },
      ...KINDS.map((kind) => new BelfryError(kind, { reason: 'http-599', what: 'host.example.org' })),
    ];
    for (const failure of failures) {
      const [english, deutsch] = [failureText(failure, reader), failureText(failure, german)];
      expect(english).toMatch(/^[A-Z][^{}]+\.$/);
      expect(deutsch).toMatch(/^[A-ZÄÖÜ][^{}]+\.$/);
      expect(deutsch).not.toBe(english);
      expect(english + deutsch).not.toMatch(/599|example/);
    }
  });

  test('a server’s reason is shown, cleaned', () => {
    expect(failureText({ refused: 'no\u202e<b>\n' }, reader)).toBe('The server refused the answer (no<b>).');
  });

  test('a toast names the event, unless somebody else may see it', () => {
    const toast = (hidden: boolean, title = 'Planning') =>
      failureToast({ id: 'a1', title }, 'gone', { ...reader, hidden });
    expect(toast(false)).toMatchObject({
      title: 'Your answer to “Planning” was not sent',
      lines: ['The event is not there any more.'],
      actions: [{ id: 'open', label: 'Open' }],
    });
    expect(toast(true).title).toBe('An answer was not sent');
    expect(toast(false, '').title).toBe('An answer was not sent');
    expect(failureToast({ id: 'a1', title: 'Planning' }, null, { ...reader, hidden: false }).lines).toEqual([
      'The server takes answers, but no notes with them.',
    ]);
  });
});

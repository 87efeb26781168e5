import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import { Answers } from '../../../main/conductor/answers.ts';
import { writeObject } from '../../../main/conductor/write-object.ts';
import { auditTimes } from '../../../main/core/sync/audit.ts';
import type { Account, Calendar } from '../../../main/core/model.ts';
import { pull } from '../../../main/core/sync/pull.ts';
import type { RemoteCalendar } from '../../../main/core/sync/replica-ports.ts';
import type { CalDav } from '../../../main/core/ports.ts';
import { basicCredentials } from '../../support/basic-gate.ts';
import { hasDavical, startDavical, type Davical } from '../../support/davical.ts';
import { fakeWorld, type FakeWorld } from '../../support/fake-world.ts';
import { text } from '../../support/invitation-texts.ts';
import { aCalendar, anAccount } from '../../support/model-facts.ts';
import { startRadicale, type Radicale } from '../../support/radicale.ts';
import { hasXandikos, startXandikos, type Xandikos } from '../../support/xandikos.ts';

const signal = new AbortController().signal;
const FACTS = { name: 'Calendar', color: '#336699' };
const NOW = Date.parse('2026-11-24T09:00:00Z');

/** Ana asks Ben and Cy to plan, on Thursdays from 26 November on. */
function invitation(uid: string, ...lines: readonly string[]): string {
  return text(
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Belfry//Test//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261101T000000Z',
    'DTSTART:20261126T080000Z',
    'DTEND:20261126T090000Z',
    'SUMMARY:Planning',
    'ORGANIZER;CN=Ana:mailto:ana@example.org',
    'ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:mailto:ana@example.org',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Ben;RSVP=TRUE:mailto:ben@example.org',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Cy;RSVP=TRUE:mailto:cy@example.org',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
  );
}

/** What an object says somebody answered, component by component. */
function answersOf(ical: string, who: string): readonly string[] {
  const lines = ical.replace(/\r?\n /g, '').split(/\r?\n/);
  return lines
    .filter((line) => line.endsWith(`:mailto:${who}@example.org`) && line.startsWith('ATTENDEE'))
    .map((line) => /PARTSTAT=([A-Z-]+)/.exec(line)?.[1] ?? '');
}

interface Ben {
  readonly world: FakeWorld;
  readonly answers: Answers;
  /** One pull of his calendar. */
  pull(): Promise<void>;
}

/** Ben's Belfry: his account, one calendar, the real CalDAV adapter, the real store. */
function benAt(account: Account, calendar: Calendar, remote: RemoteCalendar): Ben {
  const world = fakeWorld();
  world.settings.saveAccount(account, [calendar]);
  const pullNow = async (): Promise<void> => {
    const facts = { zone: 'UTC', self: account.self, joinPatterns: [], own: true, silent: false };
    const state = await world.store.syncState(calendar.id);
    const intake = world.store.intake(calendar.id, { ...facts, at: NOW, ...auditTimes(NOW, 0.5) });
    await pull({ state, version: null, audit: false }, remote, intake, signal);
  };
  const answers = new Answers(world, {
    write: (_id, write) => writeObject(write, { calendar, remote, pullNow }, world, signal),
    onChange: () => {},
  });
  return { world, answers, pull: pullNow };
}

async function answerFirst(
  { answers, world }: Ben,
  answer: 'accepted' | 'tentative' | 'declined',
  more: { readonly occurrence?: boolean; readonly note?: string } = {},
): Promise<void> {
  const [row] = (await answers.view()).rows;
  if (!row) throw new Error('no invitation');
  await answers.replyTo({ id: row.id, answer, note: '', occurrence: false, ...more });
  await answers.stop();
  expect(world.log.lines.filter((line) => line.level !== 'info')).toEqual([]);
}

const request = async (url: string, method: string, user: string, body?: string): Promise<string> => {
  const authorization = basicCredentials(user, user.charAt(0));
  const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'text/calendar' }) };
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status}\n${said}`);
  return said;
};

describe.runIf(hasDavical)('DAViCal, which sends answers', () => {
  let davical: Davical;
  let dav: CalDav;
  let ben: Ben;
  let count = 0;
  let uid = '';
  const url = (user: string, name = '') => `${davical.url}${user}/calendar/${name}`;
  beforeAll(async () => {
    davical = await startDavical({ users: { ana: 'a', ben: 'b', cy: 'c' }, schedules: true });
    dav = calDav(Date.now);
    for (const user of ['ana', 'ben', 'cy']) await davical.seed(user, 'calendar', FACTS, {});
  });
  afterAll(async () => {
    await dav.close();
    await davical.stop();
  });
  beforeEach(async () => {
    uid = `plan-${(count += 1)}`;
    const access = { credentials: { username: 'ben', password: 'b' }, trusted: [] };
    const homeUrls = [`${davical.url}ben/`];
    const known = anAccount({ username: 'ben', principalUrl: `${davical.url}ben/`, homeUrls });
    const { self, schedules } = await dav.survey(known, access, signal);
    const calendar = aCalendar({ url: url('ben') });
    ben = benAt({ ...known, self, schedules }, calendar, dav.remote(calendar, access));
  });
  afterEach(async () => {
    await request(url('ana', `${uid}.ics`), 'DELETE', 'ana');
  });
  const invite = async (...lines: readonly string[]): Promise<void> => {
    await request(url('ana', `${uid}.ics`), 'PUT', 'ana', invitation(uid, ...lines));
    await ben.pull();
  };
  const anas = () => request(url('ana', `${uid}.ics`), 'GET', 'ana');

  test('an invitation arrives, and the server is known to send the answer', async () => {
    await invite();
    const { caution, rows } = await ben.answers.view();
    expect([caution, rows.map((row) => [row.title, row.from, row.guests])]).toEqual([
      '',
      [['Planning', 'Ana invites you', 'Cy']],
    ]);
  });

  test.each(['accepted', 'tentative', 'declined'] as const)(
    '%s shows in the organiser’s copy',
    async (answer) => {
      await invite();
      await answerFirst(ben, answer, { note: 'Hello' });
      expect(answersOf(await anas(), 'ben')).toEqual([answer.toUpperCase()]);
      expect(answersOf(await anas(), 'cy')).toEqual(['NEEDS-ACTION']);
      expect((await ben.answers.view()).rows).toEqual([]);
      // What the server made of it is one's own doing still.
      expect(await ben.world.store.untold(10)).toEqual([]);
    },
  );

  test('the copy of every guest shows it, and none of them the note', async () => {
    await invite();
    await answerFirst(ben, 'accepted', { note: 'Doctor at nine' });
    const cys = await request(url('cy', `${uid}.ics`), 'GET', 'cy');
    expect(answersOf(cys, 'ben')).toEqual(['ACCEPTED']);
    expect(cys + (await anas())).not.toContain('Doctor');
  });

  test('a copy that changed meanwhile is answered in its new version', async () => {
    await invite();
    const changed = (await anas()).replace(
      'SUMMARY:Planning',
      'SUMMARY:Planning\r\nDESCRIPTION:Bring numbers',
    );
    await request(url('ana', `${uid}.ics`), 'PUT', 'ana', changed);
    await answerFirst(ben, 'accepted');
    expect(answersOf(await anas(), 'ben')).toEqual(['ACCEPTED']);
    expect(await anas()).toContain('Bring numbers');
  });

  test('a meeting that was moved meanwhile is not accepted unseen', async () => {
    await invite();
    const [row] = (await ben.answers.view()).rows;
    const moved = (await anas()).replaceAll('20261126T', '20261127T');
    await request(url('ana', `${uid}.ics`), 'PUT', 'ana', moved);
    await ben.answers.replyTo({ id: row?.id ?? '', answer: 'accepted', note: '', occurrence: false });
    await ben.answers.stop();
    expect(answersOf(await anas(), 'ben')).toEqual(['NEEDS-ACTION']);
    const [again] = (await ben.answers.view()).rows;
    expect(again).toMatchObject({ when: 'Fri 27, 08:00–09:00', problem: expect.stringContaining('changed') });
  });

  test('one occurrence is answered in an exception of one’s own copy', async () => {
    await invite('RRULE:FREQ=WEEKLY');
    await answerFirst(ben, 'declined', { occurrence: true });
    const object = [...(await ben.world.store.etags('work')).keys()].find((href) => href.includes(uid));
    const mine = await ben.world.store.object('work', object ?? '');
    expect(answersOf(mine?.ical ?? '', 'ben')).toEqual(['NEEDS-ACTION', 'DECLINED']);
    expect(mine?.ical).toContain('RECURRENCE-ID:20261126T080000Z');
    // DAViCal tells the organiser the answer without saying to which occurrence.
    expect(answersOf(await anas(), 'ben')).toEqual(['DECLINED']);
  });
});

/** Servers that carry answers to nobody: they keep them. */
const KEEPERS = [
  { name: 'Radicale', isHere: true, start: startsRadicale },
  { name: 'Xandikos', isHere: hasXandikos, start: startsXandikos },
] as const;

interface Kept {
  readonly server: Radicale | Xandikos;
  readonly home: string;
}

async function startsRadicale(files: Readonly<Record<string, string>>): Promise<Kept> {
  const server = await startRadicale({ users: { ben: 'b' } });
  await server.seed('ben', 'calendar', FACTS, files);
  return { server, home: `${server.url}ben/` };
}

async function startsXandikos(files: Readonly<Record<string, string>>): Promise<Kept> {
  const server = await startXandikos({ user: 'ben', password: 'b' });
  await server.seed('calendar', FACTS, files);
  return { server, home: new URL(server.home, server.url).href };
}

describe.each(KEEPERS)('$name, which keeps answers to itself', ({ isHere, start }) => {
  let kept: Kept;
  let dav: CalDav;
  const access = { credentials: { username: 'ben', password: 'b' }, trusted: [] };
  beforeAll(async () => {
    if (isHere)
      kept = await start({ 'one.ics': invitation('one'), 'two.ics': invitation('two', 'RRULE:FREQ=WEEKLY') });
    dav = calDav(Date.now);
  });
  afterAll(async () => {
    await dav.close();
    await kept?.server.stop();
  });

  test.runIf(isHere)(
    'the answer is stored as it was said, and nobody is made to believe it was sent',
    async () => {
      const principalUrl = kept.home;
      const known = anAccount({ username: 'ben', principalUrl, homeUrls: [kept.home] });
      const { self, schedules } = await dav.survey(known, access, signal);
      const account = { ...known, schedules, self: { ...self, addresses: ['ben@example.org'] } };
      const calendar = aCalendar({ url: `${kept.home}calendar/` });
      const ben = benAt(account, calendar, dav.remote(calendar, access));
      await ben.pull();
      expect((await ben.answers.view()).caution).toMatch(/^This server does not send answers/);
      await answerFirst(ben, 'accepted', { note: 'See you' });
      await answerFirst(ben, 'tentative', { occurrence: true });
      const stored = (name: string) => request(`${kept.home}calendar/${name}`, 'GET', 'ben');
      expect(answersOf(await stored('one.ics'), 'ben')).toEqual(['ACCEPTED']);
      expect(await stored('one.ics')).toMatch(/COMMENT;X-BELFRY-NOTE=TRUE:See you/);
      expect(answersOf(await stored('two.ics'), 'ben').toSorted()).toEqual(['NEEDS-ACTION', 'TENTATIVE']);
      expect(await ben.world.store.untold(10)).toEqual([]);
    },
  );
});

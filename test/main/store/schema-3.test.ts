// A file as the second released schema left it goes on with nothing lost, and learns what the third one holds.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { schemaVersion } from '../../../main/store/schema.ts';
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import type { SqliteStore } from '../../../main/store/sqlite-store.ts';
import { NO_DETAILS, NOBODY } from '../../support/model-facts.ts';
import { DAY, event, HOME, HOUR, NOON, pulled, staged, TEAM } from '../../support/pull-rounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-schema-3-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function openedOld(): { readonly store: SqliteStore; readonly file: string } {
  const file = join(folder, `${(files += 1)}.db`);
  const database = new DatabaseSync(file);
  database.exec(readFileSync(join(import.meta.dirname, 'fixtures', 'schema-2.sql'), 'utf8'));
  expect(schemaVersion(database)).toBe(2);
  database.close();
  const { store, damage } = openDatabaseStore(file, 0);
  expect(damage).toBeNull();
  return { store, file };
}

const EMA = { ...NOBODY, addresses: ['ema@example.org'] };
const EVERYTHING = { limit: 9, calendars: null, person: '', words: '', unreadOnly: false } as const;

describe('a database of the second schema', () => {
  test('keeps objects, tokens, what is staged and what is shown', async () => {
    const { store } = openedOld();
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-4' });
    expect(await store.syncState(HOME)).toEqual({ at: 'token', token: 'h-1' });
    expect(Object.fromEntries(await store.etags(TEAM))).toEqual({
      '/team/bad.ics': '"1"',
      '/team/new.ics': 'v1',
      '/team/rich.ics': '"1"',
      '/team/single.ics': 'v2',
      '/team/weekly.ics': 'v1',
    });
    expect(await store.health(TEAM)).toMatchObject({ objects: 5, badObjects: 1, pulledAt: NOON });
    const shown = await store.occurrences([TEAM, HOME], NOON, NOON + 4 * DAY);
    expect(shown.map(({ title }) => title)).toEqual([
      'The dayoff',
      'The weekly',
      'Moved',
      'Interview',
      'The new',
    ]);
    expect(shown[3]).toMatchObject({ alarms: [], free: false, mine: null, join: '', zone: '' });
    expect((await store.search([TEAM], 'lima interv', NOON, 9)).map(({ uid }) => uid)).toEqual(['rich']);
    const intake = await staged(store, {});
    expect(await intake.standing(false)).toMatchObject({ held: 5, staged: 1 });
    await store.close();
  });

  test('keeps every change with its marks, in the order it was in, and finds it by its words', async () => {
    const { store } = openedOld();
    const changes = await store.changes(9);
    expect(changes.map(({ id, kind, read, told }) => [id, kind, read, told])).toEqual([
      ['change-4', 'deleted', false, false],
      ['change-3', 'created', true, false],
      ['change-2', 'created', false, true],
      ['change-1', 'changed', false, true],
    ]);
    expect(changes[3]).toEqual({
      id: 'change-1',
      calendarId: TEAM,
      uid: 'single',
      href: '',
      kind: 'changed',
      scope: 'event',
      recurrenceId: '',
      before: snapshot('The single', '', NOON),
      after: snapshot('Moved', 'Café', NOON + HOUR),
      details: NO_DETAILS,
      by: null,
      own: false,
      detectedAt: NOON,
      read: false,
      told: true,
    });
    expect((await store.untold(9)).map(({ id }) => id)).toEqual(['change-3', 'change-4']);
    expect(await store.inbox(EVERYTHING)).toMatchObject({ changes, unread: 3, people: [], more: false });
    const found = async (words: string) =>
      (await store.inbox({ ...EVERYTHING, words })).changes.map(({ id }) => id);
    expect(await found('cafe mov')).toEqual(['change-1']);
    expect(await found('quiet')).toEqual(['change-4', 'change-2']);
    await store.close();
  });

  test('what is found from now on is newer', async () => {
    const { store } = openedOld();
    await pulled(store, { objects: [event('soon', { startsAt: NOON - 9 * DAY })], keepStaged: false });
    const [newest] = await store.changes(9);
    expect(newest).toMatchObject({ uid: 'soon', href: '/team/soon.ics' });
    expect((await store.untold(9)).map(({ uid }) => uid)).toEqual(['new', 'quiet', 'soon']);
    await store.close();
  });

  test('an edit of one’s own that was on its way is still no news', async () => {
    const { store } = openedOld();
    const mine = event('single', { title: 'Mine' }, 'v3');
    const { changes } = await pulled(store, { objects: [mine], keepStaged: false });
    expect(changes).toBe(0);
    await store.close();
  });

  test('is read again as the index rolls on: then it rings, invites and can be joined', async () => {
    const { store } = openedOld();
    await pulled(store, { keepStaged: false, facts: { self: EMA, joinPatterns: ['meet.example.org/*'] } });
    while (await store.rollIndex(NOON, 'Europe/Berlin', ['meet.example.org/*']));
    const [invitation, ...rest] = await store.invitations([TEAM, HOME], NOON);
    expect(rest).toEqual([]);
    expect(invitation).toMatchObject({
      uid: 'rich',
      mine: 'needs-action',
      zone: 'America/New_York',
      join: 'https://meet.example.org/room',
      alarms: [{ trigger: { at: 'start', days: -30 } }],
    });
    const before = NOON + 25 * HOUR - 30 * DAY;
    expect((await store.ringing([TEAM], before, before + HOUR)).map(({ uid }) => uid)).toEqual(['rich']);
    expect(await store.rollIndex(NOON, 'Europe/Berlin', ['meet.example.org/*'])).toBe(false);
    expect(await store.changes(9)).toHaveLength(4);
    await store.close();
  });
});

function snapshot(title: string, place: string, startsAt: number) {
  const when = { at: 'time', startsAt, endsAt: startsAt + HOUR };
  return { title, place, when, recurrence: '', cancelled: false, join: '', zone: '' };
}

import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicCredentials, startBasicGate } from '../support/basic-gate.ts';
import { hasDavical, startDavical } from '../support/davical.ts';
import type { Davical } from '../support/davical.ts';
import { httpServer } from '../support/http-server.ts';
import { startPostgres } from '../support/postgres.ts';
import { startXandikos, hasXandikos } from '../support/xandikos.ts';
import type { Xandikos } from '../support/xandikos.ts';

const EVENT = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:test',
  'BEGIN:VEVENT',
  'UID:one',
  'DTSTAMP:20261101T000000Z',
  'DTSTART:20261124T140000Z',
  'SUMMARY:Standup',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
const PROPS =
  '<propfind xmlns="DAV:"><prop><displayname/><C:calendar-color xmlns:C="http://apple.com/ns/ical/"/></prop></propfind>';

async function ask(method: string, url: string, authorization: string, body?: string) {
  const type = method === 'PUT' ? 'text/calendar' : 'application/xml';
  const answer = await fetch(url, {
    method,
    headers: { authorization, depth: '0', 'content-type': type },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Whether nobody listens there any more. */
function isFree(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe.skipIf(!hasXandikos)('a real Xandikos', () => {
  const alice = basicCredentials('alice', 'a b:ü');
  let xandikos: Xandikos;
  beforeAll(async () => {
    xandikos = await startXandikos({ user: 'alice', password: 'a b:ü' });
    await xandikos.seed('work', { name: '50 % Wörk', color: '#336699' }, { 'one.ics': EVENT });
  });
  afterAll(() => xandikos.stop());

  test('serves what was seeded, and what is seeded later', async () => {
    const work = xandikos.url + xandikos.home.slice(1) + 'work/';
    const { text } = await ask('PROPFIND', work, alice, PROPS);
    expect(text).toContain('50 % Wörk');
    expect(text).toContain('#336699');
    await xandikos.seed('work', { name: 'Work', color: '#336699' }, { 'ü.ics': EVENT });
    expect((await ask('GET', `${work}%C3%BC.ics`, alice)).text).toContain('SUMMARY:Standup');
    expect((await ask('GET', `${work}one.ics`, alice)).status).toBe(200);
  });

  test('asks for the password at its gate', async () => {
    expect((await ask('PROPFIND', xandikos.url, basicCredentials('alice', 'wrong'))).status).toBe(401);
    const path = `${xandikos.url}alice/calendars/work/two.ics`;
    expect((await ask('PUT', path, basicCredentials('bob', ''), EVENT)).status).toBe(401);
    expect((await ask('PUT', path, alice, EVENT.replace('UID:one', 'UID:two'))).status).toBe(201);
  });

  test('keeps its address and its data over a restart', async () => {
    const { pid, url } = xandikos;
    await xandikos.restart('SIGKILL');
    expect(xandikos.pid).not.toBe(pid);
    expect(xandikos.url).toBe(url);
    expect((await ask('GET', `${url}alice/calendars/work/two.ics`, alice)).status).toBe(200);
  });

  test('ends although frozen, and leaves nothing behind', async () => {
    const frozen = await startXandikos({ user: 'alice', password: 'a' });
    frozen.freeze();
    await frozen.stop();
    expect(existsSync(frozen.dir)).toBe(false);
    expect(isGone(frozen.pid)).toBe(true);
    expect(await isFree(frozen.url)).toBe(true);
  });
});

describe.skipIf(!hasDavical)('a real DAViCal', () => {
  let davical: Davical;
  const alice = basicCredentials('alice', "it's ü");
  const bob = basicCredentials('bob', 'b');
  beforeAll(async () => {
    davical = await startDavical({ users: { alice: "it's ü", bob: 'b' } });
    await davical.seed('alice', 'work', { name: 'Wörk', color: '#336699' }, { 'one.ics': EVENT });
  });
  afterAll(() => davical.stop());

  test('serves what was seeded, and what is seeded later', async () => {
    const { text } = await ask('PROPFIND', `${davical.url}alice/work/`, alice, PROPS);
    expect(text).toContain('Wörk');
    expect(text).toContain('#336699');
    await davical.seed(
      'alice',
      'work',
      { name: '', color: '' },
      { 'two.ics': EVENT.replace(':one', ':two') },
    );
    expect((await ask('GET', `${davical.url}alice/work/two.ics`, alice)).text).toContain('UID:two');
  });

  test('knows whose it is, and whom it was delegated to', async () => {
    const one = `${davical.url}alice/work/one.ics`;
    expect((await ask('GET', one, basicCredentials('alice', 'wrong'))).status).toBe(401);
    expect((await ask('GET', one, bob)).status).toBe(403);
    await davical.delegate('alice', 'bob', 'read');
    expect((await ask('GET', one, bob)).status).toBe(200);
    expect((await ask('PUT', one, bob, EVENT)).status).toBe(403);
    await davical.delegate('alice', 'bob', 'write');
    expect((await ask('PUT', one, bob, EVENT)).status).toBe(204);
    await davical.delegate('alice', 'bob', null);
    expect((await ask('GET', one, bob)).status).toBe(403);
  });

  test('keeps its address and its data over a restart', async () => {
    const { pid, url } = davical;
    await davical.restart();
    expect(davical.pid).not.toBe(pid);
    expect(davical.url).toBe(url);
    expect((await ask('GET', `${url}alice/work/one.ics`, alice)).status).toBe(200);
  });

  test('ends with its database, although frozen, and leaves nothing behind', async () => {
    const other = await startDavical({ users: { alice: 'a' } });
    other.freeze();
    await other.stop();
    await other.stop();
    expect(existsSync(other.dir)).toBe(false);
    expect(existsSync(other.databaseDir)).toBe(false);
    expect([other.pid, other.databasePid].map(isGone)).toEqual([true, true]);
    expect(await isFree(other.url)).toBe(true);
  });

  test('a database says what is wrong with a statement', async () => {
    const database = await startPostgres();
    try {
      await expect(database.sql('postgres', 'SELECT nonsense;')).rejects.toThrow(/column "nonsense"/);
    } finally {
      await database.stop();
    }
    expect(isGone(database.pid)).toBe(true);
  });
});

test('a gate lets nothing half pass for whole', async () => {
  const server = await httpServer(() => ({ hangUp: true }));
  const gate = await startBasicGate(server.port, { alice: 'a' });
  try {
    await expect(ask('GET', gate.url, basicCredentials('alice', 'a'))).rejects.toThrow('fetch failed');
    expect((await ask('GET', gate.url, basicCredentials('alice', 'b'))).status).toBe(401);
  } finally {
    await gate.close();
    await server.close();
  }
  expect(await isFree(gate.url)).toBe(true);
});

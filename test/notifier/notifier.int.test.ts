import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { XmlNode } from '@xmpp/xml';
import { calDav } from '../../main/caldav/caldav.ts';
import { readPushkey, readPushTransport } from '../../protocol/push-properties.ts';
import type { PushTransport } from '../../protocol/push-properties.ts';
import { IqError } from '../../wire/iq.ts';
import { foundProperties, readMultistatus } from '../../wire/multistatus.ts';
import { pubSub, readEvent } from '../../wire/pubsub.ts';
import type { Anchor } from '../../wire/tls.ts';
import { availablePresence, openXmppStream } from '../../wire/xmpp-stream.ts';
import type { XmppStream } from '../../wire/xmpp-stream.ts';
import { startChild } from '../support/child.ts';
import type { Child } from '../support/child.ts';
import { anAccount } from '../support/model-facts.ts';
import { sleep, until } from '../support/patience.ts';
import { startProsody } from '../support/prosody.ts';
import type { Prosody } from '../support/prosody.ts';
import { startRadicale } from '../support/radicale.ts';
import type { Radicale } from '../support/radicale.ts';
import { makeScratch } from '../support/scratch.ts';
import type { Scratch } from '../support/scratch.ts';

const HOME_PROPFIND = `<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/"><D:prop><D:resourcetype/><D:displayname/>
<CS:push-transports/><CS:pushkey/><CS:xmpp-server/><CS:xmpp-uri/><CS:xmpp-heartbeat/><CS:xmpp-heartbeat-uri/>
</D:prop></D:propfind>`;

const USERS = { alice: 'alice-secret', mallory: 'mallory-secret', 'dora@example.org': 'dora-secret' };
const XMPP_USERS = {
  alice: 'alice-secret',
  mallory: 'mallory-secret',
  'dora\\40example.org': 'dora-secret',
  publisher: 'publisher-secret',
};

let radicale: Radicale;
let prosody: Prosody;
let scratch: Scratch;
let notifier: Child;
let door: string;

function event(summary: string): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', 'UID:one'];
  lines.push('DTSTAMP:20261101T000000Z', 'DTSTART:20261124T140000Z', `SUMMARY:${summary}`);
  return [...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
}

function basic(user: keyof typeof USERS): string {
  return `Basic ${Buffer.from(`${user}:${USERS[user]}`).toString('base64')}`;
}

function ask(method: string, path: string, options: { user?: keyof typeof USERS; body?: string } = {}) {
  const headers = {
    authorization: basic(options.user ?? 'alice'),
    depth: '1',
    'content-type': 'text/calendar',
  };
  return fetch(`${door}${path}`, { method, headers, ...(options.body ? { body: options.body } : {}) });
}

// Everything of an answer but its connection, its date, and the host the client itself named.
async function answered(
  url: string,
  request: { method: string; body: string; authorization: string | null },
) {
  const { method, body, authorization } = request;
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { depth: '1', ...(authorization ? { authorization } : {}) },
    ...(body ? { body } : {}),
  });
  const ofThisHop = ['connection', 'keep-alive', 'date', 'transfer-encoding'];
  const headers = [...answer.headers].filter(([name]) => !ofThisHop.includes(name));
  return { status: answer.status, words: answer.statusText, headers, body: await answer.text() };
}

interface Seen {
  readonly transport: PushTransport;
  /** href -> node. */
  readonly keys: ReadonlyMap<string, string>;
}

async function discover(user: keyof typeof USERS = 'alice'): Promise<Seen | null> {
  const answer = await ask('PROPFIND', `/${user}/`, { user, body: HOME_PROPFIND });
  expect(answer.status).toBe(207);
  const { responses } = readMultistatus(await answer.text());
  const all = responses.map((r) => [decodeURIComponent(r.href), foundProperties(r)] as const);
  const transport = all.map(([, p]) => readPushTransport(p)).find((t) => t !== null);
  const keys = new Map(
    all.flatMap(([href, p]) => (readPushkey(p) ? [[href, readPushkey(p) ?? ''] as const] : [])),
  );
  return transport ? { transport, keys } : null;
}

function anchors(): readonly Anchor[] {
  return [{ fingerprint: 'test', pem: prosody.ca, isAuthority: true }];
}

async function listen(username: string, password: string) {
  const stream: XmppStream = await openXmppStream({
    host: 'localhost',
    port: prosody.port,
    domain: 'localhost',
    username,
    password,
    resource: 'test',
    anchors: anchors(),
    signal: new AbortController().signal,
  });
  const pings: string[] = [];
  const items: string[] = [];
  stream.onMessage((message: XmlNode) => {
    const ping = readEvent(message, prosody.service);
    if (ping?.kind !== 'ping') return;
    pings.push(ping.node);
    items.push(String(message.getChild('event')?.getChild('items')?.getChild('item')));
  });
  await stream.send(availablePresence());
  const jid = stream.jid.replace(/\/.*$/, '');
  return { stream, pings, items, jid, service: pubSub(stream, prosody.service) };
}

async function startNotifier(overrides: object = {}): Promise<Child> {
  const config = join(scratch.dir, 'notifier.json');
  await writeFile(
    config,
    JSON.stringify({
      listen: { port: 0 },
      upstream: radicale.url,
      serverKey: 'k'.repeat(40),
      xmpp: {
        host: 'localhost',
        port: prosody.port,
        domain: 'localhost',
        username: 'publisher',
        password: XMPP_USERS.publisher,
        caFile: prosody.caFile,
      },
      coalesce: { minMs: 200, maxMs: 300 },
      advertise: { host: 'localhost', port: prosody.port },
      ...overrides,
    }),
  );
  const child = await startChild({
    command: process.execPath,
    args: ['notifier/index.ts', '--config', config],
  });
  const ready = await until(
    'the notifier is ready',
    10_000,
    () => /\{"ready":true.*\}/.exec(child.log())?.[0] ?? null,
  );
  const { port } = JSON.parse(ready);
  door = `http://127.0.0.1:${port}`;
  return child;
}

beforeAll(async () => {
  scratch = await makeScratch('notifier');
  radicale = await startRadicale({ users: USERS });
  await radicale.seed('alice', 'work', { name: 'Work', color: '#336699' }, { 'one.ics': event('Standup') });
  prosody = await startProsody({ users: XMPP_USERS, admins: ['publisher'] });
  notifier = await startNotifier();
  await until('the notifier is online', 10_000, () => notifier.log().includes('xmpp-online'));
}, 60_000);

afterAll(async () => {
  await notifier?.end();
  await prosody?.stop();
  await radicale?.stop();
  await scratch?.remove();
});

describe('a notifier in front of a real Radicale, with a real Prosody', { timeout: 40_000 }, () => {
  test('names home, calendars and heartbeat to their reader in one answer', async () => {
    const seen = await discover();
    expect(seen?.transport).toMatchObject({
      host: 'localhost',
      port: prosody.port,
      service: 'pubsub.localhost',
    });
    expect(seen?.transport.heartbeat?.minutes).toBe(30);
    expect([...(seen?.keys.keys() ?? [])]).toEqual(['/alice/', '/alice/work/']);
    expect(seen?.keys.get('/alice/')).toBe(seen?.transport.homeNode);
    for (const node of seen?.keys.values() ?? []) expect(node).toMatch(/^bf1-[a-z2-7]{26}$/);
  });

  test('rings the member at once when an event is written, and says the same whatever was done', async () => {
    const seen = await discover();
    const node = seen?.keys.get('/alice/work/') ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(node, alice.jid);
    const before = performance.now();
    expect(
      (await ask('PUT', '/alice/work/two.ics', { body: event('Lunch').replace('UID:one', 'UID:two') }))
        .status,
    ).toBe(201);
    await until('the ping of the creation', 2_000, () => alice.pings.length === 1);
    expect(performance.now() - before).toBeLessThan(1_000);
    await sleep(400);
    await ask('PUT', '/alice/work/two.ics', { body: event('Dinner').replace('UID:one', 'UID:two') });
    await until('the ping of the change', 2_000, () => alice.pings.length === 2);
    await sleep(400);
    await ask('DELETE', '/alice/work/two.ics');
    await until('the ping of the deletion', 2_000, () => alice.pings.length === 3);
    expect(new Set(alice.pings)).toEqual(new Set([node]));
    expect(new Set(alice.items).size).toBe(1);
    expect(alice.items[0]).toMatch(/^<item id="cur"[^>]*><ping xmlns="urn:belfry:v1"\/><\/item>$/);
    await alice.stream.close();
  });

  test('rings the home for a reader who asks whether pings arrive, however often they ask, and for nobody else', async () => {
    const node = (await discover())?.transport.homeNode ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(node, alice.jid);
    await sleep(400);
    const client = calDav(Date.now);
    const askFor = (user: 'alice' | 'mallory', url = door) => {
      const access = { credentials: { username: user, password: USERS[user] }, trusted: [] };
      const account = anAccount({ username: user, homeUrls: [`${url.replace(/\/$/, '')}/alice/`] });
      return client.testPing(account, access, new AbortController().signal);
    };
    expect(await askFor('alice')).toBe('sent');
    await until('the ping', 2_000, () => alice.pings.length === 1);
    expect(alice.pings).toEqual([node]);
    await sleep(400);
    for (let i = 0; i < 10; i++) await askFor('alice');
    await sleep(800);
    expect(alice.pings.length).toBeLessThanOrEqual(5);
    const before = alice.pings.length;
    await expect(askFor('mallory')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await askFor('alice', radicale.url), 'without a notifier').toBe('unsupported');
    await sleep(400);
    expect(alice.pings).toHaveLength(before);
    await client.close();
    await alice.stream.close();
  });

  test.each([
    ['OPTIONS', '/', ''],
    ['GET', '/alice/work/one.ics', ''],
    ['HEAD', '/alice/work/one.ics', ''],
    ['GET', '/alice/work/nowhere.ics', ''],
    ['GET', '/.well-known/caldav', ''],
    ['PROPFIND', '/alice/', ''],
    ['PROPFIND', '/alice/', '<propfind xmlns="DAV:"><allprop/></propfind>'],
    ['PROPFIND', '/alice/', '<propfind xmlns="DAV:"><prop><resourcetype/><nonsense/></prop></propfind>'],
    ['PROPFIND', '/alice/', 'not XML'],
    [
      'REPORT',
      '/alice/work/',
      '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>',
    ],
    ['MKCALENDAR', '/alice/work/', ''],
    ['DELETE', '/alice/work/nowhere.ics', ''],
  ])('%s %s %s is answered as if nobody stood in between', async (method, path, body) => {
    for (const authorization of [basic('alice'), basic('mallory'), 'Basic eDp5', null]) {
      const request = { method, body, authorization };
      // One after the other: Radicale makes up its first sync token for each of two simultaneous questions.
      const direct = await answered(`${radicale.url.slice(0, -1)}${path}`, request);
      expect(await answered(`${door}${path}`, request)).toEqual(direct);
    }
  });

  test('a burst of writes leads to two pings: the first at once, one more at the end of the window', async () => {
    const node = (await discover())?.keys.get('/alice/work/') ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(node, alice.jid);
    await sleep(400);
    for (let i = 0; i < 8; i++) await ask('PUT', '/alice/work/one.ics', { body: event(`Standup ${i}`) });
    await until('the second ping', 2_000, () => alice.pings.length >= 2);
    await sleep(800);
    // A slow machine may stretch eight writes over more than one window; never one ping per write.
    expect(alice.pings.length).toBeLessThanOrEqual(4);
    await alice.stream.close();
  });

  test('refuses whoever has not read the calendar, even one who knows the name of its node', async () => {
    const node = (await discover())?.keys.get('/alice/work/') ?? '';
    expect((await ask('PROPFIND', '/alice/', { user: 'mallory', body: HOME_PROPFIND })).status).toBe(403);
    const mallory = await listen('mallory', USERS.mallory);
    const refused = await mallory.service.subscribe(node, mallory.jid).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(IqError);
    expect(refused).toMatchObject({ condition: 'forbidden' });
    await ask('PUT', '/alice/work/one.ics', { body: event('Secret') });
    await sleep(300);
    expect(mallory.pings).toEqual([]);
    await mallory.stream.close();
  });

  test('a user whose name is an address becomes a member under the escaped name', async () => {
    const home = encodeURIComponent('dora@example.org');
    expect((await ask('MKCALENDAR', `/${home}/plans/`, { user: 'dora@example.org' })).status).toBe(201);
    const node = (await discover('dora@example.org'))?.keys.get('/dora@example.org/plans/') ?? '';
    expect(node).not.toBe('');
    const dora = await listen('dora\\40example.org', 'dora-secret');
    await dora.service.subscribe(node, dora.jid);
    // Another spelling of the same path rings the same node.
    await ask('PUT', '/dora@example.org/plans/one.ics', { user: 'dora@example.org', body: event('Party') });
    await until('the ping', 2_000, () => dora.pings.includes(node));
    await dora.stream.close();
  });

  test('a calendar that comes and goes rings the home', async () => {
    const seen = await discover();
    const home = seen?.transport.homeNode ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(home, alice.jid);
    expect((await ask('MKCALENDAR', '/alice/new/')).status).toBe(201);
    await until('the ping', 2_000, () => alice.pings.length === 1);
    await sleep(400);
    expect((await ask('DELETE', '/alice/new/')).status).toBe(200);
    await until('the second ping', 2_000, () => alice.pings.length === 2);
    expect(new Set(alice.pings)).toEqual(new Set([home]));
    await alice.stream.close();
  });

  test('nobody but its readers is a member of a node', async () => {
    const seen = await discover();
    const owner = await listen('publisher', XMPP_USERS.publisher);
    for (const node of [...(seen?.keys.values() ?? []), seen?.transport.heartbeat?.node ?? '']) {
      const affiliations = await owner.service.affiliations(node);
      expect(affiliations.get('alice@localhost')).toBe('member');
      expect(affiliations.has('mallory@localhost')).toBe(false);
    }
    await owner.stream.close();
  });

  test('a node that the XMPP server lost is made again, closed, with its members', async () => {
    const node = (await discover())?.keys.get('/alice/work/') ?? '';
    const owner = await listen('publisher', XMPP_USERS.publisher);
    await owner.service.deleteNode(node);
    await ask('PUT', '/alice/work/one.ics', { body: event('After the loss') });
    const alice = await listen('alice', USERS.alice);
    await until('alice may subscribe again', 3_000, () =>
      alice.service.subscribe(node, alice.jid).then(
        () => true,
        () => false,
      ),
    );
    const mallory = await listen('mallory', USERS.mallory);
    await expect(mallory.service.subscribe(node, mallory.jid)).rejects.toMatchObject({
      condition: 'forbidden',
    });
    await ask('PUT', '/alice/work/one.ics', { body: event('Once more') });
    await until('the ping', 2_000, () => alice.pings.includes(node));
    for (const { stream } of [owner, alice, mallory]) await stream.close();
  });

  test('after its own restart it rings nodes that it has not named since', async () => {
    const node = (await discover())?.keys.get('/alice/work/') ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(node, alice.jid);
    await notifier.end();
    notifier = await startNotifier();
    await ask('PUT', '/alice/work/one.ics', { body: event('After the restart') });
    await until('the ping', 10_000, () => alice.pings.includes(node));
    await alice.stream.close();
  });

  test('without the XMPP server the calendar works, and the ping comes when it is back', async () => {
    const node = (await discover())?.keys.get('/alice/work/') ?? '';
    const first = await listen('alice', USERS.alice);
    await first.service.subscribe(node, first.jid);
    await first.stream.close();
    await prosody.halt();
    await until('the notifier notices', 5_000, () => notifier.log().includes('xmpp-lost'));
    expect((await ask('PUT', '/alice/work/one.ics', { body: event('Moved') })).status).toBe(201);
    expect(await discover('mallory'), 'a reader it has never admitted').toBeNull();
    expect(await discover('alice'), 'a member it knows').not.toBeNull();
    // Held back until alice listens again: a ping is not kept for those who are not there.
    notifier.signal('SIGSTOP');
    await prosody.restart();
    const alice = await listen('alice', USERS.alice);
    notifier.signal('SIGCONT');
    await until('the owed ping', 20_000, () => alice.pings.includes(node));
    expect(alice.pings).toEqual([node]);
    await until('it admits others again', 5_000, async () => (await discover('mallory')) !== null);
    await alice.stream.close();
  });

  test('a heartbeat comes at the start and every so often', async () => {
    await notifier.end();
    notifier = await startNotifier({ heartbeatMinutes: 0.02 });
    const seen = await until('it is online', 10_000, discover);
    const node = seen.transport.heartbeat?.node ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(node, alice.jid);
    await until('two heartbeats', 5_000, () => alice.pings.filter((p) => p === node).length >= 2);
    await alice.stream.close();
  });

  test('SIGTERM sends what is owed and ends with 0; the log tells no names', async () => {
    const node = (await discover())?.keys.get('/alice/work/') ?? '';
    const alice = await listen('alice', USERS.alice);
    await alice.service.subscribe(node, alice.jid);
    await ask('PUT', '/alice/work/one.ics', { body: event('A') });
    await ask('PUT', '/alice/work/one.ics', { body: event('B') });
    await notifier.end('SIGTERM');
    expect(await notifier.exited).toEqual({ code: 0, signal: null });
    await until('both pings', 1_000, () => alice.pings.filter((p) => p === node).length === 2);
    for (const secret of ['alice', 'work', 'secret', 'kkkk', 'Basic'])
      expect(notifier.log()).not.toContain(secret);
    await alice.stream.close();
  });
});

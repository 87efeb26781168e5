// Enrolment from end to end: a real calendar server, a real XMPP server that asks the notifier who may come in, and
// devices that come with nothing but their calendar credentials.
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ENROLMENT_TYPE,
  readEnrolled,
  readEnrolmentOffer,
  writeEnrolmentRequest,
  type Enrolled,
} from '../../../protocol/enrolment.ts';
import { readPushTransport } from '../../../protocol/push-properties.ts';
import { IqError } from '../../../wire/iq.ts';
import { foundProperties, readMultistatus } from '../../../wire/multistatus.ts';
import { pubSub, readEvent, type PubSub } from '../../../wire/pubsub.ts';
import { readXml } from '../../../wire/xml-reader.ts';
import { availablePresence, openXmppStream, type XmppStream } from '../../../wire/xmpp-stream.ts';
import { hasEjabberd, startEjabberd } from '../../support/ejabberd.ts';
import { eventText } from '../../support/event-text.ts';
import { startNotifier, type NotifierProcess } from '../../support/notifier-process.ts';
import { until } from '../../support/patience.ts';
import { freePort } from '../../support/ports.ts';
import { startProsody } from '../../support/prosody.ts';
import { colleagueRights, startRadicale, type Radicale } from '../../support/radicale.ts';
import type { XmppServer } from '../../support/xmpp-server.ts';

const SERVERS = [
  { name: 'Prosody', start: startProsody, isHere: true },
  { name: 'ejabberd', start: startEjabberd, isHere: hasEjabberd },
] as const;
const PASSWORDS = { alice: 'alice:secret', bob: 'bob-secret' } as const;
const PUBLISHER = { username: 'publisher', password: 'of-the-publisher' } as const;
const WORK = '/alice/work/';
const HOME = '/alice/';
type User = keyof typeof PASSWORDS;

const basic = (user: User, password: string = PASSWORDS[user]) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const deviceOf = (name: string) => `device-of-${name}-0123456789`;

describe.each(SERVERS)('enrolment, with $name', ({ start, isHere }) => {
  describe.skipIf(!isHere)('that asks the notifier', () => enrolment(start));
});

interface Listener {
  readonly stream: XmppStream;
  readonly service: PubSub;
  readonly heard: string[];
}

function enrolment(start: (typeof SERVERS)[number]['start']): void {
  let radicale: Radicale;
  let server: XmppServer;
  let notifier: NotifierProcess;
  const streams: XmppStream[] = [];

  beforeAll(async () => {
    radicale = await startRadicale({ users: PASSWORDS, rights: colleagueRights('bob', 'alice/work') });
    for (const calendar of ['work', 'private'])
      await radicale.seed('alice', calendar, { name: calendar, color: '#1a73a7' }, {});
    const signInPort = await freePort();
    const signInUrl = `http://127.0.0.1:${signInPort}/sign-in`;
    server = await start({ users: {}, admins: [PUBLISHER.username], signInUrl });
    notifier = await startNotifier({
      ...PUBLISHER,
      upstream: radicale.url,
      prosody: server,
      signInPort,
      coalesce: { minMs: 0, maxMs: 0 },
    });
    await untilOnline();
  });
  afterAll(async () => {
    for (const stream of streams) await stream.close();
    await notifier?.stop();
    await server?.stop();
    await radicale?.stop();
  });

  const untilOnline = () =>
    until('the notifier’s stream', 20_000, () => notifier.log().includes('xmpp-online'));
  const url = (path: string) => `http://127.0.0.1:${notifier.port}${path}`;

  function post(
    hrefs: readonly string[],
    user: User,
    options: { device?: string; headers?: object; method?: string } = {},
  ) {
    const { device = deviceOf(user), headers = {}, method = 'POST' } = options;
    return fetch(url('/.belfry/enrol'), {
      method,
      headers: { 'content-type': ENROLMENT_TYPE, authorization: basic(user), ...headers },
      body: writeEnrolmentRequest({ device, ticket: null, hrefs }),
    });
  }

  async function enrol(hrefs: readonly string[], user: User, device = deviceOf(user)): Promise<Enrolled> {
    const answer = await post(hrefs, user, { device });
    expect(answer.status).toBe(200);
    const enrolled = readEnrolled(readXml(await answer.text()));
    if (!enrolled) throw new Error('no enrolment');
    return enrolled;
  }

  async function listen({
    jid,
    secret,
    service,
  }: Pick<Enrolled, 'jid' | 'secret' | 'service'>): Promise<Listener> {
    const [username = '', domain = ''] = jid.split('@');
    const stream = await openXmppStream({
      domain,
      host: 'localhost',
      port: server.port,
      username,
      password: secret,
      resource: 'test',
      anchors: [
        { pem: server.ca, fingerprint: new X509Certificate(server.ca).fingerprint256, isAuthority: true },
      ],
      signal: AbortSignal.timeout(20_000),
    });
    streams.push(stream);
    const heard: string[] = [];
    stream.onMessage((message) => {
      const event = readEvent(message, service);
      if (event) heard.push(`${event.kind} ${event.node}`);
    });
    await stream.send(availablePresence());
    return { stream, service: pubSub(stream, service), heard };
  }

  async function write(name: string): Promise<void> {
    const answer = await fetch(url(`${WORK}${name}.ics`), {
      method: 'PUT',
      headers: { authorization: basic('alice'), 'content-type': 'text/calendar' },
      body: eventText(name, { title: name, startsAt: Date.now() }),
    });
    expect(answer.status).toBe(201);
  }

  async function propfind(user: User, path: string, names: string, depth = '0'): Promise<Response> {
    return fetch(url(path), {
      method: 'PROPFIND',
      headers: { authorization: basic(user), depth, 'content-type': 'application/xml' },
      body: `<propfind xmlns="DAV:" xmlns:B="urn:belfry:v1" xmlns:CS="http://calendarserver.org/ns/"><prop><resourcetype/>${names}</prop></propfind>`,
    });
  }

  test('a home says where; who does not ask for that is told nothing of push', async () => {
    const answer = await propfind('alice', HOME, '<B:enrolment/><CS:push-transports/><CS:pushkey/>', '1');
    const [home] = readMultistatus(await answer.text()).responses.filter(({ href }) => href === HOME);
    const found = home ? foundProperties(home) : [];
    expect(readEnrolmentOffer(found)).toEqual({ href: '/.belfry/enrol', ticket: null });
    expect(readPushTransport(found)?.service).toBe(server.service);
    const old = await propfind('alice', HOME, '<CS:push-transports/><CS:pushkey/>', '1');
    expect(await old.text()).not.toContain('bf1-');
  });

  test('a device that enrolled signs in by its secret, and hears of a write', async () => {
    const enrolled = await enrol([HOME, WORK], 'alice');
    expect([...enrolled.nodes.keys()]).toEqual([HOME, WORK]);
    const { service, heard } = await listen(enrolled);
    const node = enrolled.nodes.get(WORK) ?? '';
    for (const each of [...enrolled.nodes.values(), enrolled.heartbeat.node])
      await service.subscribe(each, enrolled.jid);
    await write('heard');
    await until('the ping', 10_000, () => heard.includes(`ping ${node}`));
  });

  test('a wrong secret, a calendar password and an invented device do not come in', async () => {
    const { jid, service } = await enrol([WORK], 'alice');
    await expect(listen({ jid, secret: 'wrong', service })).rejects.toMatchObject({
      condition: 'not-authorized',
    });
    const alice = { jid: `alice@${server.domain}`, secret: PASSWORDS.alice, service };
    await expect(listen(alice)).rejects.toMatchObject({ condition: 'not-authorized' });
  });

  test('only what may be read is given; nothing of it is a refusal', async () => {
    expect([...(await enrol([WORK, '/alice/private/', '/alice/nothing/'], 'bob')).nodes.keys()]).toEqual([
      WORK,
    ]);
    expect((await post(['/alice/private/'], 'bob')).status).toBe(403);
  });

  test('the calendar server’s own no to credentials is handed on', async () => {
    const answer = await post([WORK], 'alice', { headers: { authorization: basic('alice', 'wrong') } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  test.each([
    ['another method', 405, { method: 'PUT' }],
    ['a page of another site', 403, { headers: { origin: 'https://evil.example' } }],
    ['a form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['credentials for one request', 403, { headers: { authorization: 'Digest username="alice"' } }],
  ])('%s is refused with %i', async (_, status, options) => {
    expect((await post([WORK], 'alice', options)).status).toBe(status);
  });

  test('a device that left hears nothing more and comes in no more', async () => {
    const device = deviceOf('leaving');
    const stays = await enrol([WORK], 'alice');
    const leaves = await enrol([WORK], 'alice', device);
    const [one, other] = [await listen(stays), await listen(leaves)];
    const node = stays.nodes.get(WORK) ?? '';
    await one.service.subscribe(node, stays.jid);
    await other.service.subscribe(node, leaves.jid);
    expect((await post([WORK], 'alice', { device, method: 'DELETE' })).status).toBe(204);
    await write('after-leaving');
    await until('the ping', 10_000, () => one.heard.includes(`ping ${node}`));
    await other.stream.probe(10_000).catch(() => undefined); // behind whatever was sent before
    expect(other.heard.filter((line) => line.startsWith('ping'))).toEqual([]);
    await expect(listen(leaves)).rejects.toMatchObject({ condition: 'not-authorized' });
  });

  test('who is not allowed to read any more is silent after the first answer that says so', async () => {
    const [alice, bob] = [await enrol([WORK], 'alice'), await enrol([WORK], 'bob')];
    const [one, other] = [await listen(alice), await listen(bob)];
    const node = alice.nodes.get(WORK) ?? '';
    expect(bob.nodes.get(WORK)).toBe(node);
    await one.service.subscribe(node, alice.jid);
    await other.service.subscribe(node, bob.jid);
    await radicale.setRights(colleagueRights('nobody', 'alice/work'));
    expect((await propfind('bob', WORK, '')).status).toBe(403);
    await until('the end of the subscription', 10_000, async () => {
      const refusal = await other.service.subscribe(node, bob.jid).catch((error: unknown) => error);
      return refusal instanceof IqError;
    });
    await write('after-the-end');
    await until('the ping', 10_000, () => one.heard.includes(`ping ${node}`));
    await other.stream.probe(10_000);
    expect(other.heard.filter((line) => line === `ping ${node}`)).toEqual([]);
    expect((await post([WORK], 'bob')).status).toBe(403);
    await radicale.setRights(colleagueRights('bob', 'alice/work'));
    expect((await enrol([WORK], 'bob')).nodes.size).toBe(1);
  });

  test('a notifier that was away looks like a wrong secret, and lets the same secret in when it is back', async () => {
    const enrolled = await enrol([WORK], 'alice');
    await notifier.halt();
    await expect(listen(enrolled)).rejects.toMatchObject({ condition: 'not-authorized' });
    await notifier.restart();
    await until('the notifier’s stream', 30_000, () => {
      const log = notifier.log();
      return log.lastIndexOf('xmpp-online') > log.lastIndexOf('"ready":true');
    });
    await expect(listen(enrolled)).resolves.toBeDefined();
  });

  test('who tries without end is told to wait', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 40; i++) {
      const { status } = await post([WORK], 'alice', {
        headers: { authorization: basic('alice', `guess ${i}`) },
      });
      statuses.add(status);
    }
    expect([...statuses]).toEqual([401, 429]);
  });
}

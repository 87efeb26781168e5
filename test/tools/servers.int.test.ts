import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasEjabberd, startEjabberd } from '../support/ejabberd.ts';
import { startProsody } from '../support/prosody.ts';
import { colleagueRights, startRadicale } from '../support/radicale.ts';
import type { Radicale } from '../support/radicale.ts';
import type { XmppServer } from '../support/xmpp-server.ts';

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

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

describe('a real Radicale', () => {
  let radicale: Radicale;
  beforeAll(async () => {
    radicale = await startRadicale({
      users: { alice: 'a', bob: 'b', mallory: 'm' },
      rights: colleagueRights('bob', 'alice/work'),
    });
    await radicale.seed('alice', 'work', { name: 'Work', color: '#336699' }, { 'one.ics': EVENT });
  });
  afterAll(() => radicale.stop());

  function put(user: string, password: string): Promise<Response> {
    return fetch(`${radicale.url}alice/work/one.ics`, {
      method: 'PUT',
      headers: { authorization: basic(user, password), 'content-type': 'text/calendar' },
      body: EVENT,
    });
  }

  test('serves what was seeded', async () => {
    const answer = await fetch(`${radicale.url}alice/work/one.ics`, {
      headers: { authorization: basic('alice', 'a') },
    });
    expect(await answer.text()).toContain('SUMMARY:Standup');
    const props = await fetch(`${radicale.url}alice/work/`, {
      method: 'PROPFIND',
      headers: { authorization: basic('alice', 'a'), depth: '0' },
      body: '<propfind xmlns="DAV:"><prop><displayname/><C:calendar-color xmlns:C="http://apple.com/ns/ical/"/></prop></propfind>',
    });
    const text = await props.text();
    expect(text).toContain('Work');
    expect(text).toContain('#336699');
  });

  test('lets the colleague write and nobody else', async () => {
    expect((await put('bob', 'b')).status).toBe(201);
    expect((await put('mallory', 'm')).status).toBe(403);
    expect((await put('bob', 'wrong')).status).toBe(401);
  });

  test('keeps its port and its data over a restart', async () => {
    const { pid, port } = radicale;
    await radicale.restart('SIGKILL');
    expect(radicale.pid).not.toBe(pid);
    expect(radicale.port).toBe(port);
    expect((await put('alice', 'a')).status).toBe(201);
  });
});

describe.each([
  { name: 'Prosody', start: startProsody, isHere: true },
  { name: 'ejabberd', start: startEjabberd, isHere: hasEjabberd },
])('a real $name', ({ start, isHere }) => {
  describe.skipIf(!isHere)('on this machine', () => messages(start));
});

function messages(start: typeof startEjabberd): void {
  let xmpp: XmppServer;
  beforeAll(async () => {
    xmpp = await start({ users: { alice: 'a', belfry: 'p' }, admins: ['belfry'] });
  });
  afterAll(() => xmpp.stop());

  /** Speaks just enough XMPP to reach TLS; gives the certificate check's outcome for these authorities. */
  function tlsOutcome(ca: string | undefined): Promise<string> {
    return new Promise((resolve) => {
      const open = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>`;
      const socket = connect(xmpp.port, '127.0.0.1', () => void socket.write(open));
      socket.on('data', (data) => {
        if (String(data).includes('starttls')) {
          socket.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        } else if (String(data).includes('proceed')) {
          const tls = connectTls({ socket, servername: 'localhost', ca, rejectUnauthorized: false }, () => {
            resolve(tls.authorized ? 'authorized' : String(tls.authorizationError));
            tls.destroy();
          });
        }
      });
    });
  }

  test('proves itself by the authority of this run, and only by that', async () => {
    expect(await tlsOutcome(xmpp.ca)).toBe('authorized');
    // The whole chain is presented, so a client can show the top of it.
    expect(await tlsOutcome(undefined)).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  test('takes users while it runs and comes back on its port', async () => {
    await xmpp.addUser('carol', 'c');
    const { port } = xmpp;
    await xmpp.restart();
    expect(xmpp.port).toBe(port);
    expect(await tlsOutcome(xmpp.ca)).toBe('authorized');
  });

  test('forgets users while it runs', async () => {
    await xmpp.removeUser('carol');
    // Who is not there cannot be removed: that it went away is what the first time did.
    await xmpp.addUser('carol', 'another');
  });

  test('ends although frozen, and leaves no folder behind', async () => {
    const frozen = await start({ users: {}, admins: [] });
    frozen.freeze();
    await frozen.stop();
    expect(existsSync(frozen.dir)).toBe(false);
    expect(() => process.kill(frozen.pid, 0)).toThrow('ESRCH');
  });
}

test('a server that cannot start says why, in its own words', async () => {
  await expect(startRadicale({ users: { alice: 'a' }, port: 1, maxContent: -5 })).rejects.toThrow(
    /did not come up:[\s\S]*max_content_length/,
  );
});

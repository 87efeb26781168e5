import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Element } from '../../protocol/element.ts';
import {
  formatNodeUri,
  isPushProperty,
  parseNodeUri,
  PUSH_PROPERTY_NAMES,
  readPushkey,
  readPushTransport,
  writePushProperty,
  type PushTransport,
} from '../../protocol/push-properties.ts';
import { readXml } from '../../wire/xml-reader.ts';

const CS = 'http://calendarserver.org/ns/';

/** The properties inside a `<prop>`, as a PROPFIND answer brings them. */
function properties(inner: string): readonly Element[] {
  return readXml(`<D:prop xmlns:D="DAV:" xmlns:CS="${CS}">${inner}</D:prop>`).children;
}

// What CalendarServer 3 and 4 answered.
const APPLE = `
<CS:push-transports>
  <CS:transport type="APSD">
    <CS:subscription-url><D:href>https://cal.example.org:8443/apns</D:href></CS:subscription-url>
    <CS:apsbundleid>com.apple.calendar.XServer.abc</CS:apsbundleid><CS:env>PRODUCTION</CS:env>
    <CS:refresh-interval>172800</CS:refresh-interval>
  </CS:transport>
  <CS:transport type="XMPP">
    <CS:xmpp-server>xmpp.example.org:1952</CS:xmpp-server>
    <CS:xmpp-uri>xmpp:pubsub.xmpp.example.org?pubsub;node=/CalDAV/cal.example.org/user01/</CS:xmpp-uri>
  </CS:transport>
</CS:push-transports>
<CS:pushkey>/CalDAV/cal.example.org/user01/</CS:pushkey>
<CS:xmpp-heartbeat>
  <CS:xmpp-heartbeat-uri>xmpp:pubsub.xmpp.example.org?pubsub;node=/cal.example.org/</CS:xmpp-heartbeat-uri>
  <CS:xmpp-heartbeat-minutes>30</CS:xmpp-heartbeat-minutes>
</CS:xmpp-heartbeat>`;

const URI = 'xmpp:pubsub.example.org?pubsub;node=bf1-home';
const both = (server: string, uri = URI): readonly Element[] =>
  properties(`<CS:xmpp-server>${server}</CS:xmpp-server><CS:xmpp-uri>${uri}</CS:xmpp-uri>`);

describe('reading', () => {
  test("understands Apple's own form to the letter", () => {
    expect(readPushTransport(properties(APPLE))).toEqual({
      host: 'xmpp.example.org',
      port: 1952,
      service: 'pubsub.xmpp.example.org',
      homeNode: '/CalDAV/cal.example.org/user01/',
      heartbeat: { node: '/cal.example.org/', minutes: 30 },
    });
    expect(readPushkey(properties(APPLE))).toBe('/CalDAV/cal.example.org/user01/');
  });

  test('understands the older form, without transports', () => {
    expect(readPushTransport(both('push.example.org'))).toEqual({
      host: 'push.example.org',
      port: null,
      service: 'pubsub.example.org',
      homeNode: 'bf1-home',
      heartbeat: null,
    });
  });

  test('prefers the transport to the older properties', () => {
    const transport = `<CS:push-transports><CS:transport type="XMPP"><CS:xmpp-server>new.example.org</CS:xmpp-server></CS:transport></CS:push-transports>`;
    const old = `<CS:xmpp-server>old.example.org</CS:xmpp-server><CS:xmpp-uri>${URI}</CS:xmpp-uri>`;
    expect(readPushTransport(properties(transport + old))).toMatchObject({
      host: 'new.example.org',
      homeNode: 'bf1-home',
    });
  });

  test('takes the heartbeat under both names, and only whole', () => {
    const beat = (name: string, inner: string) =>
      readPushTransport([...both('h.example.org'), ...properties(`<CS:${name}>${inner}</CS:${name}>`)])
        ?.heartbeat;
    const uri = '<CS:xmpp-heartbeat-uri>xmpp:s?pubsub;node=b</CS:xmpp-heartbeat-uri>';
    const minutes = (n: string) => `<CS:xmpp-heartbeat-minutes>${n}</CS:xmpp-heartbeat-minutes>`;
    expect(beat('xmpp-heartbeat', uri + minutes('15'))).toEqual({ node: 'b', minutes: 15 });
    expect(beat('xmpp-heartbeat-uri', uri + minutes('15'))).toEqual({ node: 'b', minutes: 15 });
    for (const inner of [
      uri,
      minutes('15'),
      uri + minutes('0'),
      uri + minutes('-5'),
      uri + minutes('soon'),
      '',
    ])
      expect(beat('xmpp-heartbeat', inner), inner).toBeNull();
  });

  test.each([
    ['push.example.org', 'push.example.org', null],
    ['Push.Example.ORG', 'push.example.org', null],
    [' push.example.org:5223\n', 'push.example.org', 5223],
    ['127.0.0.1:5222', '127.0.0.1', 5222],
    ['[::1]:5222', '[::1]', 5222],
  ])('the server %j is host %s, port %s', (text, host, port) => {
    expect(readPushTransport(both(text))).toMatchObject({ host, port });
  });

  test.each(['', ' ', 'a b', 'h:0', 'h:65536', 'h:x', 'h:', 'http://h/', 'h/path', 'a:1:2'])(
    'the server %j is none',
    (text) => {
      expect(readPushTransport(both(text))).toBeNull();
    },
  );

  test('a service is one service however it is capitalised', () => {
    expect(readPushTransport(both('h.example.org', 'xmpp:PubSub.Example.org?pubsub;node=N'))).toMatchObject({
      service: 'pubsub.example.org',
      homeNode: 'N',
    });
  });

  test('what offers no XMPP offers nothing', () => {
    const apple = '<CS:push-transports><CS:transport type="APSD"/></CS:push-transports>';
    for (const inner of [
      '',
      apple,
      '<CS:xmpp-server>h</CS:xmpp-server>',
      `<CS:xmpp-uri>${URI}</CS:xmpp-uri>`,
    ])
      expect(readPushTransport(properties(inner)), inner).toBeNull();
    expect(
      readPushTransport(properties(`<xmpp-server>h</xmpp-server><xmpp-uri>${URI}</xmpp-uri>`)),
    ).toBeNull();
  });

  test('an empty pushkey is none', () => {
    expect(readPushkey(properties('<CS:pushkey/>'))).toBeNull();
    expect(readPushkey(properties('<CS:pushkey> bf1-x </CS:pushkey>'))).toBe('bf1-x');
    expect(readPushkey(properties('<pushkey>bf1-x</pushkey>'))).toBeNull();
  });
});

describe('a node URI', () => {
  test.each([
    ['xmpp:pubsub.example.org?pubsub;node=bf1-x', 'pubsub.example.org', 'bf1-x'],
    ['xmpp:s?pubsub;action=subscribe;node=a%2Fb%20c', 's', 'a/b c'],
    ['XMPP:s?pubsub;node=/a/b/', 's', '/a/b/'],
    ['xmpp://alice@example.org/s?pubsub;node=n', 's', 'n'],
    ['xmpp:s?pubsub;node=a=b', 's', 'a=b'],
  ])('%s', (uri, service, node) => {
    expect(parseNodeUri(uri)).toEqual({ service, node });
  });

  test.each([
    '',
    'xmpp:s',
    'xmpp:?pubsub;node=n',
    'xmpp:s?pubsub',
    'xmpp:s?pubsub;node=',
    'http://s?pubsub;node=n',
    'xmpp:s?message;node=n',
    'xmpp:s?pubsub;node=%zz',
  ])('is not %j', (uri) => {
    expect(parseNodeUri(uri)).toBeNull();
  });

  test('any node name survives the way there and back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (node) => {
        expect(parseNodeUri(formatNodeUri('pubsub.example.org', node))).toEqual({
          service: 'pubsub.example.org',
          node,
        });
      }),
    );
  });
});

describe('writing', () => {
  const transport: PushTransport = {
    host: 'push.example.org',
    port: 5269,
    service: 'pubsub.push.example.org',
    homeNode: '/CalDAV/a & <b>/',
    heartbeat: { node: 'bf1-beat', minutes: 30 },
  };
  const written = (names: readonly (typeof PUSH_PROPERTY_NAMES)[number][], values: PushTransport | null) =>
    names.map((name) => writePushProperty(name, { transport: values, pushkey: 'bf1-<&>' }) ?? '').join('');

  test('what is written is read back, in the new form and in the old one', () => {
    expect(readPushTransport(properties(written([...PUSH_PROPERTY_NAMES], transport)))).toEqual(transport);
    const old = written(['xmpp-server', 'xmpp-uri', 'xmpp-heartbeat'], transport);
    expect(readPushTransport(properties(old))).toEqual(transport);
    const fresh = written(['push-transports', 'xmpp-heartbeat-uri'], { ...transport, port: null });
    expect(readPushTransport(properties(fresh))).toEqual({ ...transport, port: null });
    expect(readPushkey(properties(written(['pushkey'], transport)))).toBe('bf1-<&>');
  });

  test('without a heartbeat says nothing of one', () => {
    const values = { transport: { ...transport, heartbeat: null }, pushkey: 'k' };
    expect(writePushProperty('xmpp-heartbeat', values)).toBeNull();
    expect(writePushProperty('xmpp-heartbeat-uri', values)).toBeNull();
  });

  test('collections have a pushkey and nothing else', () => {
    const has = PUSH_PROPERTY_NAMES.filter((name) =>
      writePushProperty(name, { transport: null, pushkey: 'k' }),
    );
    expect(has).toEqual(['pushkey']);
  });

  test('each property stands for itself, with its prefix declared', () => {
    for (const name of PUSH_PROPERTY_NAMES) {
      const element = readXml(writePushProperty(name, { transport, pushkey: 'k' }) ?? '');
      expect(element.namespace).toBe(CS);
      expect(element.name).toBe(name === 'xmpp-heartbeat-uri' ? 'xmpp-heartbeat' : name);
    }
  });

  test('push properties are told by namespace and name', () => {
    expect(isPushProperty(CS, 'pushkey')).toBe(true);
    expect(isPushProperty('DAV:', 'pushkey')).toBe(false);
    expect(isPushProperty(CS, 'getctag')).toBe(false);
  });
});

import { describe, expect, test } from 'vitest';
import type { PushTransport } from '../../../protocol/push-properties.ts';
import { isPushProperty, readPushkey, readPushTransport } from '../../../protocol/push-properties.ts';
import { foundProperties, readMultistatus } from '../../../wire/multistatus.ts';
import { askedProperties } from '../../../notifier/answers/asked.ts';
import { injectProperties, pushFragments } from '../../../notifier/answers/injection.ts';
import { createPlaces } from '../../../notifier/answers/places.ts';
import { isAnonymous, recognise } from '../../../notifier/answers/recognition.ts';
import { mapXml } from '../../../notifier/answers/xml-map.ts';

const ALL = [
  'push-transports',
  'pushkey',
  'xmpp-server',
  'xmpp-uri',
  'xmpp-heartbeat',
  'xmpp-heartbeat-uri',
] as const;
const HOME: PushTransport = {
  host: 'push.example.org',
  port: null,
  service: 'pubsub.push.example.org',
  homeNode: 'bf1-home',
  heartbeat: { node: 'bf1-beat', minutes: 30 },
};

// Recognises and injects as the notifier does, with everybody a member. Latin1 in and out: one character per byte.
function injected(
  answer: string,
  asked: readonly (typeof ALL)[number][],
  options: { target?: string; depth?: string; places?: ReturnType<typeof createPlaces> } = {},
) {
  const bytes = Buffer.from(answer, 'utf8').toString('latin1');
  const places = options.places ?? createPlaces();
  const request = { target: options.target ?? '/alice/', depth: options.depth ?? '1' };
  const targets = recognise(mapXml(bytes), request, places)
    .filter((t) => t.isReadable)
    .map(({ kind, path, response }) => {
      const isHome = kind === 'home';
      const values = { transport: isHome ? HOME : null, pushkey: isHome ? HOME.homeNode : `bf1-${path}` };
      return { response, fragments: pushFragments(asked, values) };
    });
  return Buffer.from(injectProperties(bytes, targets), 'latin1').toString('utf8');
}

function askedPushProperties(body: string): readonly string[] {
  return askedProperties(Buffer.from(body))
    .filter((p) => isPushProperty(p.namespace, p.name))
    .map((p) => p.name);
}

const CS = 'xmlns:CS="http://calendarserver.org/ns/"';
const key = (node: string) => `<CS:pushkey ${CS}>${node}</CS:pushkey>`;

describe('the request', () => {
  test('of Mac OS X 10.6 for the home asks for four of our names', () => {
    const body = `<?xml version="1.0" encoding="utf-8"?>
<x0:propfind xmlns:x1="http://calendarserver.org/ns/" xmlns:x0="DAV:" xmlns:x3="http://apple.com/ns/ical/" xmlns:x2="urn:ietf:params:xml:ns:caldav">
 <x0:prop>
  <x1:xmpp-server/>
  <x1:xmpp-uri/>
  <x1:getctag/>
  <x0:displayname/>
  <x2:calendar-description/>
  <x3:calendar-color/>
  <x0:resourcetype/>
  <x1:push-transports/>
  <x1:pushkey/>
 </x0:prop>
</x0:propfind>`;
    expect(askedPushProperties(body)).toEqual(['xmpp-server', 'xmpp-uri', 'push-transports', 'pushkey']);
  });

  test('of the 10.6 principal asks for xmpp-uri', () => {
    const body = `<x0:propfind xmlns:x2="http://calendarserver.org/ns/" xmlns:x1="urn:ietf:params:xml:ns:caldav" xmlns:x0="DAV:"><x0:prop><x0:principal-collection-set/><x1:calendar-home-set/><x2:xmpp-uri/><x0:displayname/></x0:prop></x0:propfind>`;
    expect(askedPushProperties(body)).toEqual(['xmpp-uri']);
  });

  test.each([
    ['asks for everything', '<propfind xmlns="DAV:"><allprop/></propfind>'],
    ['asks for names', '<propfind xmlns="DAV:"><propname/></propfind>'],
    [
      'includes ours in allprop only',
      `<propfind xmlns="DAV:"><allprop/><include><CS:pushkey ${CS}/></include></propfind>`,
    ],
    ['names something else of the same name', '<propfind xmlns="DAV:"><prop><pushkey/></prop></propfind>'],
    ['is a report', `<sync-collection xmlns="DAV:"><prop><CS:pushkey ${CS}/></prop></sync-collection>`],
    ['is empty', ''],
    ['is no XML', '<propfind'],
    [
      'has a DTD',
      `<!DOCTYPE propfind [<!ENTITY a "b">]><propfind xmlns="DAV:"><prop><CS:pushkey ${CS}/></prop></propfind>`,
    ],
  ])('that %s gets no answer from us', (_, body) => {
    expect(askedPushProperties(body)).toEqual([]);
  });
});

describe('the answer of Radicale', () => {
  const answer = (home: string, calendar: string) =>
    `<?xml version='1.0' encoding='utf-8'?>\n<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" ${CS}>` +
    `<response><href>/alice/</href>${home}</response><response><href>/alice/work/</href>${calendar}</response></multistatus>`;
  const found = (prop: string) => `<propstat><prop>${prop}</prop><status>HTTP/1.1 200 OK</status></propstat>`;
  const missing = (prop: string) =>
    `<propstat><prop>${prop}</prop><status>HTTP/1.1 404 Not Found</status></propstat>`;
  const principal = '<resourcetype><principal /><collection /></resourcetype>';
  const calendar = '<resourcetype><C:calendar /><collection /></resourcetype>';

  test('has our names moved from 404 to 200, an emptied 404 dropped, and every other byte kept', () => {
    const before = answer(
      found(principal) + missing('<CS:pushkey /><displayname />'),
      found(`${calendar}<displayname>Wörk &amp; <![CDATA[<Fun>]]></displayname>`) + missing('<CS:pushkey />'),
    );
    expect(injected(before, ['pushkey'])).toBe(
      answer(
        found(principal + key('bf1-home')) + missing('<displayname />'),
        found(`${calendar}<displayname>Wörk &amp; <![CDATA[<Fun>]]></displayname>${key('bf1-/alice/work/')}`),
      ),
    );
  });

  test('gives the home everything and a calendar its pushkey only', () => {
    const ours = ALL.map((name) => `<CS:${name} />`).join('');
    const after = readMultistatus(
      injected(answer(found(principal) + missing(ours), found(calendar) + missing(ours)), ALL),
    );
    const [home, work] = after.responses;
    expect(home && readPushTransport(foundProperties(home))).toEqual(HOME);
    expect(home?.propstats.map((p) => p.status)).toEqual([200]);
    expect(work && readPushkey(foundProperties(work))).toBe('bf1-/alice/work/');
    expect(work?.propstats[1]?.properties.map((p) => p.name)).toEqual(ALL.filter((n) => n !== 'pushkey'));
  });

  test('answers a request for xmpp-heartbeat-uri with the wrapper, once', () => {
    const before = answer(
      found(principal) + missing('<CS:xmpp-heartbeat-uri /><CS:xmpp-heartbeat />'),
      found(calendar),
    );
    const after = injected(before, ['xmpp-heartbeat', 'xmpp-heartbeat-uri']);
    expect(after.match(/<CS:xmpp-heartbeat /g)).toHaveLength(1);
    expect(after).toContain('?pubsub;node=bf1-beat</CS:xmpp-heartbeat-uri>');
    expect(after).toContain('<CS:xmpp-heartbeat-minutes xmlns:CS="http://calendarserver.org/ns/">30<');
    expect(after).not.toContain('404');
  });

  test('is left alone where nothing of ours was found missing', () => {
    const before = answer(
      found(`${principal}${key('theirs')}`),
      `<propstat><prop><CS:pushkey /></prop><status>HTTP/1.1 403 Forbidden</status></propstat>${found(calendar)}`,
    );
    expect(injected(before, ['pushkey'])).toBe(before);
  });

  test('shows nothing of a calendar for which nothing was answered 200', () => {
    const before = answer(found(principal), missing('<resourcetype /><CS:pushkey />'));
    const places = createPlaces();
    places.learnCalendar('/alice/work/');
    expect(injected(before, ['push-transports'], { places })).not.toContain('bf1-/alice/work/');
    expect(injected(before, ['pushkey'], { places })).not.toContain('bf1-/alice/work/');
  });

  test('is answered from memory when the type was not asked for', () => {
    const places = createPlaces();
    const without = answer(
      found('<displayname>A</displayname>'),
      found('<displayname>B</displayname>') + missing('<CS:pushkey />'),
    );
    expect(injected(without, ['pushkey'], { places }), 'nothing learnt').toBe(without);
    injected(answer(found(principal), found(calendar)), ['pushkey'], { places });
    expect(injected(without, ['pushkey'], { places })).toContain(
      `<displayname>B</displayname>${key('bf1-/alice/work/')}`,
    );
  });
});

describe('other servers', () => {
  test('sabre-like: own prefixes, own layout, pretty-printed, minimal', () => {
    const before = `<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:cal="urn:ietf:params:xml:ns:caldav" xmlns:x1="http://calendarserver.org/ns/">
  <d:response>
    <d:href>/calendars/alice/</d:href>
    <d:propstat>
      <d:prop/>
      <d:status>HTTP/1.1 200 OK</d:status>
    </d:propstat>
  </d:response>
  <!-- one -->
  <d:response>
    <d:href>/calendars/alice/default/</d:href>
    <d:propstat>
      <d:prop>
        <d:resourcetype><d:collection/><cal:calendar/></d:resourcetype>
      </d:prop>
      <d:status>HTTP/1.1 200 OK</d:status>
    </d:propstat>
    <d:propstat>
      <d:prop>
        <x1:pushkey/>
        <d:quota/>
      </d:prop>
      <d:status>HTTP/1.1 404 Not Found</d:status>
    </d:propstat>
  </d:response>
</d:multistatus>
`;
    const after = injected(before, ['pushkey'], { target: '/calendars/alice/' });
    const expected = before
      .replace('<d:prop/>', `<prop xmlns="DAV:">${key('bf1-home')}</prop>`)
      .replace(
        '</d:resourcetype>\n      </d:prop>',
        `</d:resourcetype>\n      ${key('bf1-/calendars/alice/default/')}</d:prop>`,
      )
      .replace('\n        <x1:pushkey/>', '');
    expect(after).toBe(expected);
  });

  test('a response with nothing but 404, of a home that another response proves, gets a 200 of its own', () => {
    const before = `<multistatus xmlns="DAV:"><response><href>/h/</href><status>HTTP/1.1 200 OK</status></response>
<response><href>/h/c/</href><propstat><prop><resourcetype><calendar xmlns="urn:ietf:params:xml:ns:caldav"/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
    expect(injected(before, ['pushkey'], { target: '/h/' })).toContain(
      `<href>/h/</href><propstat xmlns="DAV:"><prop>${key('bf1-home')}</prop><status>HTTP/1.1 200 OK</status></propstat></response>`,
    );
  });

  test('a 200 propstat of its own stands before the 404, whose white space goes with it', () => {
    const text = `<multistatus xmlns="DAV:"><response><href>/h/c/</href>\n <propstat><prop><p:pushkey xmlns:p="http://calendarserver.org/ns/"/></prop><status>HTTP/1.1 404 Not Found</status></propstat>\n</response></multistatus>`;
    const response = mapXml(text).children[0];
    if (!response) throw new Error('no response');
    const fragments = pushFragments(['pushkey'], { transport: null, pushkey: 'bf1-c' });
    expect(injectProperties(text, [{ response, fragments }])).toBe(
      `<multistatus xmlns="DAV:"><response><href>/h/c/</href><propstat xmlns="DAV:"><prop>${key('bf1-c')}</prop><status>HTTP/1.1 200 OK</status></propstat>\n</response></multistatus>`,
    );
  });

  test('a DAViCal-like server keeps the xmpp-uri it has itself', () => {
    const before = `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:C1="http://calendarserver.org/ns/"><response><href>/caldav.php/alice/</href><propstat><prop><C:calendar-home-set><href>/caldav.php/alice/</href></C:calendar-home-set><C1:xmpp-uri>xmpp:pubsub.old?pubsub;node=/davical-1</C1:xmpp-uri></prop><status>HTTP/1.1 200 OK</status></propstat><propstat><prop><C1:pushkey/></prop><status>HTTP/1.1 404 Not Found</status></propstat></response></multistatus>`;
    const after = injected(before, ['xmpp-uri', 'pushkey'], { target: '/caldav.php/alice/', depth: '0' });
    expect(after.match(/xmpp-uri>/g)).toHaveLength(2);
    expect(after).toContain(key('bf1-home'));
  });
});

describe('a home', () => {
  const listing = (...responses: readonly [href: string, types: string][]) =>
    mapXml(
      `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${responses
        .map(
          ([href, types]) =>
            `<response><href>${href}</href><propstat><prop><resourcetype>${types}</resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>`,
        )
        .join('')}</multistatus>`,
    );
  const homes = (root: ReturnType<typeof mapXml>, target: string, depth: string) =>
    recognise(root, { target, depth }, createPlaces())
      .filter((r) => r.kind === 'home')
      .map((r) => r.path);

  test('is what holds calendars, whatever spelling names it', () => {
    expect(
      homes(
        listing(
          ['/d%40ra', '<collection/>'],
          ['http://cal.example.org/d@ra/x', '<collection/><C:calendar/>'],
        ),
        '/d@ra/',
        '1',
      ),
    ).toEqual(['/d%40ra/']);
  });
  test('may still be empty', () => {
    expect(homes(listing(['/alice/', '<principal/><collection/>']), '/alice', '1')).toEqual(['/alice/']);
  });
  test('is not the root of the server, nor a list of users, nor a resource seen alone', () => {
    expect(homes(listing(['/', '<collection/>']), '/', '1')).toEqual([]);
    expect(
      homes(listing(['/users/', '<collection/>'], ['/users/alice/', '<principal/>']), '/users/', '1'),
    ).toEqual([]);
    expect(homes(listing(['/alice/', '<collection/>']), '/alice/', '0')).toEqual([]);
  });
  test('is not a calendar that holds collections', () => {
    expect(
      homes(
        listing(['/a/', '<collection/><C:calendar/>'], ['/a/b/', '<collection/><C:calendar/>']),
        '/a/',
        '1',
      ),
    ).toEqual([]);
  });
});

test('a server that does not know who asks is believed', () => {
  const answer = (who: string) =>
    mapXml(
      `<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><current-user-principal>${who}</current-user-principal></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`,
    );
  expect(isAnonymous(answer('<unauthenticated/>'))).toBe(true);
  expect(isAnonymous(answer('<href>/alice/</href>'))).toBe(false);
});

describe('the map of a document', () => {
  test('knows the offsets, the namespaces and the text', () => {
    const text =
      '\u00ef\u00bb\u00bf<?xml version="1.0"?><!-- <a> --><a xmlns="x" xmlns:p=\'y&amp;z\'>1<p:b q="&gt;"/>&#x32;<![CDATA[<3>]]></a >\n';
    const root = mapXml(text);
    expect(root).toMatchObject({ namespace: 'x', name: 'a', text: '12<3>' });
    expect(text.slice(root.start, root.end)).toMatch(/^<a .*<\/a >$/);
    expect(text.slice(root.contentEnd ?? 0)).toBe('</a >\n');
    const [b] = root.children;
    expect(b).toMatchObject({ namespace: 'y&z', name: 'b', contentEnd: null });
    expect(b && text.slice(b.start, b.end)).toBe('<p:b q="&gt;"/>');
  });

  test.each([
    ['a DTD', '<!DOCTYPE a><a/>'],
    ['an entity nobody declared', '<a>&b;</a>'],
    ['crossed tags', '<a><b></a></b>'],
    ['an open end', '<a><b></b>'],
    ['two roots', '<a/><b/>'],
    ['text outside', '<a/>b'],
    ['a prefix out of nowhere', '<p:a/>'],
    ['too much depth', '<a>'.repeat(65) + '</a>'.repeat(65)],
    ['nothing', ''],
    ['a lone closing tag', '</a>'],
    ['an unquoted attribute', '<a b=c/>'],
  ])('refuses %s', (_, text) => {
    expect(() => mapXml(text)).toThrow('');
  });

  test('takes 4 MB in reasonable time, hostile or not', () => {
    const started = performance.now();
    mapXml(`<a>${'<b c="d">e</b>'.repeat(290_000)}</a>`);
    expect(() => mapXml(`<a ${' '.repeat(100_000)}`)).toThrow('');
    expect(() => mapXml(`<a ${'b="c" '.repeat(50_000)}`)).toThrow('');
    expect(() => mapXml(`<a>${'<!--'.repeat(10_000)}`)).toThrow('');
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

import { describe, expect, test } from 'vitest';
import { Offline } from '../../../notifier/members/owner.ts';
import { IqError } from '../../../wire/iq.ts';
import { createPlaces } from '../../../notifier/answers/places.ts';
import { pushAnswers } from '../../../notifier/answers/push-answers.ts';
import { wordOf } from '../../../notifier/members/keys.ts';
import { sleep } from '../../support/patience.ts';

const CS = 'http://calendarserver.org/ns/';
const BODY = Buffer.from(
  `<propfind xmlns="DAV:"><prop><resourcetype/><pushkey xmlns="${CS}"/></prop></propfind>`,
);
const found = (href: string, type: string) =>
  `<response><href>${href}</href><propstat><prop><resourcetype>${type}</resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat>` +
  `<propstat><prop><pushkey xmlns="${CS}"/></prop><status>HTTP/1.1 404 Not Found</status></propstat></response>`;
const ANSWER = Buffer.from(
  `<multistatus xmlns="DAV:">${found('/alice/', '<collection/>')}${found('/alice/work/', '<collection/><calendar xmlns="urn:ietf:params:xml:ns:caldav"/>')}</multistatus>`,
);

function rig(
  admit: (jid: string, nodes: readonly string[]) => Promise<void> = async () => undefined,
  known = false,
) {
  const admitted: [string, readonly string[]][] = [];
  const withheld: string[] = [];
  const rewriterFor = pushAnswers({
    tickets: null,
    byName: true,
    advertise: { host: 'x', port: null, service: 'pubsub.x' },
    heartbeatMinutes: 30,
    memberDomain: 'people.example.org',
    places: createPlaces(),
    membership: {
      nodesOf: async (keys) => keys.map(wordOf),
      holds: async () => known,
      async grant({ jid, keys }) {
        const nodes = keys.map(wordOf);
        admitted.push([jid, nodes]);
        await admit(jid, nodes);
        return nodes;
      },
    },
    onWithheld: (why) => withheld.push(why),
    patience: 100,
  });
  const ask = (user: string | null, answer = ANSWER, body = BODY) => {
    const authorization = user === null ? undefined : `Basic ${Buffer.from(`${user}:pw`).toString('base64')}`;
    return rewriterFor({
      method: 'PROPFIND',
      target: '/alice/',
      depth: '1',
      authorization,
      host: '',
      body,
    })?.(answer);
  };
  return { ask, admitted, withheld };
}

describe('an answer that names nodes', () => {
  test('waits until its reader is a member of every node it names, and of the heartbeat', async () => {
    let isConfirmed = false;
    const { ask, admitted } = rig(async () => {
      await sleep(30);
      isConfirmed = true;
    });
    const text = String(await ask('alice'));
    expect(isConfirmed).toBe(true);
    expect(text).toContain('>h /alice/<');
    expect(text).toContain('>c /alice/work/<');
    expect(admitted).toEqual([['alice@people.example.org', ['b ', 'h /alice/', 'c /alice/work/']]]);
  });

  test('escapes and lower-cases the name of its reader', async () => {
    const { ask, admitted } = rig();
    await ask("Jo d'Or@Example.org");
    expect(admitted[0]?.[0]).toBe('jo\\20d\\27or\\40example.org@people.example.org');
  });

  test('goes out without them when the XMPP server takes too long, is not there, or refuses', async () => {
    const late = rig(() => sleep(300));
    const started = performance.now();
    expect(await late.ask('alice')).toBeNull();
    expect(performance.now() - started).toBeLessThan(250);
    expect(late.withheld).toEqual(['late']);
    const offline = rig(() => Promise.reject(new Offline()));
    expect([await offline.ask('alice'), offline.withheld]).toEqual([null, ['offline']]);
    const refused = rig(() => Promise.reject(new IqError('forbidden', null)));
    expect([await refused.ask('alice'), refused.withheld]).toEqual([null, ['refused']]);
  });

  test('keeps naming them to whoever was a member before, however slow the XMPP server is; not after a refusal', async () => {
    const late = rig(() => sleep(300), true);
    expect(String(await late.ask('alice'))).toContain('>c /alice/work/<');
    const offline = rig(() => Promise.reject(new Offline()), true);
    expect(String(await offline.ask('alice'))).toContain('>c /alice/work/<');
    expect([...late.withheld, ...offline.withheld]).toEqual([]);
    const refused = rig(() => Promise.reject(new IqError('forbidden', null)), true);
    expect([await refused.ask('alice'), refused.withheld]).toEqual([null, ['refused']]);
  });

  test('is for those who signed in and asked by name; nobody else costs the answer a look', async () => {
    const { ask, admitted } = rig();
    expect(ask(null)).toBeUndefined();
    expect(ask('alice', ANSWER, Buffer.from('<propfind xmlns="DAV:"><allprop/></propfind>'))).toBeUndefined();
    expect(admitted).toEqual([]);
  });

  test('admits nobody whom the server itself calls unauthenticated', async () => {
    const anonymous = Buffer.from(
      String(ANSWER).replace(
        '<prop><resourcetype>',
        '<prop><current-user-principal><unauthenticated/></current-user-principal><resourcetype>',
      ),
    );
    const { ask, admitted } = rig();
    expect(await ask('alice', anonymous)).toBeNull();
    expect(admitted).toEqual([]);
  });

  test('admits nobody to what was not answered 200', async () => {
    const { ask, admitted } = rig();
    expect(await ask('alice', Buffer.from(String(ANSWER).replaceAll('200 OK', '403 Forbidden')))).toBeNull();
    expect(admitted).toEqual([]);
  });

  test('is not made from something that is no multistatus', async () => {
    await expect(rig().ask('alice', Buffer.from('<html/>'))).rejects.toThrow('not a multistatus');
    await expect(rig().ask('alice', Buffer.from('<multistatus xmlns="DAV:">'))).rejects.toThrow('incomplete');
  });
});

describe('an answer to who asks how to enrol', () => {
  const B = 'urn:belfry:v1';
  const body = Buffer.from(
    `<propfind xmlns="DAV:"><prop><resourcetype/><pushkey xmlns="${CS}"/><enrolment xmlns="${B}"/></prop></propfind>`,
  );
  const digest = 'Digest username="alice", uri="/alice/"';

  function enrolling(byName: boolean) {
    const issued: unknown[] = [];
    const admitted: string[] = [];
    const rewriterFor = pushAnswers({
      tickets: {
        issue(proven) {
          issued.push(proven);
          return 'the-ticket';
        },
      },
      byName,
      advertise: { host: 'x', port: null, service: 'pubsub.x' },
      heartbeatMinutes: 30,
      memberDomain: 'people.example.org',
      places: createPlaces(),
      membership: {
        nodesOf: async (keys) => keys.map(wordOf),
        holds: async () => false,
        async grant({ jid, keys }) {
          admitted.push(jid);
          return keys.map(wordOf);
        },
      },
      onWithheld: () => undefined,
    });
    const ask = async (authorization: string | undefined, wish = body, answer = ANSWER) => {
      const request = {
        method: 'PROPFIND',
        target: '/alice/',
        depth: '1',
        authorization,
        host: '',
        body: wish,
      };
      return (await rewriterFor(request)?.(answer))?.toString() ?? null;
    };
    return { ask, issued, admitted };
  }

  test('says where, names the nodes, and makes nobody a member', async () => {
    const { ask, admitted, issued } = enrolling(true);
    const text = await ask('Bearer abc');
    expect(text).toContain(
      `<B:enrolment xmlns:B="${B}"><href xmlns="DAV:">/.belfry/enrol</href></B:enrolment>`,
    );
    expect(text).toContain('c /alice/work/');
    expect([admitted, issued]).toEqual([[], []]);
  });

  test('carries a ticket where credentials are good for one request', async () => {
    const { ask, issued } = enrolling(false);
    expect(await ask(digest)).toContain('<B:ticket>the-ticket</B:ticket>');
    const keys = [
      { kind: 'h', id: '/alice/' },
      { kind: 'c', id: '/alice/work/' },
    ];
    expect(issued).toEqual([{ reader: 'u:alice', keys }]);
  });

  test('knows the reader by the principal where the server names it', async () => {
    const { ask, issued } = enrolling(false);
    const told = ANSWER.toString().replace(
      '<prop><resourcetype>',
      '<prop><current-user-principal><href>/p/alice</href></current-user-principal><resourcetype>',
    );
    await ask('Negotiate abc', body, Buffer.from(told));
    expect(issued).toMatchObject([{ reader: 'p:/p/alice/' }]);
  });

  test('is left alone for nobody, and for somebody the server does not know', async () => {
    const { ask, issued } = enrolling(false);
    const nobody = ANSWER.toString().replace(
      '<prop><resourcetype>',
      '<prop><current-user-principal><unauthenticated/></current-user-principal><resourcetype>',
    );
    expect([await ask(undefined), await ask(digest, body, Buffer.from(nobody))]).toEqual([null, null]);
    expect(issued).toEqual([]);
  });

  test('who asks as before is admitted by name, or told nothing', async () => {
    const [kind, strict] = [enrolling(true), enrolling(false)];
    const basic = `Basic ${Buffer.from('alice:pw').toString('base64')}`;
    expect(await kind.ask(basic, BODY)).toContain('c /alice/work/');
    expect(kind.admitted).toEqual(['alice@people.example.org']);
    expect(await strict.ask(basic, BODY)).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { createPlaces } from '../../../notifier/answers/places.ts';
import { testPings } from '../../../notifier/answers/test-pings.ts';
import { foundProperties, readMultistatus } from '../../../wire/multistatus.ts';

const BELFRY = 'urn:belfry:v1';
const named = (...properties: readonly string[]) =>
  Buffer.from(`<propfind xmlns="DAV:"><prop>${properties.join('')}</prop></propfind>`);
const PING = `<test-ping xmlns="${BELFRY}"/>`;
const answer = (href: string, status = '200 OK', type = '<collection/>') =>
  Buffer.from(
    `<multistatus xmlns="DAV:"><response><href>${href}</href>` +
      `<propstat><prop><resourcetype>${type}</resourcetype></prop><status>HTTP/1.1 ${status}</status></propstat>` +
      `<propstat><prop>${PING}</prop><status>HTTP/1.1 404 Not Found</status></propstat></response></multistatus>`,
  );

interface Asking {
  readonly user?: string | null;
  readonly depth?: string;
  readonly method?: string;
  readonly target?: string;
  readonly body?: Buffer;
}

function rig() {
  const places = createPlaces();
  places.learnHome('/alice/');
  const announced: string[] = [];
  const rewriterFor = testPings({ places, announce: (path) => announced.push(path) });
  const ask = ({ user = 'alice', depth = '0', method = 'PROPFIND', target = '/alice/', body }: Asking = {}) =>
    rewriterFor({
      method,
      target,
      depth,
      authorization: user === null ? undefined : `Basic ${Buffer.from(`${user}:pw`).toString('base64')}`,
      host: '',
      body: body ?? named('<resourcetype/>', PING),
    });
  return { ask, announced };
}

describe('a PROPFIND of one’s home that asks for a ping', () => {
  test('has the home announced, and is told so with 200', async () => {
    const { ask, announced } = rig();
    const text = String(await ask()?.(answer('/alice/')));
    expect(announced).toEqual(['/alice/']);
    const [response] = readMultistatus(text).responses;
    const found = response ? foundProperties(response) : [];
    expect(found.map((p) => [p.namespace, p.name])).toEqual([
      ['DAV:', 'resourcetype'],
      [BELFRY, 'test-ping'],
    ]);
    expect(text).not.toContain('404');
  });

  test.each([
    ['without credentials', { user: null }],
    ['of more than the home itself', { depth: '1' }],
    ['that is no PROPFIND', { method: 'REPORT' }],
    ['of everything', { body: Buffer.from('<propfind xmlns="DAV:"><allprop/></propfind>') }],
    ['of all names', { body: Buffer.from('<propfind xmlns="DAV:"><propname/></propfind>') }],
    ['of a property of that name in another namespace', { body: named('<test-ping/>') }],
    ['that only mentions it', { body: named(`<x>${PING}</x>`) }],
    ['that is no XML', { body: Buffer.from('test-ping') }],
  ] as const)('%s is none', (_what, asking) => {
    const { ask } = rig();
    expect(ask(asking)).toBeNull();
  });

  test('announces nothing where the reader may not look', async () => {
    const { ask, announced } = rig();
    expect(await ask()?.(answer('/alice/', '403 Forbidden'))).toBeNull();
    const anonymous = String(answer('/alice/')).replace(
      '<prop><resourcetype>',
      '<prop><current-user-principal><unauthenticated/></current-user-principal><resourcetype>',
    );
    expect(await ask()?.(Buffer.from(anonymous))).toBeNull();
    expect(announced).toEqual([]);
  });

  test('announces nothing of what is no home', async () => {
    const { ask, announced } = rig();
    const calendar = '<collection/><calendar xmlns="urn:ietf:params:xml:ns:caldav"/>';
    const work = answer('/alice/work/', '200 OK', calendar);
    expect(await ask({ target: '/alice/work/' })?.(work)).toBeNull();
    expect(await ask({ target: '/elsewhere/' })?.(answer('/elsewhere/'))).toBeNull();
    expect(announced).toEqual([]);
  });

  test('whose answer is no multistatus announces nothing', async () => {
    const { ask, announced } = rig();
    await expect(ask()?.(Buffer.from('<html/>'))).rejects.toThrow('not a multistatus');
    expect(announced).toEqual([]);
  });
});

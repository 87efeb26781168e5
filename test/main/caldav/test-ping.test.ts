import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { Access, CalDav } from '../../../main/core/ports.ts';
import {
  found,
  httpServer,
  multistatus,
  type Asked,
  type HttpServer,
  type Reply,
} from '../../support/http-server.ts';
import { anAccount } from '../../support/model-facts.ts';

const access: Access = { credentials: { username: 'alice', password: 'secret' }, trusted: [] };
const ANSWER = '<D:resourcetype><D:collection/></D:resourcetype><B:test-ping xmlns:B="urn:belfry:v1"/>';

let answering: (asked: Asked) => Reply;
let asked: Asked[];
let server: HttpServer;
let dav: CalDav;

beforeEach(async () => {
  asked = [];
  answering = ({ path }) => ({ body: multistatus(found(path, ANSWER)) });
  server = await httpServer((one) => {
    asked.push(one);
    return answering(one);
  });
  dav = calDav(Date.now);
});
afterEach(async () => {
  await dav.close();
  await server.close();
});

const ping = (...homes: readonly string[]): Promise<'sent' | 'unsupported'> => {
  const account = anAccount({ homeUrls: homes.map((path) => server.origin + path) });
  return dav.testPing(account, access, new AbortController().signal);
};
const depths = (): readonly unknown[] => asked.map((one) => one.headers['depth']);

describe('asking for a test ping', () => {
  test('is one PROPFIND of the home by name, with credentials', async () => {
    expect(await ping('/cal/alice/')).toBe('sent');
    expect(asked.map(({ method, path }) => [method, path])).toEqual([['PROPFIND', '/cal/alice/']]);
    expect(depths()).toEqual(['0']);
    expect(asked[0]?.body).toContain('<test-ping xmlns="urn:belfry:v1"/>');
    expect(asked[0]?.headers['authorization']).toMatch(/^Basic /);
  });

  test('where nobody knows it is unsupported, after the home was listed and asked once more', async () => {
    answering = ({ path }) => ({
      body: multistatus(found(path, '<D:resourcetype><D:collection/></D:resourcetype>')),
    });
    expect(await ping('/cal/alice/')).toBe('unsupported');
    expect(depths()).toEqual(['0', '1', '0']);
  });

  test('is answered by a notifier that learns of the home only then', async () => {
    let isKnown = false;
    answering = ({ path, headers }) => {
      if (headers['depth'] === '1') isKnown = true;
      const properties = isKnown ? ANSWER : '<D:resourcetype><D:collection/></D:resourcetype>';
      return { body: multistatus(found(path, properties)) };
    };
    expect(await ping('/cal/alice/')).toBe('sent');
  });

  test('asks at every home, and one that does not answer hides no other', async () => {
    answering = ({ path }) =>
      path === '/gone/' ? { status: 404 } : { body: multistatus(found(path, ANSWER)) };
    expect(await ping('/gone/', '/cal/alice/')).toBe('sent');
    await expect(ping('/gone/')).rejects.toMatchObject({ kind: 'gone' });
  });

  test('fails with the server', async () => {
    answering = () => ({ status: 401 });
    await expect(ping('/cal/alice/')).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { authorization, digestHeader, readDigest } from '../../../main/caldav/authorization.ts';
import { multistatus, type Asked, type Reply } from '../../support/http-server.ts';
import { changes, failure, oddCalendar, token } from '../../support/odd-calendar.ts';

/** RFC 7616 section 3.9.1, word for word. */
const MUFASA = { username: 'Mufasa', password: 'Circle of Life' };
const NONCE = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const PARAMETERS = `realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALG, nonce="${NONCE}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const CHALLENGE = (algorithm: string) => `Digest ${PARAMETERS.replace('ALG', algorithm)}`;
const TURN = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

describe('a Digest', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('by %s is that of the RFC', (algorithm, response) => {
    const challenge = readDigest(CHALLENGE(algorithm));
    if (!challenge) throw new Error('not read');
    const header = digestHeader(challenge, MUFASA, TURN);
    expect(header).toBe(
      `Digest username="Mufasa", realm="http-auth@example.org", nonce="${NONCE}", uri="/dir/index.html", response="${response}", algorithm=${algorithm}, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, nc=00000001, cnonce="${TURN.cnonce}"`,
    );
  });

  test('of the older kind is that of RFC 2069, mended', () => {
    const challenge = readDigest(
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
    );
    if (!challenge) throw new Error('not read');
    const header = digestHeader(challenge, { username: 'Mufasa', password: 'CircleOfLife' }, TURN);
    expect(header).toContain('response="1949323746fe6a43ef61f9606e7febea"');
    expect(header).not.toMatch(/qop|cnonce|nc=/);
  });

  test('challenge is the strongest of several, and none beside Basic or for what is not known', () => {
    expect(readDigest(`${CHALLENGE('MD5')}, ${CHALLENGE('SHA-256')}`)?.algorithm).toBe('SHA-256');
    expect(readDigest(`${CHALLENGE('NTLM-3')}, ${CHALLENGE('MD5')}`)?.algorithm).toBe('MD5');
    expect(readDigest(`${CHALLENGE('MD5')}, Basic realm="x"`)).toBeNull();
    expect(readDigest(`Basic realm="x", ${CHALLENGE('MD5')}`)).toBeNull();
    for (const odd of [
      '',
      'Basic',
      'Digest',
      'Digest realm="x"',
      CHALLENGE('HUH'),
      'Negotiate',
      'Digest realm="x", nonce="y", qop="auth-int"',
    ])
      expect(readDigest(odd)).toBeNull();
  });

  test('writes names as they are', () => {
    const made = authorization({ username: 'ü"\\', password: 'p' }, () => 'c');
    expect(made.learn('https://a.example/', 'Digest realm="r \\"q\\"", nonce="n", qop="auth"')).toBe(true);
    const header = made.header('GET', 'https://a.example/x?y=1');
    expect(header).toContain(`username="${Buffer.from('ü').toString('latin1')}\\"\\\\", realm="r \\"q\\""`);
    expect(header).toContain('uri="/x?y=1"');
    expect(made.header('GET', 'https://a.example/')).toContain('nc=00000002');
    // Another server has not asked for it.
    expect(made.header('GET', 'https://b.example/')).toMatch(/^Basic /);
  });
});

describe('a server that wants Digest', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');

  /** Checks like sabre/dav: alice and 'pä:ss'. */
  async function sabre(nonce: (asked: Asked) => string, password = 'pä:ss') {
    const odd = await oddCalendar((asked): Reply => {
      const wanted = nonce(asked);
      const given = Object.fromEntries(
        [...(asked.authorization ?? '').matchAll(/(\w+)="?([^",]*)"?/g)].map((m) => [m[1], m[2]]),
      );
      const turn = `${given['nonce']}:${given['nc']}:${given['cnonce']}:auth`;
      const right = md5(
        `${md5(`alice:SabreDAV:${password}`)}:${turn}:${md5(`${asked.method}:${asked.path}`)}`,
      );
      if (given['nonce'] === wanted && given['response'] === right) return { body: multistatus(token('t')) };
      const challenge = `Digest realm="SabreDAV",qop="auth",nonce="${wanted}",opaque="o"`;
      return { status: 401, headers: { 'www-authenticate': challenge }, body: 'no' };
    });
    open.push(() => odd.close());
    return odd;
  }

  test('gets it, from the second request on without being asked', async () => {
    const { remote, server } = await sabre(() => 'n1');
    for (let i = 0; i < 3; i += 1) expect(await changes(remote, 't')).toMatchObject({ kind: 'page' });
    expect(server.asked).toHaveLength(4);
    expect(server.asked[0]?.authorization).toMatch(/^Basic /);
    expect(server.asked[3]?.authorization).toMatch(/^Digest .*nc=00000003/);
  });

  test('may change its nonce at any time', async () => {
    let current = 'n1';
    const { remote, server } = await sabre(() => current);
    await changes(remote, 't');
    current = 'n2';
    expect(await changes(remote, 't')).toMatchObject({ kind: 'page' });
    expect(server.asked).toHaveLength(4);
  });

  test('says no to a wrong password once, not for ever', async () => {
    const { remote, server } = await sabre(() => 'n1', 'another');
    expect(await failure(changes(remote, 't'))).toMatchObject({ kind: 'unauthorized' });
    expect(server.asked).toHaveLength(2);
    // The riddle is known now, and answered at once: there is nothing more to try.
    expect(await failure(changes(remote, 't'))).toMatchObject({ kind: 'unauthorized' });
    expect(server.asked).toHaveLength(3);
    let nonce = 0;
    const moving = await sabre(() => `n${(nonce += 1)}`, 'another');
    expect(await failure(changes(moving.remote, 't'))).toMatchObject({ kind: 'unauthorized' });
    expect(moving.server.asked).toHaveLength(2);
  });

  test('gets nothing from somebody who asks without a name', async () => {
    const { http, server } = await sabre(() => 'n1');
    const asked = {
      method: 'GET',
      url: server.origin,
      anonymous: true,
      signal: new AbortController().signal,
    };
    expect(await failure(http.send(asked))).toMatchObject({ kind: 'unauthorized' });
    expect(server.asked.map((a) => a.authorization)).toEqual([undefined]);
  });
});

import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTls, UntrustedCertificate, type Anchor } from '../../wire/tls.ts';
import { issueCertificate, makeAuthority, type Authority } from '../support/certificates.ts';
import { expiredCertificate, selfSignedCertificate, type KeyPair } from '../support/odd-certificates.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';

const HOST = 'cal.example.test';
let scratch: Scratch;
let authority: Authority;
let good: KeyPair;
const servers: Server[] = [];

beforeAll(async () => {
  scratch = await makeScratch('tls');
  authority = await makeAuthority(scratch.dir);
  const { keyFile, chainFile } = await issueCertificate(authority, HOST);
  good = { key: await readFile(keyFile, 'utf8'), cert: await readFile(chainFile, 'utf8') };
});
afterAll(() => scratch.remove());
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(pair: KeyPair, heard: string[] = []): Promise<number> {
  const server = createServer({ ...pair, ALPNProtocols: ['xmpp-client'] }, (socket) => {
    socket.on('error', () => {}).on('data', (data) => heard.push(String(data)));
  });
  server.on('tlsClientError', () => {});
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A listening TCP server's address is never a string.
  return (server.address() as AddressInfo).port;
}

function anchorFrom(pem: string, isAuthority: boolean): Anchor {
  return { fingerprint: new X509Certificate(pem).fingerprint256, pem, isAuthority };
}

async function outcome(
  pair: KeyPair,
  anchors: readonly Anchor[],
  servername = HOST,
): Promise<UntrustedCertificate | 'accepted'> {
  const port = await listen(pair);
  try {
    const socket = await openTls({ servername, host: '127.0.0.1', port, anchors });
    socket.destroy();
    return 'accepted';
  } catch (error) {
    if (error instanceof UntrustedCertificate) return error;
    throw error;
  }
}

describe('a certificate of an unknown authority', () => {
  test('is refused, and its authority is offered to be trusted', async () => {
    const refused = await outcome(good, []);
    const leaf = new X509Certificate(good.cert);
    const top = new X509Certificate(authority.ca);
    expect(refused).toMatchObject({
      host: HOST,
      reason: 'SELF_SIGNED_CERT_IN_CHAIN',
      subject: HOST,
      issuer: 'Belfry test authority',
      fingerprint: leaf.fingerprint256,
      validUntil: Date.parse(leaf.validTo),
      anchor: { fingerprint: top.fingerprint256, isAuthority: true },
    });
    expect(refused !== 'accepted' && new X509Certificate(refused.anchor.pem).fingerprint256).toBe(
      top.fingerprint256,
    );
  });

  test('is accepted once its authority is, and so is the next certificate of that authority', async () => {
    const anchors = [anchorFrom(authority.ca, true)];
    expect(await outcome(good, anchors)).toBe('accepted');
    expect(await outcome(good, anchors, `www.${HOST}`)).toBe('accepted');
  });

  test('for another name is refused although the authority is trusted, and offers only itself', async () => {
    const refused = await outcome(good, [anchorFrom(authority.ca, true)], 'other.example.test');
    expect(refused).toMatchObject({
      host: 'other.example.test',
      reason: 'ERR_TLS_CERT_ALTNAME_INVALID',
      anchor: { fingerprint: new X509Certificate(good.cert).fingerprint256, isAuthority: false },
    });
  });

  test('that expired is refused although the authority is trusted, and offers only itself', async () => {
    const expired = await expiredCertificate(authority, HOST);
    const refused = await outcome(expired, [anchorFrom(authority.ca, true)]);
    expect(refused).toMatchObject({ reason: 'CERT_HAS_EXPIRED', anchor: { isAuthority: false } });
    expect(await outcome(expired, [refused === 'accepted' ? anchorFrom('', false) : refused.anchor])).toBe(
      'accepted',
    );
  });

  test('without its authority in the chain offers only itself', async () => {
    const alone = { ...good, cert: good.cert.split(/(?<=-----END CERTIFICATE-----\n)/)[0] ?? '' };
    expect(await outcome(alone, [])).toMatchObject({
      reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      anchor: { isAuthority: false },
    });
  });

  test('of one account is not trusted because another authority is', async () => {
    const dir = join(scratch.dir, 'other');
    await mkdir(dir);
    const other = await makeAuthority(dir, 'Another authority');
    expect(await outcome(good, [anchorFrom(other.ca, true)])).toBeInstanceOf(UntrustedCertificate);
  });
});

describe('what is trusted', () => {
  test('is judged anew for each set of authorities, however many there are', async () => {
    const others: Anchor[] = [];
    for (let i = 0; i < 9; i += 1) {
      const dir = join(scratch.dir, `set-${i}`);
      await mkdir(dir);
      others.push(anchorFrom((await makeAuthority(dir, `Authority ${i}`)).ca, true));
    }
    const own = anchorFrom(authority.ca, true);
    for (let round = 0; round < 2; round += 1) {
      expect(await outcome(good, [own])).toBe('accepted');
      for (const other of others) expect(await outcome(good, [other])).toBeInstanceOf(UntrustedCertificate);
      expect(await outcome(good, [...others, own])).toBe('accepted');
    }
  });
});

describe('a certificate that signs itself', () => {
  test('is refused and offers itself; pinned, exactly it is accepted', async () => {
    const self = await selfSignedCertificate(scratch.dir, HOST);
    const refused = await outcome(self, []);
    expect(refused).toMatchObject({ reason: 'DEPTH_ZERO_SELF_SIGNED_CERT', anchor: { isAuthority: false } });
    const pinned = [anchorFrom(self.cert, false)];
    expect(await outcome(self, pinned)).toBe('accepted');
    expect(await outcome(good, pinned)).toBeInstanceOf(UntrustedCertificate);
  });
});

describe('a connection', () => {
  test('to a numeric address is judged by the addresses in the certificate', async () => {
    const anchors = [anchorFrom(authority.ca, true)];
    expect(await outcome(good, anchors, '127.0.0.1')).toBe('accepted');
    const self = await selfSignedCertificate(scratch.dir, HOST);
    expect(await outcome(self, [anchorFrom(self.cert, true)], '127.0.0.1')).toBeInstanceOf(
      UntrustedCertificate,
    );
  });

  test('negotiates the protocol it was asked to', async () => {
    const port = await listen(good);
    const anchors = [anchorFrom(authority.ca, true)];
    const socket = await openTls({
      servername: HOST,
      host: '127.0.0.1',
      port,
      anchors,
      alpn: ['xmpp-client'],
    });
    expect(socket.alpnProtocol).toBe('xmpp-client');
    socket.destroy();
  });

  test('that is refused sends nothing', async () => {
    const heard: string[] = [];
    const port = await listen(good, heard);
    await expect(openTls({ servername: HOST, host: '127.0.0.1', port, anchors: [] })).rejects.toThrow(
      'not trusted',
    );
    expect(heard).toEqual([]);
  });

  test('that is called off ends, before or during the handshake', async () => {
    const controller = new AbortController();
    const { createServer: plain } = await import('node:net');
    const silent = plain((socket) => void socket.on('error', () => {}));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const port = (silent.address() as AddressInfo).port;
    const opening = openTls({
      servername: HOST,
      host: '127.0.0.1',
      port,
      anchors: [],
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 50);
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    expect(() =>
      openTls({ servername: HOST, host: '127.0.0.1', port, anchors: [], signal: controller.signal }),
    ).toThrow();
    silent.close();
  });

  test('outlives the time limit it was opened under', async () => {
    const port = await listen(good);
    const controller = new AbortController();
    const anchors = [anchorFrom(authority.ca, true)];
    const socket: TLSSocket = await openTls({
      servername: HOST,
      host: '127.0.0.1',
      port,
      anchors,
      signal: controller.signal,
    });
    controller.abort();
    await new Promise((done) => setTimeout(done, 50));
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test('to a server that speaks no TLS, or hangs up, fails with the socket error', async () => {
    const { createServer: plain } = await import('node:net');
    for (const greet of ['SSH-2.0-OpenSSH_9.2\r\n', '']) {
      const server = plain((socket) => {
        socket.on('error', () => {});
        if (greet) socket.write(greet);
        else socket.destroy();
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const port = (server.address() as AddressInfo).port;
      const failure = await openTls({ servername: HOST, host: '127.0.0.1', port, anchors: [] }).catch(
        (e: unknown) => e,
      );
      expect(failure).toBeInstanceOf(Error);
      expect(failure).not.toBeInstanceOf(UntrustedCertificate);
      server.close();
    }
  });
});

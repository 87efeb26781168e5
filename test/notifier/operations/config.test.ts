import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../notifier/operations/config.ts';
import { issueCertificate, makeAuthority } from '../../support/certificates.ts';
import type { Authority } from '../../support/certificates.ts';

let dir: string;
let authority: Authority;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belfry-config-'));
  authority = await makeAuthority(dir);
  await issueCertificate(authority, 'localhost');
  writeFileSync(join(dir, 'key'), `${'k'.repeat(40)}\n`);
  writeFileSync(join(dir, 'password'), 'from a file\n');
  writeFileSync(join(dir, 'empty'), '\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

const SECRET = 'a password nobody must see';
const KEY = 'a server key of more than 32 characters';
const LEAST = {
  upstream: 'http://127.0.0.1:5232',
  serverKey: KEY,
  xmpp: { domain: 'example.org', username: 'publisher', password: SECRET },
};

function read(value: unknown) {
  const file = join(dir, 'notifier.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return readConfig(file);
}

function mistakes(value: unknown): readonly string[] {
  try {
    read(value);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).not.toContain(SECRET);
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

test('the least one has to say is upstream, key and account; the rest follows', () => {
  const config = read(LEAST);
  expect(config).toMatchObject({
    listen: { host: '127.0.0.1', port: 0 },
    upstream: { ca: null },
    serverKey: KEY,
    xmpp: { host: 'example.org', port: null, service: 'pubsub.example.org', anchors: [] },
    memberDomain: 'example.org',
    stateFile: null,
    heartbeatMinutes: 30,
    coalesce: { shortest: 2_000, longest: 3_000 },
    advertise: { host: 'example.org', port: null, service: 'pubsub.example.org' },
  });
  expect(config.upstream.url.href).toBe('http://127.0.0.1:5232/');
});

test('the file of who wrote what is named beside the configuration', () => {
  expect(read({ ...LEAST, stateFile: 'authors.json' }).stateFile).toBe(join(dir, 'authors.json'));
  expect(read({ ...LEAST, stateFile: '/var/lib/belfry/authors.json' }).stateFile).toBe(
    '/var/lib/belfry/authors.json',
  );
  expect(mistakes({ ...LEAST, stateFile: '' })).toEqual(['stateFile: must be a text that is not empty']);
});

test('everything can be said, secrets in files beside it', () => {
  const config = read({
    listen: { host: '::1', port: 8008 },
    upstream: 'https://cal.example.org/dav/',
    upstreamCaFile: authority.caFile,
    serverKeyFile: 'key',
    xmpp: {
      domain: 'example.org',
      host: '10.0.0.1',
      port: 5223,
      username: 'publisher',
      passwordFile: './password',
      service: 'push.example.org',
      caFile: authority.caFile,
    },
    memberDomain: 'people.example.org',
    heartbeatMinutes: 10,
    coalesce: { minMs: 0, maxMs: 10 },
    advertise: { host: 'xmpp.example.org', port: 5222, service: 'pubsub.x' },
  });
  expect(config.serverKey).toBe('k'.repeat(40));
  expect(config.xmpp.password).toBe('from a file');
  expect(config.xmpp.anchors).toMatchObject([
    { isAuthority: true, fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}/) },
  ]);
  expect(config.upstream.ca).toContain('BEGIN CERTIFICATE');
  expect(config.advertise).toEqual({ host: 'xmpp.example.org', port: 5222, service: 'pubsub.x' });
});

test.each([
  ['a file that cannot be used', () => ['--config', join(dir, 'nowhere.json')], 'the file cannot be read'],
  ['no file', () => [], '--config FILE is missing'],
  ['an option it does not know', () => ['--verbose'], "Unknown option '--verbose'"],
])('the program given %s ends with 2 and one sentence', (_, args, sentence) => {
  const { status, stderr } = spawnSync(process.execPath, ['notifier/index.ts', ...args()], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
});

test('the server key may name its file', () => {
  expect(read({ ...LEAST, serverKey: join(dir, 'key') }).serverKey).toBe('k'.repeat(40));
  expect(read({ ...LEAST, serverKey: './key' }).serverKey).toBe('k'.repeat(40));
});

describe('a mistake is named, without its value:', () => {
  const xmpp = LEAST.xmpp;
  test.each<readonly [what: string, value: unknown, expected: readonly string[]]>([
    ['not JSON', `{"password": "${SECRET}"`, ['the file is not JSON']],
    [
      'not an object',
      [],
      [
        'the file: must be a JSON object',
        'xmpp.domain: is missing',
        'xmpp.username: is missing',
        'xmpp.password: is missing',
        'upstream: is missing',
        'serverKey: is missing',
      ],
    ],
    [
      'an unknown setting',
      { ...LEAST, pasword: SECRET, xmpp: { ...xmpp, tls: false } },
      ['pasword: is not a known setting', 'xmpp.tls: is not a known setting'],
    ],
    ['a missing upstream', { ...LEAST, upstream: undefined }, ['upstream: is missing']],
    [
      'an upstream that is no URL',
      { ...LEAST, upstream: 'cal.example.org' },
      ['upstream: must be an http or https URL without credentials, query or fragment'],
    ],
    [
      'an upstream with credentials',
      { ...LEAST, upstream: `http://alice:${SECRET}@cal/` },
      ['upstream: must be an http or https URL without credentials, query or fragment'],
    ],
    [
      'a short key',
      { ...LEAST, serverKey: 'short' },
      ['serverKey: must be at least 32 characters of secret (openssl rand -hex 32 makes one)'],
    ],
    [
      'a short key in a file',
      { ...LEAST, serverKey: undefined, serverKeyFile: 'password' },
      ['serverKeyFile: must be at least 32 characters of secret (openssl rand -hex 32 makes one)'],
    ],
    ['a key that is a number', { ...LEAST, serverKey: 12 }, ['serverKey: must be a text that is not empty']],
    [
      'a key file that is not there',
      { ...LEAST, serverKey: undefined, serverKeyFile: 'nowhere' },
      ['serverKeyFile: names a file that cannot be read'],
    ],
    ['no password', { ...LEAST, xmpp: { ...xmpp, password: undefined } }, ['xmpp.password: is missing']],
    [
      'an empty password file',
      { ...LEAST, xmpp: { domain: 'x', username: 'y', passwordFile: 'empty' } },
      ['xmpp.passwordFile: names an empty file'],
    ],
    [
      'a port out of range',
      { ...LEAST, listen: { port: 70_000 } },
      ['listen.port: must be a number from 0 to 65535'],
    ],
    [
      'a port as text',
      { ...LEAST, xmpp: { ...xmpp, port: '5222' } },
      ['xmpp.port: must be a number from 1 to 65535'],
    ],
    [
      'a host with a port',
      { ...LEAST, xmpp: { ...xmpp, host: 'x:5222' } },
      ['xmpp.host: must be a host name without port or path'],
    ],
    [
      'a CA file without certificates',
      { ...LEAST, xmpp: { ...xmpp, caFile: 'key' } },
      ['xmpp.caFile: must name a file with certificates in PEM'],
    ],
    [
      'windows the wrong way round',
      { ...LEAST, coalesce: { minMs: 3_000, maxMs: 1_000 } },
      ['coalesce.maxMs: must not be less than minMs'],
    ],
    [
      'a heartbeat that never beats',
      { ...LEAST, heartbeatMinutes: 0 },
      ['heartbeatMinutes: must be a number from 0.01 to 1440'],
    ],
    ['a list for an object', { ...LEAST, listen: [1] }, ['listen: must be a JSON object']],
  ])('%s', (_, value, expected) => {
    expect(mistakes(value)).toEqual(expected);
  });

  test('two passwords', () => {
    expect(mistakes({ ...LEAST, xmpp: { ...xmpp, passwordFile: 'password' } })).toEqual([
      'xmpp.password: is given twice, once as a file',
    ]);
  });

  test('no file at all', () => {
    expect(() => readConfig(join(dir, 'nowhere.json'))).toThrow('the file cannot be read');
  });
});

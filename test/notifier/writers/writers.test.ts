import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProxy } from '../../../notifier/front/proxy.ts';
import { startWriters } from '../../../notifier/writers/writers.ts';
import { readUpdatedBy } from '../../../protocol/updated-by.ts';
import { foundProperties, readMultistatus } from '../../../wire/multistatus.ts';
import { basicCredentials } from '../../support/basic-gate.ts';
import { sleep, until } from '../../support/patience.ts';

const CS = 'http://calendarserver.org/ns/';
const PASSWORDS: Readonly<Record<string, string>> = { ana: 'a', ema: 'e', 'ana@example.org': 'a' };
const NAMES: Readonly<Record<string, string>> = { '/p/ana/': 'Ana Novák & Co', '/p/ema/': '' };
const DAY = 86_400_000;

/** How the calendar server behind the notifier behaves. */
interface Server {
  readonly versions: Map<string, string>;
  /** PUT says the ETag it made. */
  tells: boolean;
  /** Everybody may come in, whatever they say. */
  open: boolean;
  /** Everybody's principal, when they have no one of their own. */
  principal: string | null;
  /** What the answer to a report says beside the ETag. */
  more: string;
  /** Requests that were not made by a client: 'PROPFIND /path'. */
  readonly questions: string[];
  /** Awaited before a PUT is done, and before a question is answered. */
  beforePut: (body: string) => Promise<void>;
  beforeQuestion: () => Promise<void>;
  count: number;
}

let server: Server;
let port: number;
let front: number;
let now: number;
let folder: string;
const closers: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  server = {
    versions: new Map(),
    tells: true,
    open: false,
    principal: null,
    more: `<propstat><prop><updated-by xmlns="${CS}"/></prop><status>HTTP/1.1 404 Not Found</status></propstat>`,
    questions: [],
    beforePut: async () => undefined,
    beforeQuestion: async () => undefined,
    count: 0,
  };
  now = Date.UTC(2026, 10, 24, 9);
  folder = mkdtempSync(join(tmpdir(), 'belfry-writers-'));
  port = await listening(http.createServer((request, answer) => void serve(request, answer)));
  front = await startFront();
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  rmSync(folder, { recursive: true });
});

async function listening(one: http.Server): Promise<number> {
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  closers.push(() => {
    one.closeAllConnections();
    return new Promise<void>((resolve) => void one.close(() => resolve()));
  });
  return (one.address() as AddressInfo).port; // a TCP server's address is an object
}

let writers: ReturnType<typeof startWriters>;

async function startFront(stateFile: string | null = null, troubles: string[] = []): Promise<number> {
  const upstream = { url: new URL(`http://127.0.0.1:${port}`), ca: null };
  writers = startWriters({ upstream, stateFile, now: () => now, onTrouble: (what) => troubles.push(what) });
  const mine = writers;
  const proxy = createProxy({
    upstream,
    rewriterFor: (request) => mine.rewriterFor(request),
    onWriting: (sent) => mine.begin(sent),
    onWritten: () => undefined,
    onAnswered: () => undefined,
    ownAnswer: () => false,
    onTrouble: (what) => troubles.push(what),
  });
  closers.push(
    () => proxy.release(),
    () => mine.stop(),
  );
  return listening(proxy.server);
}

async function serve(request: http.IncomingMessage, answer: http.ServerResponse): Promise<void> {
  const { method = '', url: path = '/', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const user = userOf(headers.authorization);
  if (user === null && !server.open) return void answer.writeHead(401).end();
  if (method === 'PUT') return put(path, body, headers['if-match'], answer);
  if (method === 'POST') {
    server.versions.set('/cal/new', '"v0"');
    return void answer.writeHead(201, { location: `http://cal.example.org/cal/new` }).end();
  }
  if (method === 'DELETE') {
    server.versions.delete(path);
    return void answer.writeHead(204).end();
  }
  if (method === 'MOVE') {
    const goal = new URL(headers['destination'] as string).pathname; // the tests send one
    server.versions.set(goal, server.versions.get(path) ?? '');
    server.versions.delete(path);
    return void answer.writeHead(201).end();
  }
  if (method === 'PROPFIND' && !body.includes('updated-by')) {
    server.questions.push(`${method} ${path}`);
    await server.beforeQuestion();
  }
  multistatus(answer, body.includes('updated-by') ? reported(body, path) : answered(path, user));
}

async function put(
  path: string,
  body: string,
  match: string | undefined,
  answer: http.ServerResponse,
): Promise<void> {
  const version = server.versions.get(path);
  if (match !== undefined && match !== version) return void answer.writeHead(412).end();
  if (body === 'refused inside') return multistatus(answer, '');
  await server.beforePut(body);
  const etag = body === 'same' && version !== undefined ? version : `"v${(server.count += 1)}"`;
  server.versions.set(path, etag);
  answer.writeHead(version === undefined ? 201 : 204, server.tells ? { etag } : {}).end();
}

function userOf(authorization = ''): string | null {
  if (authorization === 'Bearer good') return 'ana';
  if (authorization.startsWith('Digest ')) return /username="(\w+)"/.exec(authorization)?.[1] ?? null;
  const [user = '', password] = Buffer.from(authorization.slice(6), 'base64').toString().split(':');
  return PASSWORDS[user] === password && password !== undefined ? user : null;
}

function multistatus(answer: http.ServerResponse, inner: string): void {
  answer.writeHead(207, { 'content-type': 'application/xml; charset=utf-8' });
  answer.end(`<?xml version="1.0"?><multistatus xmlns="DAV:">${inner}</multistatus>`);
}

const ok = (prop: string) => `<propstat><prop>${prop}</prop><status>HTTP/1.1 200 OK</status></propstat>`;
const response = (path: string, inner: string) => `<response><href>${path}</href>${inner}</response>`;

function answered(path: string, user: string | null): string {
  const principal = server.principal ?? `/p/${user?.split('@')[0]}/`;
  const who = user === null ? '<unauthenticated/>' : `<href>${principal}</href>`;
  const name = NAMES[path] ? `<displayname>${NAMES[path].replace('&', '&amp;')}</displayname>` : '';
  const etag = server.versions.get(path);
  const version = etag === undefined ? '' : `<getetag>${etag}</getetag>`;
  return response(path, ok(`<current-user-principal>${who}</current-user-principal>${name}${version}`));
}

function reported(body: string, target: string): string {
  const named = [...body.matchAll(/<D:href>([^<]+)</g)].map((m) => m[1] ?? '');
  const paths = named.length > 0 ? named : [target];
  return paths
    .map((path) => {
      const etag = server.versions.get(path);
      if (etag === undefined) return response(path, '<status>HTTP/1.1 404 Not Found</status>');
      return response(path, ok(`<getetag>${etag}</getetag>`) + server.more);
    })
    .join('');
}

const as = (user: string, password = PASSWORDS[user] ?? '') => basicCredentials(user, password);

async function write(
  authorization: string,
  path: string,
  options: { body?: string; method?: string; headers?: Readonly<Record<string, string>>; at?: number } = {},
): Promise<number> {
  const { body = 'x', method = 'PUT', headers = {}, at = front } = options;
  const answer = await fetch(`http://127.0.0.1:${at}${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(method === 'PUT' || method === 'POST' ? { body } : {}),
  });
  await answer.text();
  return answer.status;
}

const multiget = (...paths: readonly string[]): string =>
  `<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:" xmlns:CS="${CS}">` +
  `<D:prop><D:getetag/><CS:updated-by/></D:prop>${paths.map((p) => `<D:href>${p}</D:href>`).join('')}</C:calendar-multiget>`;

async function asked(
  authorization: string,
  body: string,
  { method = 'REPORT', path = '/cal/', at = front } = {},
): Promise<string> {
  const headers = { authorization, depth: '0', 'content-type': 'application/xml' };
  const answer = await fetch(`http://127.0.0.1:${at}${path}`, { method, headers, body });
  return answer.text();
}

/** Who is shown as the writer of this object to this reader: 'NAME PRINCIPAL'; null for nobody. */
async function writerOf(path: string, reader = as('ema'), at = front): Promise<string | null> {
  const text = await asked(reader, multiget(path), { at });
  const [one] = readMultistatus(text).responses;
  const property = one && foundProperties(one).find((p) => p.namespace === CS && p.name === 'updated-by');
  if (!property) return null;
  const { name, principal } = readUpdatedBy(property);
  return `${name} ${principal}`.trim();
}

const ANA = 'Ana Novák & Co /p/ana/';

describe('who wrote', () => {
  test('is shown with name and principal, in the place of what the server did not know', async () => {
    await write(as('ana'), '/cal/a');
    const text = await asked(as('ema'), multiget('/cal/a'));
    expect(text).toBe(
      '<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/cal/a</href><propstat><prop><getetag>"v1"</getetag>' +
        `<CS:updated-by xmlns:CS="${CS}"><href xmlns="DAV:">/p/ana/</href><CS:first-name>Ana Novák &amp; Co</CS:first-name>` +
        '<CS:dtstamp>20261124T090000Z</CS:dtstamp></CS:updated-by></prop><status>HTTP/1.1 200 OK</status></propstat>' +
        '</response></multistatus>',
    );
  });

  test('is whoever wrote last, and nobody after a write behind the notifier’s back', async () => {
    await write(as('ana'), '/cal/a');
    expect(await writerOf('/cal/a')).toBe(ANA);
    await write(as('ema'), '/cal/a');
    expect(await writerOf('/cal/a')).toBe('ema /p/ema/');
    server.versions.set('/cal/a', '"behind"');
    expect(await writerOf('/cal/a')).toBeNull();
  });

  test('is known of one spelling of a path for all, and of weak and bare ETags', async () => {
    await write(as('ana'), '/cal/a%40b');
    server.versions.set('/cal/a@b', 'W/"v1"');
    expect(await writerOf('/cal/a@b')).toBe(ANA);
    server.versions.set('/cal/a@b', 'v1');
    expect(await writerOf('/cal/a@b')).toBe(ANA);
  });

  test('stays who made a version when another write changes nothing', async () => {
    await write(as('ana'), '/cal/a');
    await write(as('ema'), '/cal/a', { body: 'same' });
    expect(await writerOf('/cal/a')).toBe(ANA);
  });

  test('is forgotten with the object, after a week, and moves along', async () => {
    await write(as('ana'), '/cal/a');
    await write(as('ema'), '/cal/a', {
      method: 'MOVE',
      headers: { destination: 'http://cal.example.org/cal/b' },
    });
    expect(await writerOf('/cal/b')).toBe('ema /p/ema/');
    now += 7 * DAY;
    expect(await writerOf('/cal/b')).toBeNull();
    await write(as('ana'), '/cal/c');
    const etag = server.versions.get('/cal/c') ?? '';
    await write(as('ana'), '/cal/c', { method: 'DELETE' });
    server.versions.set('/cal/c', etag);
    expect(await writerOf('/cal/c')).toBeNull();
  });
});

describe('nothing is remembered', () => {
  test('of a write that failed: 412, a refusal inside, a wrong password', async () => {
    await write(as('ema'), '/cal/a');
    expect(await write(as('ana'), '/cal/a', { headers: { 'if-match': '"other"' } })).toBe(412);
    expect(await write(as('ana'), '/cal/a', { body: 'refused inside' })).toBe(207);
    expect(await write(as('ana', 'wrong'), '/cal/a')).toBe(401);
    expect(await writerOf('/cal/a')).toBe('ema /p/ema/');
  });

  test('of a refusal inside, although there is a version that nobody is known to have written', async () => {
    server.versions.set('/cal/a', '"behind"');
    expect(await write(as('ana'), '/cal/a', { body: 'refused inside' })).toBe(207);
    expect(await writerOf('/cal/a')).toBeNull();
    expect(server.questions).toEqual([]);
  });

  test('of one object for another that has a version of the same name', async () => {
    await write(as('ana'), '/cal/a');
    await write(as('ema'), '/cal/b');
    server.versions.set('/cal/a', server.versions.get('/cal/b') ?? '');
    expect(await writerOf('/cal/a')).toBeNull();
    expect(await writerOf('/cal/b')).toBe('ema /p/ema/');
  });

  test('of a name that the server does not look at', async () => {
    server.open = true;
    await write(as('mallory', 'x'), '/cal/a');
    expect(await writerOf('/cal/a', as('ema'))).toBeNull();
  });

  test('of a token whose owner the server does not name', async () => {
    server.open = true;
    await write('Bearer unknown', '/cal/a');
    expect(await writerOf('/cal/a')).toBeNull();
  });
});

describe('a server that does not say the ETag it made', () => {
  test('is asked for it, and whoever reads meanwhile waits for the answer', async () => {
    server.tells = false;
    server.beforeQuestion = () => sleep(50);
    await write(as('ana'), '/cal/a');
    expect(await writerOf('/cal/a')).toBe(ANA);
    expect(server.questions[0]).toBe('PROPFIND /cal/a');
  });

  test('is not believed when somebody else wrote meanwhile', async () => {
    server.tells = false;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    server.beforeQuestion = () => held;
    await write(as('ana'), '/cal/a');
    await until('the question', 1_000, () => server.questions.length > 0);
    await write(as('ema'), '/cal/a', { body: 'later' });
    release();
    // Ema's own write overlapped with nothing: hers is the version that is there.
    expect(await writerOf('/cal/a')).toBe('ema /p/ema/');
  });

  test('is not asked when two wrote at once: nobody knows whose it is', async () => {
    server.tells = false;
    server.beforePut = (body) => sleep(body === 'slow' ? 80 : 0);
    await Promise.all([
      write(as('ana'), '/cal/a', { body: 'slow' }),
      sleep(20).then(() => write(as('ema'), '/cal/a', { body: 'quick' })),
    ]);
    expect(await writerOf('/cal/a')).toBeNull();
  });

  test('says where it put a new member, and is asked there', async () => {
    await write(as('ana'), '/cal/?add-member', { method: 'POST' });
    expect(await writerOf('/cal/new')).toBe(ANA);
  });

  test('is asked nothing with a Digest, which is good for one request', async () => {
    server.tells = false;
    const digest = 'Digest username="ana", response="x"';
    await write(digest, '/cal/a');
    expect(await writerOf('/cal/a')).toBeNull();
    server.tells = true;
    await write(digest, '/cal/a');
    expect(await writerOf('/cal/a')).toBe('ana');
    expect(server.questions.filter((q) => q.endsWith('/cal/a'))).toEqual([]);
  });

  test('keeps no reader waiting for ever', async () => {
    server.tells = false;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    server.beforeQuestion = () => held;
    await write(as('ana'), '/cal/a');
    expect(await writerOf('/cal/a')).toBeNull();
    release();
  });
});

describe('a person', () => {
  test('keeps their name when somebody comes under it with a wrong password to what anybody may read', async () => {
    server.open = true;
    await write(as('ana'), '/cal/a');
    expect(await writerOf('/cal/a')).toBe(ANA);
    now += DAY;
    expect(await writerOf('/cal/a', as('ana', 'wrong'))).toBe(ANA);
    expect(await writerOf('/cal/a')).toBe(ANA);
  });

  test('who shows a token is who the server says', async () => {
    await write('Bearer good', '/cal/a');
    expect(await writerOf('/cal/a')).toBe(ANA);
  });

  test('is asked about once, however much they write', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await write(as('ana'), `/cal/${name}`);
    expect(await writerOf('/cal/d')).toBe(ANA);
    expect(server.questions).toEqual([
      'PROPFIND /cal/a',
      'PROPFIND /p/ana/',
      'PROPFIND /cal/',
      'PROPFIND /p/ema/',
    ]);
  });

  test('sees their own principal, by which they know themselves', async () => {
    await write(as('ana'), '/cal/a');
    expect(await writerOf('/cal/a', as('ana'))).toBe(ANA);
  });

  test('on a server of one principal is shown by user name alone, never as the reader', async () => {
    server.principal = '/p/all/';
    await write(as('ana'), '/cal/a');
    expect(await writerOf('/cal/a', as('ema'))).toBe('ana');
    expect(await writerOf('/cal/a', as('ana'))).toBe('ana /p/all/');
  });
});

describe('an answer', () => {
  test('stays as it is for whoever did not ask by name, or did not say who they are', async () => {
    await write(as('ana'), '/cal/a');
    const plain = multiget('/cal/a').replace('<CS:updated-by/>', '<D:displayname/>');
    expect(await asked(as('ema'), plain)).not.toContain('first-name');
    const other = multiget('/cal/a').replaceAll('CS:updated-by', 'D:updated-by');
    expect(await asked(as('ema'), other)).not.toContain('first-name');
    server.open = true;
    const headers = { depth: '0' };
    const url = `http://127.0.0.1:${front}/cal/`;
    const answer = await fetch(url, { method: 'REPORT', headers, body: multiget('/cal/a') });
    expect(await answer.text()).not.toContain('first-name');
  });

  test('says it in every kind of request for properties', async () => {
    await write(as('ana'), '/cal/a');
    const root = (name: string) => multiget('/cal/a').replaceAll('C:calendar-multiget', name);
    for (const name of ['C:calendar-query', 'D:sync-collection', 'D:propfind'])
      expect(await asked(as('ema'), root(name)), name).toContain('Ana Nov');
    expect(await asked(as('ema'), root('D:propfind'), { method: 'PROPFIND' })).toContain('Ana Nov');
    expect(await asked(as('ema'), root('D:principal-match'))).not.toContain('Ana Nov');
  });

  test('in which the server names the writer, or refuses to, is the server’s', async () => {
    await write(as('ana'), '/cal/a');
    const by = `<created-by xmlns="${CS}"><first-name>Zoe</first-name></created-by>`;
    server.more = ok(by);
    expect(await asked(as('ema'), multiget('/cal/a'))).not.toContain('Ana');
    server.more = `<propstat><prop><updated-by xmlns="${CS}"/></prop><status>HTTP/1.1 403 Forbidden</status></propstat>`;
    expect(await asked(as('ema'), multiget('/cal/a'))).not.toContain('Ana');
  });

  test('names the writer of an ETag in CDATA or with entities', async () => {
    await write(as('ana'), '/cal/a');
    server.versions.set('/cal/a', '<![CDATA["v1"]]>');
    expect(await writerOf('/cal/a')).toBe(ANA);
    server.versions.set('/cal/a', '&quot;v1&#34;');
    expect(await writerOf('/cal/a')).toBe(ANA);
  });

  test('about an object the reader may not see says nothing of it', async () => {
    await write(as('ana'), '/cal/a');
    server.versions.delete('/cal/a');
    expect(await asked(as('ema'), multiget('/cal/a'))).not.toContain('Ana');
  });

  test('to a request for five hundred objects is rewritten like any other', async () => {
    await write(as('ana'), '/cal/a');
    const many = Array.from({ length: 500 }, (_, i) => `/cal/${'long-name-'.repeat(14)}${i}`);
    const body = multiget('/cal/a', ...many);
    expect(body.length).toBeGreaterThan(64 * 1024);
    expect(await asked(as('ema'), body)).toContain('Ana Nov');
  });
});

describe('the state file', () => {
  const file = () => join(folder, 'authors.json');

  test('lets authors outlive a restart, and is for its owner’s eyes', async () => {
    const first = await startFront(file());
    await write(as('ana'), '/cal/a', { at: first });
    await writers.stop();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).not.toContain(PASSWORDS['ana'] ? as('ana').slice(6) : '');
    const second = await startFront(file());
    expect(await writerOf('/cal/a', as('ema'), second)).toBe('ana');
    await write(as('ana'), '/cal/b', { at: second });
    expect(await writerOf('/cal/a', as('ema'), second)).toBe(ANA);
  });

  test('that is damaged or cannot be written is said and done without', async () => {
    writeFileSync(file(), '{"writes": 7');
    const troubles: string[] = [];
    const first = await startFront(file(), troubles);
    await write(as('ana'), '/cal/a', { at: first });
    expect(await writerOf('/cal/a', as('ema'), first)).toBe(ANA);
    expect(troubles).toEqual(['state-unread']);
    const second = await startFront(join(folder, 'missing', 'authors.json'), troubles);
    await write(as('ana'), '/cal/b', { at: second });
    await writers.stop();
    expect(troubles).toEqual(['state-unread', 'state-unsaved']);
  });
});

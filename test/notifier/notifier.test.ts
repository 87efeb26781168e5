import { notifierConfig } from '../support/notifier-config.ts';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeName } from '../../notifier/members/nodes.ts';
import { openState } from '../../notifier/state/sql-state.ts';
import { openSqlite } from '../../notifier/state/sqlite.ts';
import { FakeOwner } from '../support/fake-owner.ts';
import type { Config } from '../../notifier/operations/config.ts';
import { createLog } from '../../notifier/operations/log.ts';
import { startNotifier } from '../../notifier/notifier.ts';
import type { Notifier } from '../../notifier/notifier.ts';
import type { OpenStream } from '../../notifier/pings/publisher.ts';
import { sleep, until } from '../support/patience.ts';

// The whole notifier around a calendar server that takes a while, and an XMPP server that does what it is told.
let upstream: http.Server;
let notifier: Notifier;
let published: string[];
let lines: string[];
let opened: number;
let isSilent: boolean;
let service: FakeOwner;
let scratch: string;

beforeEach(async () => {
  published = [];
  lines = [];
  opened = 0;
  isSilent = false;
  service = new FakeOwner();
  service.onAsk = (what) => {
    if (!what.startsWith('publish ')) return;
    if (isSilent) throw new Error('no answer in 20000 ms');
    published.push(what);
  };
  scratch = await mkdtemp(join(tmpdir(), 'belfry-notifier-'));
  await readBy('d-bob@x', '/a/b/', '/a/d/');
  upstream = http.createServer((request, answer) => {
    const wait = Number(request.headers['x-wait'] ?? 0);
    request.resume().on('end', () => setTimeout(() => answer.writeHead(204).end(), wait));
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo; // a TCP server's address is an object
  notifier = await startNotifier(configFor(port), {
    log: createLog((line) => lines.push(line), 'k'),
    random: () => 0.5,
    open,
  });
});
afterEach(async () => {
  await notifier.stop();
  upstream.closeAllConnections();
  upstream.close();
  await rm(scratch, { recursive: true });
});

/** Somebody enrolled for these calendars before the notifier started. */
async function readBy(jid: string, ...paths: readonly string[]): Promise<void> {
  const state = await openState(() => openSqlite(join(scratch, 'state.sqlite')));
  const nodes = paths.map((id) => ({
    kind: 'c' as const,
    id,
    epoch: 0,
    node: nodeName('k'.repeat(40), 'c', id),
  }));
  await state.grant(
    nodes,
    nodes.map(({ node }) => ({ node, jid, reader: 'u:bob', until: Date.now() + 3_600_000 })),
  );
  await state.close();
}

async function open(): Promise<OpenStream> {
  opened++;
  let end: (error: null) => void = () => undefined;
  const closed = new Promise<null>((resolve) => (end = resolve));
  return {
    closed,
    close: async () => end(null),
    service,
  };
}

function configFor(port: number): Config {
  return notifierConfig(`http://127.0.0.1:${port}`, {
    state: { file: join(scratch, 'state.sqlite') },
    coalesce: { shortest: 60_000, longest: 60_000 },
  });
}

const put = (path: string, wait = 0) =>
  fetch(`http://127.0.0.1:${notifier.port}${path}`, {
    method: 'PUT',
    body: 'x',
    headers: { 'x-wait': String(wait) },
  });

describe('the notifier', () => {
  test('beats once at the start', async () => {
    await until('the first beat', 1_000, () => published.length > 0);
    await sleep(50);
    expect(published).toHaveLength(1);
  });

  test('when told to stop, finishes what is under way, sends what is owed, and takes no more', async () => {
    await until('the first beat', 1_000, () => published.length > 0);
    await put('/a/b/c');
    await put('/a/b/c');
    expect(published).toHaveLength(2);
    const slow = put('/a/d/e', 400);
    await sleep(100);
    const stopping = notifier.stop();
    await sleep(50);
    await expect(put('/a/b/c')).rejects.toThrow('');
    expect((await slow).status).toBe(204);
    await stopping;
    expect(published).toHaveLength(4);
  });

  test('does not wait longer than 5 s for a request that does not end', { timeout: 10_000 }, async () => {
    const endless = put('/a/b/c', 60_000).catch(() => 'cut');
    await sleep(100);
    const started = performance.now();
    await notifier.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await endless).toBe('cut');
  });

  test('takes a silent XMPP server for a lost one, and sends what is owed over the next stream', async () => {
    await until('the first beat', 1_000, () => published.length > 0);
    isSilent = true;
    await put('/a/b/c');
    await sleep(20);
    isSilent = false;
    await until('the ping', 2_000, () => published.length === 2);
    expect(opened).toBe(2);
    expect(lines.some((l) => l.includes('"scope":"ping-owed"'))).toBe(true);
    expect(lines.join('')).not.toContain('/a/b/');
  });
});

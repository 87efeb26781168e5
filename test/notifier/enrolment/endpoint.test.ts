// Tickets, from the answer that carries one to the device it lets in; and what no door may let through.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enrolmentEndpoint } from '../../../notifier/enrolment/endpoint.ts';
import { createThrottle } from '../../../notifier/enrolment/throttle.ts';
import { createTickets, type Tickets } from '../../../notifier/enrolment/tickets.ts';
import { keyOf, wordOf } from '../../../notifier/members/keys.ts';
import { Offline } from '../../../notifier/members/owner.ts';
import { ENROLMENT_TYPE, writeEnrolmentRequest } from '../../../protocol/enrolment.ts';
import { IqError } from '../../../wire/iq.ts';

const WORK = keyOf({ kind: 'collection', path: '/alice/work/' });
const DEVICE = 'device-of-alice-01';

let server: http.Server;
let tickets: Tickets;
let now: number;
let granted: string[];
let learnt: string[];
let failure: Error | null;
let patience: number;

beforeEach(async () => {
  [now, granted, learnt, failure, patience] = [0, [], [], null, 1_000];
  tickets = createTickets('k'.repeat(32), () => now);
  const answers = enrolmentEndpoint({
    enrolments: {
      async enrol({ reader, device, readable }) {
        if (failure) throw failure;
        if (patience < 1_000) await new Promise(() => {});
        granted.push(`${reader} ${device} ${[...readable.values()].map(wordOf).join()}`);
        const nodes = new Map([...readable.keys()].map((href) => [href, 'bf1-x']));
        const heartbeat = { node: 'bf1-b', minutes: 30 };
        return { jid: 'd@x', secret: 's', expires: 2, renewAfter: 1, service: 'pubsub.x', heartbeat, nodes };
      },
      leave: async ({ device }) => void granted.push(`left ${device}`),
    },
    questions: {
      inquire: () => Promise.reject(new Error('nobody is to be asked')),
      ask: async () => null,
      stop: () => undefined,
    },
    tickets,
    attempts: createThrottle({ burst: 30, interval: 1_000 }, () => now),
    failures: createThrottle({ burst: 3, interval: 1_000 }, () => now),
    onEnrolled: (who, authorization) => learnt.push(`${who.device} ${authorization}`),
    onRefused: () => undefined,
    get patience() {
      return patience;
    },
  });
  server = http.createServer((request, answer) => {
    if (!answers(request, answer)) answer.writeHead(418).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function send(ticket: string | null, options: { method?: string; path?: string; body?: string } = {}) {
  const { method = 'POST', path = '/.belfry/enrol' } = options;
  const { port } = server.address() as AddressInfo;
  const body =
    options.body ?? writeEnrolmentRequest({ device: DEVICE, ticket, hrefs: ['/alice/work', '/bob/'] });
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': ENROLMENT_TYPE },
    body,
  });
}

const issued = () => tickets.issue({ reader: 'u:alice', keys: [WORK] });

test('a ticket opens what it was given for, and nothing beside; no credentials are remembered', async () => {
  const answer = await send(issued());
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('content-type')).toContain(ENROLMENT_TYPE);
  expect(granted).toEqual([`u:alice ${DEVICE} c /alice/work/`]);
  expect(learnt).toEqual([`${DEVICE} `]);
});

test('a ticket that is too old or not ours opens nothing', async () => {
  const old = issued();
  now = 600_000;
  expect([(await send(old)).status, (await send('forged')).status]).toEqual([403, 403]);
  expect(granted).toEqual([]);
});

test('a device leaves by ticket, too', async () => {
  expect((await send(issued(), { method: 'DELETE' })).status).toBe(204);
  expect(granted).toEqual([`left ${DEVICE}`]);
});

test.each([
  ['without a stream', new Offline(), 503],
  ['that the XMPP server refuses', new IqError('forbidden', 'auth'), 502],
])('a grant %s is no refusal of who asks', async (_, error, status) => {
  failure = error;
  expect((await send(issued())).status).toBe(status);
});

test('a grant that takes too long is answered all the same', async () => {
  patience = 50;
  const answer = await send(issued());
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
});

test.each([
  ['no XML', 'enrol me', 400],
  ['a DTD', '<!DOCTYPE enrol [<!ENTITY a "b">]><enrol xmlns="urn:belfry:v1"/>', 400],
  ['another document', '<propfind xmlns="DAV:"/>', 400],
  ['more than is read', ' '.repeat(1_100_000), 413],
])('%s: %s... is answered with %i', async (_, body, status) => {
  expect((await send(null, { body })).status).toBe(status);
});

test('whatever is another path belongs to the calendar server', async () => {
  for (const path of ['/.belfry/enrol/', '/.belfry/', '/x/.belfry/enrol'])
    expect((await send(null, { path })).status).toBe(418);
  expect((await send(issued(), { path: '/.belfry/enrol?x=1' })).status).toBe(200);
});

test('who guesses waits sooner than who enrols, and is let in again', async () => {
  const statuses = async (count: number, ticket: string) => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push((await send(ticket)).status);
    return all;
  };
  expect(await statuses(4, issued())).toEqual([200, 200, 200, 200]);
  expect(await statuses(4, 'forged')).toEqual([403, 403, 403, 429]);
  now += 1_000;
  expect(await statuses(2, issued())).toEqual([200, 200]);
});

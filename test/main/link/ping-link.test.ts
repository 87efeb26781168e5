import xml from '@xmpp/xml';
import { describe, expect, test } from 'vitest';
import type { PingSource, PushAddress } from '../../../main/core/sync/link-ports.ts';
import { pingLinks } from '../../../main/link/ping-link.ts';
import type { ProxyFor } from '../../../main/link/sign-in.ts';
import { IqError, NoAnswer } from '../../../wire/iq.ts';
import { ServerRefusal } from '../../../wire/server-refusal.ts';
import { ChannelError } from '../../../wire/xmpp-channel.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { eventMessage, FakeStreams, SERVICE } from '../../support/fake-streams.ts';
import { QuietLog } from '../../support/quiet-log.ts';

const alice = 'alice@example.org';
const PRESENCE = '<presence><priority>0</priority></presence>';
const word = (condition: string) => new ServerRefusal(xml('error', {}, xml(condition)));

const address: PushAddress = {
  transport: { host: 'example.org', port: null, service: SERVICE, homeNode: 'bf1-home', heartbeat: null },
  access: { credentials: { username: 'alice', password: 'a-secret' }, trusted: [] },
  user: 'alice',
  resource: 'belfry-1',
};

interface Bench {
  readonly link: PingSource;
  readonly net: FakeStreams;
  readonly clock: FakeClock;
  readonly said: string[];
}

function bench(proxyFor: ProxyFor = async () => null): Bench {
  const said: string[] = [];
  const clock = new FakeClock();
  const net = new FakeStreams();
  net.service.add(alice, 'bf1-home', 'bf1-a', 'bf1-b');
  const link = pingLinks(clock, new QuietLog(), proxyFor, { open: net.open })(address, {
    onPing: (node) => said.push(`ping ${node}`),
    onEnded: (node) => said.push(`ended ${node}`),
    onListening: () => said.push('listening'),
    onStatus: ({ at }) => said.push(`is ${at}`),
    onUntrusted: () => said.push('untrusted'),
  });
  return { link, net, clock, said };
}

async function listening(nodes: readonly string[] = ['bf1-home', 'bf1-a']): Promise<Bench> {
  const b = bench();
  b.link.watch(nodes);
  b.link.start();
  await settle();
  expect(b.link.status.at).toBe('listening');
  b.said.length = 0;
  b.net.service.asked.length = 0;
  return b;
}

/** The connection breaks, and the wait for the next attempt is over. */
async function cutAndBack({ net, clock, link }: Bench): Promise<void> {
  net.last.break();
  await settle();
  expect(link.status.at).toBe('waiting');
  await clock.advance(6_000);
}

describe('a fresh session', () => {
  test('is present once, subscribes, and only then is said to listen', async () => {
    const b = bench();
    b.link.watch(['bf1-home', 'bf1-a']);
    b.link.start();
    expect(b.link.connection).toBeNull();
    await settle();
    expect(b.net.last.sent).toEqual([PRESENCE]);
    expect(b.net.service.asked).toEqual(['list', 'subscribe bf1-home', 'subscribe bf1-a']);
    expect(b.said).toEqual(['is connecting', 'listening', 'is listening']);
    expect(b.link.connection).toEqual({
      since: b.clock.now(),
      server: 'xmpp.example.org:5222',
      tls: 'TLSv1.3',
      direct: true,
      mechanism: 'SCRAM-SHA-256',
      resumable: true,
    });
  });

  test('asks the server after a minute of silence, and gives up 20 s later', async () => {
    const { net } = await listening();
    const { idle, patience } = net.attempts[0]?.keepAlive ?? { idle: Infinity, patience: Infinity };
    expect(idle).toBe(60_000);
    expect(idle + patience).toBeLessThan(90_000);
  });

  test('goes through the proxy of this computer', async () => {
    const proxy = { host: 'proxy.example.org', port: 3128, authorization: null };
    const b = bench(async () => proxy);
    b.link.start();
    await settle();
    expect(b.net.attempts[0]).toMatchObject({ proxy, resume: null });
  });
});

describe('an attempt that fails', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });
  test.each<[string, Error, object]>([
    ['no such host', withCode('ENOTFOUND'), { at: 'waiting', because: 'offline' }],
    ['nobody listens', withCode('ECONNREFUSED'), { at: 'waiting', because: 'offline' }],
    ['no answer', new NoAnswer('example.org', 1), { at: 'waiting', because: 'offline' }],
    ['no encryption', new ChannelError('stripped'), { at: 'waiting', because: 'protocol' }],
    ['a proxy that refuses', new ChannelError('403'), { at: 'waiting', because: 'protocol' }],
    ['the backend is down', word('temporary-auth-failure'), { at: 'waiting', because: 'offline' }],
    ['the resource is taken', new IqError('conflict', null), { at: 'waiting', because: 'offline' }],
    ['the password is wrong', word('not-authorized'), { at: 'refused', because: 'unauthorized' }],
  ])('(%s) waits or rests, and never more than one at a time', async (_, failure, status) => {
    const b = bench();
    b.net.failures.push(failure);
    b.link.start();
    await settle();
    expect(b.link.status).toMatchObject(status);
    expect(b.clock.waits).toHaveLength(b.link.status.at === 'waiting' ? 1 : 0);
    // The network is back, or somebody entered another password: at once.
    b.link.nudge(b.link.status.at === 'waiting' ? 'network' : 'credentials');
    await settle();
    expect(b.link.status.at).toBe('listening');
    expect(b.net.attempts).toHaveLength(2);
  });
});

describe('a session that was cut', () => {
  test('goes on where it was: not present again, nothing subscribed again, but looked again', async () => {
    const b = await listening();
    const since = b.link.connection?.since;
    const left = b.net.last.resumable;
    await cutAndBack(b);
    expect(b.net.attempts[1]?.resume).toEqual(left);
    expect(b.net.last.resumed).toBe(true);
    expect(b.net.last.sent).toEqual([]);
    expect(b.net.service.asked).toEqual([]);
    expect(b.said).toEqual(['is waiting', 'is connecting', 'listening', 'is listening']);
    expect(b.link.connection?.since).toBe(since);
    b.net.last.ping('bf1-a');
    expect(b.said.at(-1)).toBe('ping bf1-a');
  });

  test('keeps in mind what was denied', async () => {
    const b = await listening(['bf1-home', 'bf1-none']);
    await cutAndBack(b);
    expect(b.link.status).toMatchObject({ at: 'listening', denied: ['bf1-none'] });
    expect(b.net.service.asked).toEqual([]);
  });

  test('brings its subscriptions in step when others are wished by then', async () => {
    const b = await listening(['bf1-home', 'bf1-a']);
    b.net.last.break();
    b.link.watch(['bf1-home', 'bf1-b']);
    await settle();
    await b.clock.advance(6_000);
    expect(b.net.last.resumed).toBe(true);
    expect(b.net.service.asked).toEqual(['list', 'subscribe bf1-b', `unsubscribe bf1-a ${alice}`]);
    expect(b.link.status.at).toBe('listening');
  });

  test('before it was in step is brought in step when it goes on', async () => {
    const b = bench();
    b.link.watch(['bf1-home']);
    b.link.start();
    for (let turn = 0; b.net.service.asked.length === 0; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    b.net.last.break();
    await settle();
    expect(b.link.status.at).toBe('waiting');
    b.net.service.asked.length = 0;
    await b.clock.advance(6_000);
    expect(b.net.last.resumed).toBe(true);
    expect(b.net.service.asked).toContain('list');
    expect(b.link.status.at).toBe('listening');
    expect(b.said.filter((line) => line === 'listening')).toHaveLength(1);
  });

  test('and forgotten by the server begins anew, present and subscribed', async () => {
    const b = await listening();
    const since = b.link.connection?.since ?? 0;
    b.net.knowsSession = false;
    await cutAndBack(b);
    expect(b.net.attempts[1]?.resume).not.toBeNull();
    expect(b.net.last.sent).toEqual([PRESENCE]);
    expect(b.net.service.asked).toEqual(['list']);
    expect(b.link.connection?.since).toBeGreaterThan(since);
  });

  test('can be taken up by a later attempt when the next ones reach nobody', async () => {
    const b = await listening();
    const left = b.net.last.resumable;
    b.net.failures.push(new Error('ECONNREFUSED'), new Error('ECONNREFUSED'));
    await cutAndBack(b);
    await b.clock.advance(60_000);
    expect(b.net.attempts.map(({ resume }) => resume)).toEqual([null, left, left, left]);
    expect(b.net.last.resumed).toBe(true);
    expect(b.link.status.at).toBe('listening');
  });

  test('and forgotten is not asked for a second time', async () => {
    const b = await listening();
    b.net.knowsSession = false;
    b.net.canResume = false;
    await cutAndBack(b);
    expect(b.link.connection).toMatchObject({ resumable: false });
    await cutAndBack(b);
    expect(b.net.attempts.map(({ resume }) => resume !== null)).toEqual([false, true, false]);
  });

  test('twice goes on twice', async () => {
    const b = await listening();
    await cutAndBack(b);
    await cutAndBack(b);
    expect(b.net.streams.map(({ resumed }) => resumed)).toEqual([false, true, true]);
    expect(b.net.service.asked).toEqual([]);
  });
});

describe('nothing is taken up again', () => {
  const resumes = ({ net }: Bench) => net.attempts.map(({ resume }) => resume);

  test('after it was stopped', async () => {
    const b = await listening();
    await b.link.stop();
    expect(b.net.last.ending).toBe('closed');
    b.link.start();
    await settle();
    expect(resumes(b)).toEqual([null, null]);
  });

  test('after it broke and was stopped, or slept and was stopped', async () => {
    for (const end of ['break', 'suspend'] as const) {
      const b = await listening();
      if (end === 'break') b.net.last.break();
      else b.link.nudge('suspend');
      await settle();
      await b.link.stop();
      b.link.start();
      await settle();
      expect(resumes(b)).toEqual([null, null]);
    }
  });

  test('with other credentials', async () => {
    const b = await listening();
    b.link.nudge('credentials');
    await settle();
    expect(b.net.streams[0]?.ending).toBe('closed');
    expect(resumes(b)).toEqual([null, null]);
    const c = await listening();
    c.net.last.break();
    await settle();
    c.link.nudge('credentials');
    await settle();
    expect(resumes(c)).toEqual([null, null]);
  });

  test('of a session in which nothing was heard', async () => {
    const b = await listening();
    b.link.nudge('deaf');
    await settle();
    expect(b.net.streams[0]?.ending).toBe('closed');
    expect(resumes(b)).toEqual([null, null]);
    expect(b.net.last.sent).toEqual([PRESENCE]);
    expect(b.net.service.asked).toEqual(['list']);
    expect(b.said).toEqual(['is connecting', 'listening', 'is listening']);
  });

  test('of a session the server ended by its word', async () => {
    const b = await listening();
    b.net.last.dismiss(word('system-shutdown'));
    await settle();
    await b.clock.advance(6_000);
    expect(resumes(b)).toEqual([null, null]);
    expect(b.link.status.at).toBe('listening');
  });

  test('of a session whose service says nothing while the server is there', async () => {
    const b = await listening();
    b.net.service.silent.add('everything');
    b.link.watch(['bf1-home', 'bf1-b']);
    await settle();
    expect(b.link.status).toMatchObject({ at: 'waiting', because: 'offline' });
    expect(b.net.last.ending).toBe('closed');
    b.net.service.silent.clear();
    await b.clock.advance(6_000);
    expect(resumes(b)).toEqual([null, null]);
  });
});

describe('asleep', () => {
  test('it is off without a word to the server, and goes on when it wakes', async () => {
    const b = await listening();
    b.link.nudge('suspend');
    expect(b.link.status.at).toBe('off');
    expect(b.net.last.ending).toBe('cut');
    expect(b.clock.waits).toEqual([]);
    b.clock.jump(120_000);
    b.link.nudge('wake');
    await settle();
    expect(b.net.last.resumed).toBe(true);
    expect(b.said).toEqual(['is off', 'is connecting', 'listening', 'is listening']);
  });

  test('in the middle of an attempt, that one is called off', async () => {
    const b = bench();
    b.net.isHeld = true;
    b.link.start();
    await settle();
    b.link.nudge('suspend');
    expect(b.net.attempts[0]?.signal.aborted).toBe(true);
    b.net.letIn();
    await settle();
    expect(b.link.status.at).toBe('off');
    expect(b.net.last.ending).toBe('closed');
  });
});

describe('woken up, or on another network', () => {
  test.each(['wake', 'network'] as const)('(%s) it asks once, for 10 s, and goes on', async (event) => {
    const b = await listening();
    b.link.nudge(event);
    b.link.nudge('network');
    expect(b.link.status.at).toBe('probing');
    await settle();
    expect(b.net.last.probes).toEqual([10_000]);
    expect(b.said).toEqual(['is probing', 'is listening']);
  });

  test('and without an answer it connects again at once and goes on with the session', async () => {
    const b = await listening();
    const before = b.net.last;
    before.answersProbes = false;
    b.link.nudge('wake');
    await settle();
    expect(before.ending).toBe('cut');
    expect(b.net.last.resumed).toBe(true);
    expect(b.link.status.at).toBe('listening');
  });
});

describe('an attempt', () => {
  test('that leads nowhere is given up after a minute; what comes of it later is closed and ignored', async () => {
    const b = bench();
    b.net.isHeld = true;
    b.link.start();
    await b.clock.advance(59_999);
    expect(b.link.status.at).toBe('connecting');
    await b.clock.advance(1);
    expect(b.link.status).toMatchObject({ at: 'waiting', attempt: 1, because: 'offline' });
    expect(b.net.attempts[0]?.signal.aborted).toBe(true);
    b.net.letIn();
    await settle();
    expect(b.net.last.ending).toBe('closed');
    expect(b.link.status.at).toBe('waiting');
  });

  test('waits for a proxy no longer than that, and stops at once', async () => {
    const b = bench(() => new Promise(() => {}));
    b.link.start();
    await b.clock.advance(60_000);
    expect(b.link.status.at).toBe('waiting');
    await b.clock.advance(6_000);
    expect(b.link.status.at).toBe('connecting');
    await b.link.stop();
    expect(b.net.attempts).toEqual([]);
  });

  test('begins when the session before has said goodbye, so that the two do not compete', async () => {
    const b = await listening();
    let goodbye = () => {};
    b.net.last.farewell = new Promise((resolve) => (goodbye = resolve));
    b.link.nudge('deaf');
    await settle();
    expect(b.net.attempts).toHaveLength(1);
    goodbye();
    await settle();
    expect(b.net.attempts).toHaveLength(2);
  });
});

test('a goodbye that fails keeps nobody from beginning anew', async () => {
  const b = await listening();
  b.net.last.farewell = Promise.reject(new Error('EPIPE'));
  b.link.nudge('deaf');
  await settle();
  expect(b.link.status.at).toBe('listening');
  expect(b.net.attempts).toHaveLength(2);
});

test('one timer at most, whatever happens', async () => {
  const b = bench();
  b.link.watch(['bf1-home']);
  const nudges = ['wake', 'network', 'suspend', 'deaf', 'credentials', 'wake', 'network'] as const;
  for (let step = 0; step < 200; step += 1) {
    const nudge = nudges[(step * 5) % nudges.length];
    if (nudge) b.link.nudge(nudge);
    expect(b.clock.waits.length).toBeLessThanOrEqual(1);
    if (step % 3 === 0) b.net.failures.push(new Error('ECONNRESET'));
    if (step % 7 === 0) b.net.streams.at(-1)?.break();
    await b.clock.advance(step * 10);
    expect(b.clock.waits).toHaveLength(['connecting', 'waiting'].includes(b.link.status.at) ? 1 : 0);
  }
  await b.link.stop();
  expect(b.clock.waits).toEqual([]);
});

describe('a conflict', () => {
  test('of the session that is listening rests: nobody wins such a fight', async () => {
    const b = await listening();
    b.net.last.dismiss(word('conflict'));
    await settle();
    expect(b.link.status).toEqual({ at: 'refused', because: 'conflict' });
    for (const event of ['wake', 'network', 'deaf'] as const) b.link.nudge(event);
    await b.clock.advance(3_600_000);
    expect(b.net.attempts).toHaveLength(1);
  });

  test('or anything else of an older session of its own is no concern of the link', async () => {
    const b = await listening();
    const [older] = b.net.streams;
    b.link.nudge('suspend');
    b.link.nudge('wake');
    await settle();
    older?.ping('bf1-a');
    older?.hear(eventMessage(xml('delete', { node: 'bf1-a' })));
    await settle();
    expect(b.link.status.at).toBe('listening');
    expect(b.said).toEqual(['is off', 'is connecting', 'listening', 'is listening']);
  });

  test('that a session meets while it is leaving is none', async () => {
    const b = await listening();
    const [older] = b.net.streams;
    if (older) older.farewell = new Promise((resolve) => setTimeout(resolve, 20));
    b.link.nudge('deaf');
    older?.dismiss(word('conflict'));
    await new Promise((resolve) => setTimeout(resolve, 40));
    await settle();
    expect(b.link.status.at).toBe('listening');
    expect(b.net.attempts).toHaveLength(2);
  });
});

describe('what is watched', () => {
  test('comes to nodes later: subscribed, and then looked again, once', async () => {
    const b = await listening(['bf1-home']);
    b.link.watch(['bf1-home', 'bf1-a']);
    await settle();
    expect(b.net.service.asked).toEqual(['list', 'subscribe bf1-a']);
    expect(b.said).toEqual(['listening']);
    b.link.watch(['bf1-home', 'bf1-a']);
    await settle();
    expect(b.said).toEqual(['listening']);
  });

  test('and denied is asked for again each time, and said once', async () => {
    const b = await listening(['bf1-home', 'bf1-new']);
    expect(b.link.status).toMatchObject({ denied: ['bf1-new'] });
    b.link.watch(['bf1-home', 'bf1-new']);
    await settle();
    expect(b.net.service.asked).toEqual(['list', 'subscribe bf1-new']);
    expect(b.said).toEqual([]);
    b.net.service.add(alice, 'bf1-new');
    b.link.watch(['bf1-home', 'bf1-new']);
    await settle();
    expect(b.link.status).toMatchObject({ denied: [] });
    expect(b.said).toEqual(['is listening', 'listening']);
  });

  test('and taken away without a word is found missing', async () => {
    const b = await listening();
    b.net.service.subscriptions = [];
    b.net.service.add('bob@example.org', 'bf1-a');
    b.link.watch(['bf1-home', 'bf1-a']);
    await settle();
    expect(b.link.status).toMatchObject({ denied: ['bf1-a'] });
    expect(b.net.service.subscriptions.map(({ node }) => node)).toEqual(['bf1-home']);
  });

  test('never makes looks without end, not even where the list leaves out what was confirmed', async () => {
    const b = await listening();
    for (let look = 0; look < 5; look += 1) {
      b.net.service.subscriptions = [];
      b.link.watch(['bf1-home', 'bf1-a']);
      await settle();
    }
    expect(b.said).toEqual([]);
  });

  test('and given up in a session that breaks meanwhile is asked for when it is wanted again', async () => {
    const b = await listening();
    b.link.watch(['bf1-home']);
    while (b.net.service.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    b.net.last.break();
    b.link.watch(['bf1-home', 'bf1-a']);
    await settle();
    b.net.service.asked.length = 0;
    await b.clock.advance(6_000);
    expect(b.link.status.at).toBe('listening');
    expect(b.net.service.asked).toContain('list');
  });

  test('may change while it is being asked for: the last word counts', async () => {
    const b = bench();
    b.link.watch(['bf1-home']);
    b.link.start();
    while (b.net.service.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    b.link.watch(['bf1-a']);
    b.link.watch(['bf1-b']);
    await settle();
    expect(b.net.service.subscriptions.map(({ node }) => node)).toEqual(['bf1-b']);
    expect(b.said.filter((line) => line === 'listening')).toHaveLength(1);
  });
});

describe('what the service sends', () => {
  test('is heard of watched nodes alone, from the service alone', async () => {
    const { said, net } = await listening();
    net.last.ping('bf1-b');
    net.last.hear(eventMessage(xml('items', { node: 'bf1-a' }), { from: 'mallory@example.org' }));
    net.last.hear(eventMessage(xml('items', { node: 'bf1-a' }), { type: 'error' }));
    net.last.hear(xml('message', { from: SERVICE }, xml('body', {}, 'bf1-a')));
    expect(said).toEqual([]);
    net.last.ping('bf1-a');
    net.last.ping('bf1-home');
    expect(said).toEqual(['ping bf1-a', 'ping bf1-home']);
  });

  const deleted = eventMessage(xml('delete', { node: 'bf1-a' }));
  const takenAway = eventMessage(xml('subscription', { node: 'bf1-a', jid: alice, subscription: 'none' }));
  test.each([
    ['a deleted node', deleted],
    ['a subscription that was taken away', takenAway],
  ])('%s has ended, and is asked for when it is watched again', async (_, message) => {
    const b = await listening();
    b.net.service.subscriptions = b.net.service.subscriptions.filter(({ node }) => node !== 'bf1-a');
    b.net.service.members.delete('bf1-a');
    b.net.last.hear(message);
    expect(b.said).toEqual(['ended bf1-a']);
    b.link.watch(['bf1-home', 'bf1-a']);
    await settle();
    expect(b.link.status).toMatchObject({ at: 'listening', denied: ['bf1-a'] });
  });

  test('while the subscriptions are being asked for counts, too', async () => {
    const b = await listening(['bf1-home']);
    b.link.watch(['bf1-home', 'bf1-a', 'bf1-b']);
    while (b.net.service.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    b.net.last.hear(deleted);
    await settle();
    b.net.service.asked.length = 0;
    await cutAndBack(b);
    expect(b.net.service.asked).toContain('list');
  });

  test('is not counted as kept by a session that goes on', async () => {
    const b = await listening();
    b.net.service.subscriptions = b.net.service.subscriptions.filter(({ node }) => node !== 'bf1-a');
    b.net.last.hear(deleted);
    await cutAndBack(b);
    expect(b.net.service.asked).toEqual(['list', 'subscribe bf1-a']);
  });

  test('about the subscription of another address is nothing', async () => {
    const { said, net } = await listening();
    const other = { node: 'bf1-a', jid: `${alice}/phone`, subscription: 'none' };
    net.last.hear(eventMessage(xml('subscription', other)));
    expect(said).toEqual([]);
  });
});

test('stopping is done when the goodbye is said, and can be done twice and at any time', async () => {
  const b = await listening();
  let goodbye = () => {};
  b.net.last.farewell = new Promise((resolve) => (goodbye = resolve));
  let isStopped = false;
  const stopping = Promise.all([b.link.stop(), b.link.stop()]).then(() => (isStopped = true));
  await settle();
  expect(b.link.status.at).toBe('off');
  expect(isStopped).toBe(false);
  goodbye();
  await stopping;
  b.net.last.ping('bf1-a');
  b.link.watch(['bf1-b']);
  await b.link.stop();
  expect(b.said).toEqual(['is off']);
  expect(b.link.connection).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { next, type Link, type LinkEvent } from '../../../../main/core/sync/link.ts';

const NOW = 900_000;
const RETRY = 1_000_000;
const retryAt = (attempt: number): number => RETRY + attempt;
const step = (link: Link, event: LinkEvent, now = NOW): Link => next(link, event, retryAt, now);
const LONG_AGO = { attempt: 6, since: NOW - 3_600_000 };

// One state of each kind; attempt 3, a denied node and attempts before, so that a transition that forgets them is seen.
const FROM: Readonly<Record<Link['at'], Link>> = {
  off: { at: 'off' },
  connecting: { at: 'connecting', attempt: 3 },
  listening: { at: 'listening', denied: ['x'], after: LONG_AGO },
  probing: { at: 'probing', denied: ['x'], after: LONG_AGO },
  waiting: { at: 'waiting', attempt: 3, until: 77, because: 'offline' },
  refused: { at: 'refused', because: 'conflict' },
};

const EVENTS: Readonly<Record<LinkEvent['type'], LinkEvent>> = {
  start: { type: 'start' },
  wake: { type: 'wake' },
  listening: { type: 'listening', denied: ['y'] },
  lost: { type: 'lost', because: 'protocol' },
  refused: { type: 'refused', because: 'unauthorized' },
  timer: { type: 'timer' },
  network: { type: 'network' },
  credentials: { type: 'credentials' },
  deaf: { type: 'deaf' },
  stop: { type: 'stop' },
};

const first: Link = { at: 'connecting', attempt: 1 };
const off: Link = { at: 'off' };
const fresh: Link = { at: 'listening', denied: ['y'], after: { attempt: 3, since: NOW } };
const heard: Link = { at: 'listening', denied: ['y'], after: LONG_AGO };
const probing: Link = { at: 'probing', denied: ['x'], after: LONG_AGO };
const refused: Link = { at: 'refused', because: 'unauthorized' };
const waiting = (attempt: number, because: 'protocol' | 'offline'): Link => ({
  at: 'waiting',
  attempt,
  until: RETRY + attempt,
  because,
});

// '-' says: nothing happens. A state or an event without its cell does not compile.
const TABLE: Readonly<Record<Link['at'], Readonly<Record<LinkEvent['type'], Link | '-'>>>> = {
  off: {
    start: first,
    wake: first,
    listening: '-',
    lost: '-',
    refused: '-',
    timer: '-',
    network: '-',
    credentials: '-',
    deaf: '-',
    stop: '-',
  },
  connecting: {
    start: '-',
    wake: first,
    listening: fresh,
    lost: waiting(3, 'protocol'),
    refused,
    timer: '-',
    network: first,
    credentials: first,
    deaf: '-',
    stop: off,
  },
  listening: {
    start: probing,
    wake: probing,
    listening: heard,
    lost: waiting(1, 'protocol'),
    refused,
    timer: '-',
    network: probing,
    credentials: first,
    deaf: first,
    stop: off,
  },
  probing: {
    start: '-',
    wake: '-',
    listening: heard,
    lost: first,
    refused,
    timer: first,
    network: '-',
    credentials: first,
    deaf: first,
    stop: off,
  },
  waiting: {
    start: first,
    wake: first,
    listening: '-',
    lost: '-',
    refused: '-',
    timer: { at: 'connecting', attempt: 4 },
    network: first,
    credentials: first,
    deaf: '-',
    stop: off,
  },
  refused: {
    start: '-',
    wake: '-',
    listening: '-',
    lost: '-',
    refused: '-',
    timer: '-',
    network: '-',
    credentials: first,
    deaf: '-',
    stop: '-',
  },
};

// Object.keys forgets what the Record knows.
const states = Object.keys(TABLE) as Link['at'][];
const events = Object.keys(EVENTS) as LinkEvent['type'][];

describe.each(states)('while %s', (at) => {
  test.each(events)('on %s it goes where the table says', (type) => {
    const before = FROM[at];
    const after = step(before, EVENTS[type]);
    const expected = TABLE[at][type];
    if (expected === '-') expect(after).toBe(before);
    else expect(after).toEqual(expected);
  });
});

test('an attempt made into a network that is gone gives way to a new one when the network returns, or at waking', () => {
  for (const type of ['network', 'wake'] as const) {
    expect(step(first, EVENTS[type])).toEqual(first);
    // Another object: it is another attempt.
    expect(step(first, EVENTS[type])).not.toBe(first);
  }
});

test('a refusal rests through everything but new credentials', () => {
  const resting = events.filter((type) => type !== 'credentials');
  const end = resting.reduce<Link>((link, type) => step(link, EVENTS[type]), FROM.refused);
  expect(end).toEqual(FROM.refused);
  expect(step(end, EVENTS.credentials)).toEqual(first);
});

test('a certificate nobody knows is looked at again at waking and on another network, and by nothing else', () => {
  const untrusted: Link = { at: 'refused', because: 'untrusted' };
  const retried = events.filter((type) => step(untrusted, EVENTS[type]) !== untrusted);
  expect(retried.toSorted()).toEqual(['credentials', 'network', 'wake']);
});

describe('the count of attempts', () => {
  test('grows while it fails again and again', () => {
    let link = step({ at: 'off' }, EVENTS.start);
    for (let failed = 1; failed <= 5; failed += 1) {
      link = step(link, EVENTS.lost);
      expect(link).toEqual(waiting(failed, 'protocol'));
      link = step(link, EVENTS.timer);
    }
  });

  test('is forgotten by a session that lived for a minute', () => {
    const session = step({ at: 'connecting', attempt: 6 }, EVENTS.listening, 0);
    expect(step(session, EVENTS.lost, 60_000)).toEqual(waiting(1, 'protocol'));
  });

  test('grows on over sessions that are dropped at once', () => {
    let link: Link = first;
    for (let dropped = 1; dropped <= 5; dropped += 1) {
      link = step(link, EVENTS.listening);
      link = step(link, EVENTS.lost, NOW + 59_999);
      expect(link).toEqual(waiting(dropped, 'protocol'));
      link = step(link, EVENTS.timer);
    }
  });

  test('is kept by a young session through a probe and through other refused nodes', () => {
    let link = step({ at: 'connecting', attempt: 6 }, EVENTS.listening);
    link = step(link, EVENTS.wake);
    expect(step(link, EVENTS.timer)).toEqual({ at: 'connecting', attempt: 6 });
    link = step(link, { type: 'listening', denied: ['z'] });
    expect(link).toEqual({ at: 'listening', denied: ['z'], after: { attempt: 6, since: NOW } });
    expect(step(link, EVENTS.lost)).toEqual(waiting(6, 'protocol'));
  });
});

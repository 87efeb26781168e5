import { describe, expect, test } from 'vitest';
import { next, type Link, type LinkEvent } from '../../../../main/core/sync/link.ts';

const RETRY = 1_000_000;
const retryAt = (attempt: number): number => RETRY + attempt;

// One state of each kind; attempt 3 and a denied node, so that a transition that forgets them is seen.
const FROM: Readonly<Record<Link['at'], Link>> = {
  off: { at: 'off' },
  connecting: { at: 'connecting', attempt: 3 },
  listening: { at: 'listening', denied: ['x'] },
  probing: { at: 'probing', denied: ['x'] },
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
  stop: { type: 'stop' },
};

const first: Link = { at: 'connecting', attempt: 1 };
const off: Link = { at: 'off' };
const heard: Link = { at: 'listening', denied: ['y'] };
const probing: Link = { at: 'probing', denied: ['x'] };
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
    stop: '-',
  },
  connecting: {
    start: '-',
    wake: '-',
    listening: heard,
    lost: waiting(3, 'protocol'),
    refused,
    timer: '-',
    network: '-',
    credentials: first,
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
    stop: off,
  },
  probing: {
    start: '-',
    wake: '-',
    listening: heard,
    lost: waiting(1, 'protocol'),
    refused,
    timer: waiting(1, 'offline'),
    network: '-',
    credentials: first,
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
    stop: '-',
  },
};

// Object.keys forgets what the Record knows.
const states = Object.keys(TABLE) as Link['at'][];
const events = Object.keys(EVENTS) as LinkEvent['type'][];

describe.each(states)('while %s', (at) => {
  test.each(events)('on %s it goes where the table says', (type) => {
    const before = FROM[at];
    const after = next(before, EVENTS[type], retryAt);
    const expected = TABLE[at][type];
    if (expected === '-') expect(after).toBe(before);
    else expect(after).toEqual(expected);
  });
});

test('a refusal rests through everything but new credentials', () => {
  const resting = events.filter((type) => type !== 'credentials');
  const end = resting.reduce<Link>((link, type) => next(link, EVENTS[type], retryAt), FROM.refused);
  expect(end).toEqual(FROM.refused);
  expect(next(end, EVENTS.credentials, retryAt)).toEqual(first);
});

test('failing again and again counts the attempts, and one success forgets them', () => {
  let link: Link = { at: 'off' };
  link = next(link, EVENTS.start, retryAt);
  for (let failed = 1; failed <= 5; failed += 1) {
    link = next(link, EVENTS.lost, retryAt);
    expect(link).toEqual(waiting(failed, 'protocol'));
    link = next(link, EVENTS.timer, retryAt);
  }
  link = next(link, EVENTS.listening, retryAt);
  expect(next(link, EVENTS.lost, retryAt)).toEqual(waiting(1, 'protocol'));
});

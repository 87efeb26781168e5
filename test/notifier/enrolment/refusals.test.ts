import { beforeEach, describe, expect, test } from 'vitest';
import { createRefusals, type Refusals } from '../../../notifier/enrolment/refusals.ts';
import { wordOf } from '../../../notifier/members/keys.ts';
import { sleep } from '../../support/patience.ts';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const ALICE = basic('alice:right');
const LAPTOP = { reader: 'p:/alice/', device: 'laptop' };
const PHONE = { reader: 'p:/alice/', device: 'phone' };
const WORK = { method: 'PROPFIND', target: '/alice/work/', authorization: ALICE };

let refusals: Refusals;
let refused: string[];
let left: string[];
let failures: unknown[];

beforeEach(() => {
  [refused, left, failures] = [[], [], []];
  refusals = createRefusals({
    membership: {
      refused: async (reader, keys) => void refused.push(`${reader} ${keys.map(wordOf).join(' ')}`),
    },
    leave: async ({ device }) => void left.push(device),
    onFailure: (error) => failures.push(error),
  });
  refusals.learn(LAPTOP, ALICE);
  refusals.learn(PHONE, ALICE);
});

describe('the calendar server says no', () => {
  test.each([403, 404, 410])('%i to a calendar: this reader hears no more of it, on any device', (status) => {
    refusals.notice({ ...WORK, status });
    expect(refused).toEqual(['p:/alice/ c /alice/work/ h /alice/work/']);
    expect(left).toEqual([]);
  });

  test('401 to credentials that were right: their devices are let go', () => {
    refusals.notice({ ...WORK, method: 'REPORT', status: 401 });
    expect(left).toEqual(['laptop', 'phone']);
  });

  test.each([
    ['somebody else in her name', { ...WORK, authorization: basic('alice:guess'), status: 401 }],
    [
      'somebody else in her name, who finds nothing',
      { ...WORK, authorization: basic('alice:guess'), status: 404 },
    ],
    ['nobody', { ...WORK, authorization: undefined, status: 401 }],
    ['a report with a stale token', { ...WORK, method: 'REPORT', status: 403 }],
    ['a write', { ...WORK, method: 'PUT', status: 403 }],
    ['a server that is busy', { ...WORK, status: 503 }],
    ['a reader who is answered', { ...WORK, status: 207 }],
  ])('nothing follows from %s', (_, answered) => {
    refusals.notice(answered);
    expect([...refused, ...left]).toEqual([]);
  });

  test('nothing follows from a token that ran out', () => {
    refusals.learn(LAPTOP, 'Bearer abc');
    refusals.notice({ ...WORK, authorization: 'Bearer abc', status: 401 });
    expect(left).toEqual([]);
  });

  test('what cannot be taken back now is told', async () => {
    const broken = createRefusals({
      membership: { refused: () => Promise.reject(new Error('offline')) },
      leave: async () => undefined,
      onFailure: (error) => failures.push(error),
    });
    broken.learn(LAPTOP, ALICE);
    broken.notice({ ...WORK, status: 403 });
    await sleep(1);
    expect(failures).toHaveLength(1);
  });
});

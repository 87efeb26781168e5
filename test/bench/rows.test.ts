import { describe, expect, test } from 'vitest';
import { readListing } from '../../bench/bare-dav.ts';
import { rowFor } from '../../bench/delta.ts';
import { ROW_NAMES } from '../../bench/figures.ts';
import { rowsOf } from '../../bench/ping-to-toast.ts';
import { chosen } from '../../bench/suites.ts';

describe('the choice of rows', () => {
  test('covers every row once', () => {
    expect(chosen(null).flatMap((suite) => suite.rows)).toEqual([...ROW_NAMES]);
  });

  test('of one row is the one suite that takes it', () => {
    expect(chosen('cold-start-agenda').map((suite) => suite.rows)).toEqual([
      ['cold-start-tray', 'cold-start-agenda'],
    ]);
  });
});

test('ping to toast is compared with the sum of the four bare round trips', () => {
  const floor = { ping: 4, listing: 10, multiget: 4, notify: 2 };
  const sample = (notify: number) => ({
    asked: 6,
    answered: 17,
    askedAgain: 18,
    answeredAgain: 23,
    notify,
    floor,
  });
  const [p50, p95] = rowsOf([sample(30), sample(40), sample(50)]);
  expect(p50).toMatchObject({ name: 'ping-to-toast-p50', value: 40, floor: 20, ratio: 2 });
  expect(p95).toMatchObject({ name: 'ping-to-toast-p95', value: 49, floor: 20, ratio: 2.45 });
  expect(p50?.note).toContain(
    'publish to event 4, sync-collection 10, multiget 4, Notify 2; p50 of ours since the 2xx: sync-collection asked 6, answered 17, ' +
      'multiget asked 18, answered 23, Notify 40',
  );
});

test('a delta says what the client itself costs, in the large calendar and in the small', () => {
  const sample = (took: number, served: number, bare: number) => ({
    took,
    served,
    bare,
    requests: 2,
    up: 1_500,
    down: 1_100,
  });
  const row = rowFor([sample(30, 20, 18)], [sample(600, 590, 580)]);
  expect(row).toMatchObject({ name: 'delta-1', value: 600, floor: 580, unit: 'ms' });
  expect(row.note).toContain('2 requests, 1500 bytes up, 1100 down');
  expect(row.note).toContain(
    'with 10,000 events: 600 - 580 = 20 ms (not waiting for its own requests: 10 ms)',
  );
  expect(row.note).toContain('with 100: 30 - 18 = 12 ms (not waiting for its own requests: 10 ms)');
});

describe('a listing', () => {
  test('gives its token and its members, not the collection', () => {
    const response = (href: string) => `<D:response><D:href>${href}</D:href></D:response>`;
    const text = `<D:multistatus xmlns:D="DAV:">${response('/bob/twin/')}${response('/bob/twin/a.ics')}<D:sync-token>t-2</D:sync-token></D:multistatus>`;
    expect(readListing(text)).toEqual({ token: 't-2', hrefs: ['/bob/twin/a.ics'] });
  });

  test('without a token is refused', () => {
    expect(() => readListing('<multistatus xmlns="DAV:"/>')).toThrow('without a sync token');
  });
});

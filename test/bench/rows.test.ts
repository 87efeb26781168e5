import { describe, expect, test } from 'vitest';
import { agendaRow } from '../../bench/agenda.ts';
import { readListing } from '../../bench/bare-dav.ts';
import { deltaRow } from '../../bench/delta.ts';
import { ROW_NAMES } from '../../bench/figures.ts';
import { syncRow } from '../../bench/initial-sync.ts';
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
  const floor = { ping: 4, listing: 10, body: 4, notify: 2 };
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
    'publish to event 4, sync-collection 10, GET 4, Notify 2; p50 of ours since the 2xx: sync-collection asked 6, answered 17, ' +
      'GET asked 18, answered 23, Notify 40',
  );
});

describe('a delta', () => {
  const counted = (took: number) => ({ took, bare: 2, requests: 2, bytes: 1_700 });

  test('is that of the real server, and says what the client itself adds', () => {
    const row = deltaRow('delta-1-at-10k', [counted(8), counted(10), counted(9)], [{ took: 600, bare: 580 }]);
    expect(row).toMatchObject({ name: 'delta-1-at-10k', value: 600, floor: 580, unit: 'ms', ratio: 1.03 });
    expect(row.note).toContain('1 pulls after one change, a real Radicale; total - bare: 600 - 580 ms');
    expect(row.note).toContain("answers at once: total - bare: 9 - 2 ms, client's part 7 ms (p95 7.9)");
    expect(row.note).toContain('2 requests, at most 1700 bytes on the wire besides the object');
  });

  test('without a real server is that of our own', () => {
    const row = deltaRow('delta-1-at-100k', [counted(8)], null);
    expect(row).toMatchObject({ value: 8, floor: 2, ratio: 4 });
    expect(row.note).not.toContain('Radicale');
  });
});

test('a first pull says what of its time was the client’s own work', () => {
  const ours = [
    { ms: 2_000, objects: 5, cpu: 1_500, mainCpu: 500, growth: 40, peak: 120, stall: 9, stall99: 2 },
  ];
  const floors = [1_000, 3_000].map((ms) => ({ ms, up: 10, down: 2 ** 20 }));
  const row = syncRow('initial-sync-10k', { ours, floors, requests: 4 }, 'somewhere');
  expect(row).toMatchObject({ value: 2, floor: 2, unit: 's', ratio: 1 });
  expect(row.note).toContain('the same 4 requests drained 2 [1-3] of 2');
  expect(row.note).toContain('processor time 1.5 s (main thread 0.5 s), 75 % of one core');
  expect(row.note).toContain('peak memory 120 MiB (RSS), longest stall of the main thread 9 ms');
});

test('the agenda is judged by its slowest instants, near and far together', () => {
  const timed = (...ms: number[]) => ({ ms, rows: ms.map(() => 200) });
  const row = agendaRow(timed(1, 2), timed(3, 10), { near: [20], far: [30] });
  expect(row).toMatchObject({ value: 8.95, floor: null, ratio: null });
  expect(row.note).toContain('first query of a start: near 20 [20-20], far 30 [30-30]');
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

import { afterEach, expect, test } from 'vitest';
import { startRecorder } from '../../bench/recorder.ts';
import { inOrder, replayAt } from '../../bench/replay.ts';
import type { Recorded } from '../../bench/replay.ts';
import { startDavServer } from '../support/dav-server/index.ts';
import { vcalendar, vevent } from '../support/ical-text.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
});

const request = (path: string, after: number): Recorded => {
  return { method: 'GET', path, headers: {}, body: '', status: 200, after };
};

test('requests are sent as they were: together what was under way together, one after the other the rest', async () => {
  const log: string[] = [];
  const open = new Map<string, () => void>();
  const running = inOrder(
    [request('a', 0), request('b', 0), request('c', 1), request('d', 3)],
    ({ path }) => {
      log.push(path);
      return new Promise((resolve) => void open.set(path, resolve));
    },
  );
  const answer = async (path: string) => {
    open.get(path)?.();
    await new Promise((resolve) => setImmediate(resolve));
    return log.join('');
  };
  expect(log).toEqual(['a', 'b']);
  expect(await answer('b')).toBe('abc');
  expect(await answer('c')).toBe('abc');
  expect(await answer('a')).toBe('abcd');
  await answer('d');
  await running;
});

test('a failure of one ends the replay', async () => {
  const failing = inOrder([request('a', 0), request('b', 1)], () => Promise.reject(new Error('cut')));
  await expect(failing).rejects.toThrow('cut');
});

test('what a client asked is recorded and asked again, byte for byte', async () => {
  const server = await startDavServer();
  const recorder = await startRecorder(server.port);
  const replay = replayAt(server.port);
  ends.push(
    () => server.close(),
    () => recorder.close(),
    () => replay.close(),
  );
  server.calendar('work').put('a.ics', vcalendar(vevent('UID:a', 'SUMMARY:Tea')));
  const authorization = `Basic ${Buffer.from('alice:alice-secret').toString('base64')}`;
  const body = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>';
  const url = new URL('/calendars/alice/work/', recorder.url);
  const headers = { authorization, depth: '1' };
  const answer = await (await fetch(url, { method: 'PROPFIND', headers, body })).text();
  expect(answer).toContain('a.ics');
  const [first] = server.asked;
  const { up, down } = await replay.run(recorder.recorded());
  const again = server.asked[1];
  expect(server.asked).toHaveLength(2);
  expect(again).toMatchObject({ method: 'PROPFIND', path: first?.path, body, sent: answer.length });
  expect(again?.headers['depth']).toBe('1');
  expect(up).toBeGreaterThan(body.length);
  expect(down).toBeGreaterThan(answer.length);
});

test('a replay that is answered otherwise is none', async () => {
  const server = await startDavServer();
  const replay = replayAt(server.port);
  ends.push(
    () => server.close(),
    () => replay.close(),
  );
  await expect(replay.run([request('/', 0)])).rejects.toThrow('401, once 200');
});

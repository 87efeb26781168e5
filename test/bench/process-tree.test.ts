import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  descendants,
  peakRss,
  processTree,
  readPss,
  readStat,
  treeCpu,
  treePss,
} from '../../bench/process-tree.ts';

describe('a line of /proc/PID/stat', () => {
  const rest = 'S 41 7 7 0 -1 4194560 900 0 0 0 150 50 0 0 20 0 1 0 100 1000 200';

  test('gives parent and seconds of processor time', () => {
    expect(readStat(`42 (electron) ${rest}`)).toEqual({ pid: 42, parent: 41, cpu: 2 });
  });

  test('is read from behind a name that holds parentheses and spaces', () => {
    expect(readStat(`42 (a) b (c) ${rest}`)).toEqual({ pid: 42, parent: 41, cpu: 2 });
  });

  test('of a process that is gone is none', () => {
    expect(readStat('')).toBeNull();
    expect(readStat('42 (cut')).toBeNull();
  });
});

test('descendants are found however deep, and nobody else', () => {
  const all = [
    [1, 0],
    [30, 20],
    [10, 1],
    [20, 10],
    [11, 1],
  ].map(([pid = 0, parent = 0]) => ({ pid, parent, cpu: 0 }));
  expect(descendants(10, all).map((one) => one.pid)).toEqual([10, 20, 30]);
  expect(descendants(99, all)).toEqual([]);
});

test('the proportional set size is read in MiB', () => {
  expect(readPss('00400000-7ffe [rollup]\nRss:      8192 kB\nPss:      2048 kB\nPss_Anon: 1 kB\n')).toBe(2);
  expect(readPss('')).toBe(0);
});

test.runIf(process.platform === 'linux')('a real process and its child are weighed together', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(1); process.stdin.resume()']);
  try {
    await once(child.stdout, 'data');
    const pids = processTree(process.pid).map((one) => one.pid);
    expect(pids).toContain(process.pid);
    expect(pids).toContain(child.pid);
    expect(treePss(process.pid)).toBeGreaterThan(treePss(child.pid ?? 0));
    expect(treePss(child.pid ?? 0)).toBeGreaterThan(1);
    expect(treeCpu(process.pid)).toBeGreaterThan(0);
    expect(peakRss(process.pid)).toBeGreaterThan(10);
  } finally {
    child.kill('SIGKILL');
  }
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepAlive } from '../../wire/keep-alive.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function bench() {
  const said: string[] = [];
  const kept = keepAlive(
    { idle: 60_000, patience: 20_000 },
    () => said.push('ask'),
    () => said.push('gone'),
  );
  return { kept, said };
}

describe('a connection that is half open', () => {
  test('is asked after the silence it is allowed, and given up once its patience is over', () => {
    const { said } = bench();
    vi.advanceTimersByTime(59_999);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(['ask']);
    vi.advanceTimersByTime(19_999);
    expect(said).toEqual(['ask']);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(['ask', 'gone']);
    vi.advanceTimersByTime(600_000);
    expect(said).toEqual(['ask', 'gone']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is noticed within idle and patience, whenever it fell silent', () => {
    for (const last of [1, 20_000, 59_999, 60_000]) {
      const { kept, said } = bench();
      vi.advanceTimersByTime(last);
      kept.heard();
      vi.advanceTimersByTime(80_000);
      expect(
        said.filter((word) => word === 'gone'),
        `silent after ${last} ms`,
      ).toEqual(['gone']);
      kept.stop();
    }
  });
});

describe('a connection that lives', () => {
  test('is not asked while something comes more often than it may be silent', () => {
    const { kept, said } = bench();
    for (let i = 0; i < 100; i += 1) {
      vi.advanceTimersByTime(50_000);
      kept.heard();
    }
    expect(said).toEqual([]);
    expect(vi.getTimerCount()).toBe(1);
    kept.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('may answer with anything, and is asked again after the next silence', () => {
    const { kept, said } = bench();
    vi.advanceTimersByTime(60_000);
    vi.advanceTimersByTime(10_000);
    kept.heard();
    vi.advanceTimersByTime(59_999);
    expect(said).toEqual(['ask']);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(['ask', 'ask']);
    kept.stop();
  });

  test('is left alone once it is over', () => {
    const { kept, said } = bench();
    vi.advanceTimersByTime(70_000);
    kept.stop();
    vi.advanceTimersByTime(600_000);
    expect(said).toEqual(['ask']);
  });
});

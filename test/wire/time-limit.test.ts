import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { orAborted, reasonOf, TimeOver, within } from '../../wire/time-limit.ts';
import { sleep } from '../support/patience.ts';

const LONG = 60_000;
const forever = () => new Promise<never>(() => {});

describe('work under a time limit', () => {
  test('gives what it gives, and leaves neither timer nor listener', async () => {
    const { signal } = new AbortController();
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    expect(await within(LONG, signal, () => Promise.resolve(7))).toBe(7);
    await expect(within(LONG, signal, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(timers);
  });

  test('is told when its time is over, which is not the end of the whole', async () => {
    const { signal } = new AbortController();
    const ending = within(20, signal, (limit) => orAborted(forever(), limit));
    await expect(ending).rejects.toBeInstanceOf(TimeOver);
    await expect(ending).rejects.toThrow('no answer within 20 ms');
    expect(signal.aborted).toBe(false);
  });

  test('is told when the whole is called off, with its reason', async () => {
    const whole = new AbortController();
    const ending = within(LONG, whole.signal, (limit) => orAborted(forever(), limit));
    whole.abort(new Error('enough'));
    await expect(ending).rejects.toThrow('enough');
    let begun = false;
    const late = within(LONG, whole.signal, () => Promise.resolve((begun = true)));
    await expect(late).rejects.toThrow('enough');
    expect(begun).toBe(false);
  });
});

describe('work that cannot be called off', () => {
  test('gives what it gives, and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(orAborted(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
    await sleep(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('is not waited for after the end, and may fail then without harm', async () => {
    const later = sleep(20).then(() => Promise.reject(new Error('too late')));
    await expect(orAborted(later, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    await sleep(40);
  });
});

test('a signal that was aborted with no error has one all the same', () => {
  expect(reasonOf(AbortSignal.abort('text'))).toMatchObject({ message: 'aborted' });
  expect(reasonOf(AbortSignal.abort(new RangeError('x')))).toBeInstanceOf(RangeError);
});

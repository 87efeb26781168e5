import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lendActivation } from '../../../main/electron/activation.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('leave to come to the front is lent for a few seconds, and a later one is not taken away early', () => {
  const environment: NodeJS.ProcessEnv = {};
  lendActivation('first', environment);
  expect(environment).toEqual({ XDG_ACTIVATION_TOKEN: 'first', DESKTOP_STARTUP_ID: 'first' });
  vi.advanceTimersByTime(4_000);
  lendActivation('second', environment);
  vi.advanceTimersByTime(4_000);
  expect(environment).toEqual({ XDG_ACTIVATION_TOKEN: 'second', DESKTOP_STARTUP_ID: 'second' });
  vi.advanceTimersByTime(1_000);
  expect(environment).toEqual({});
});

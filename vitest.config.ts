// Three projects: unit (pure, fast), integration (real servers and processes), e2e (the real app on a real desktop).
import { defineConfig } from 'vitest/config';

const UNIT = ['test/**/*.test.ts', 'test/**/*.test.tsx'];
const INTEGRATION = ['test/**/*.int.test.ts'];
const E2E = ['test/e2e/**/*.e2e.test.ts'];
const LONG = ['test/**/*.long.test.ts'];

// Children inherit it: a server or an app under test lives in the same zone as the test that reads its words.
process.env['TZ'] = 'UTC';

/**
 * The zone in which it is eight in the evening now: no event of the seeded week begins, no reminder of one rings
 * and no midnight falls into a run, whatever the hour at which it is started.
 */
function eveningZone(now: Date): string {
  const ahead = ((20 - now.getUTCHours() + 36) % 24) - 12;
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`; // POSIX's sign: what is east of Greenwich has a minus
}
const EVENING = eveningZone(new Date());

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: UNIT,
          exclude: [...INTEGRATION, ...E2E, ...LONG],
          env: { TZ: 'UTC' },
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: INTEGRATION,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Real servers with real time limits: a neighbour's load must not decide.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: E2E,
          env: { TZ: EVENING },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // What a person would wait for: a loaded machine takes longer than vitest's second.
          expect: { poll: { timeout: 10_000 } },
          // Each file has a desktop, servers and an app of its own: one at a time on a small machine.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'long',
          include: LONG,
          env: { TZ: EVENING },
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

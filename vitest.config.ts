// Three projects: unit (pure, fast), integration (real servers and processes), e2e (the real app on a real desktop).
import { defineConfig } from 'vitest/config';

const UNIT = ['test/**/*.test.ts', 'test/**/*.test.tsx'];
const INTEGRATION = ['test/**/*.int.test.ts'];
const E2E = ['test/e2e/**/*.e2e.test.ts'];
const LONG = ['test/**/*.long.test.ts'];

// Children inherit it: a server or an app under test lives in the same zone as the test that reads its words.
process.env['TZ'] = 'UTC';

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
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

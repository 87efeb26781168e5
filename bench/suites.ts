// Which rows are taken together, what each of them needs, and how many samples it takes.
import { pssHidden, quietMinute } from './at-rest.ts';
import { coldStart } from './cold-start.ts';
import { delta } from './delta.ts';
import type { Endings } from './endings.ts';
import type { Row, RowName } from './figures.ts';
import { initialSync } from './initial-sync.ts';
import { pingToToast } from './ping-to-toast.ts';
import type { Scene } from './scene.ts';

export interface Stage {
  /** The scene with that many events; set once, shared by all who ask for it. */
  readonly scene: (events: number) => Promise<Scene>;
  readonly endings: Endings;
  readonly samples: number;
}

export interface Suite {
  readonly rows: readonly RowName[];
  /** Usual number of samples (of seconds, where a spell is observed). */
  readonly samples: number;
  run(stage: Stage): Promise<readonly Row[]>;
}

const SMALL = 100;
const LARGE = 10_000;

const SUITES: readonly Suite[] = [
  {
    rows: ['ping-to-toast-p50', 'ping-to-toast-p95'],
    samples: 60,
    run: async ({ scene, endings, samples }) => pingToToast(await scene(SMALL), endings, samples),
  },
  {
    rows: ['initial-sync-10k'],
    samples: 3,
    run: async ({ scene, samples }) => initialSync(await scene(LARGE), samples),
  },
  {
    rows: ['delta-1'],
    samples: 12,
    run: async ({ scene, samples }) =>
      delta({ small: await scene(SMALL), large: await scene(LARGE) }, samples),
  },
  {
    rows: ['cold-start-tray', 'cold-start-agenda'],
    samples: 7,
    run: async ({ scene, samples }) => coldStart(await scene(LARGE), samples),
  },
  {
    rows: ['pss-hidden'],
    samples: 3,
    run: async ({ scene, samples }) => pssHidden(await scene(LARGE), samples),
  },
  {
    rows: ['idle-cpu', 'idle-http-requests'],
    samples: 60,
    run: async ({ scene, samples }) => quietMinute(await scene(LARGE), samples),
  },
];

/** The suites to run for one row, or for all when it is null. */
export function chosen(only: RowName | null): readonly Suite[] {
  return only === null ? SUITES : SUITES.filter((suite) => suite.rows.includes(only));
}

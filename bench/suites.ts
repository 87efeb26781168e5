// Which rows are taken together, what each of them needs, and how many samples it takes.
import { looking } from './agenda.ts';
import { pssHidden, quietMinute } from './at-rest.ts';
import { firstPull } from './client.ts';
import { coldStart } from './cold-start.ts';
import type { DavProcess } from './dav-process.ts';
import type { Shelf } from './dav-program.ts';
import { deltaRow, deltasFromProcess, deltasFromRadicale } from './delta.ts';
import { detecting } from './detect.ts';
import type { Endings } from './endings.ts';
import type { Row, RowName } from './figures.ts';
import { syncFromProcess, syncFromRadicale } from './initial-sync.ts';
import { idleWire } from './idle-wire.ts';
import { inboxPages } from './inbox.ts';
import { linkSimulation } from './link-simulation.ts';
import { mainStall } from './main-stall.ts';
import { pingToPull } from './ping-to-pull.ts';
import { pingToToast } from './ping-to-toast.ts';
import { processing } from './processing.ts';
import { ON_EJABBERD, ON_PROSODY, putToPing } from './put-to-ping.ts';
import { reconnect } from './reconnect.ts';
import { reminderPlan } from './reminders.ts';
import type { Scene } from './scene.ts';
import { besideVdirsyncer } from './vdirsyncer.ts';
import type { WarmRadicale } from './warm-radicale.ts';

export interface Stage {
  /** The scene with that many events; set once, shared by all who ask for it. */
  readonly scene: (events: number) => Promise<Scene>;
  /** A real Radicale with that many events, its cache warm; likewise. */
  readonly radicale: (events: number) => Promise<WarmRadicale>;
  /** The server of the tests in a process of its own with that many events; likewise. */
  readonly dav: (events: number) => Promise<DavProcess>;
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
const HUGE = 100_000;
/** Calendars of the servers in processes of their own. */
const LOADED = 'load';
const SECOND = 'second';

const SYNC_SUITES: readonly Suite[] = [
  {
    rows: ['initial-sync-10k'],
    samples: 3,
    run: async ({ radicale, endings, samples }) => syncFromRadicale(await radicale(LARGE), endings, samples),
  },
  {
    rows: ['initial-sync-10k-vs-vdirsyncer'],
    samples: 2,
    run: async ({ radicale, endings, samples }) => besideVdirsyncer(await radicale(LARGE), endings, samples),
  },
  {
    rows: ['initial-sync-100k', 'rss-growth-100k', 'db-bytes-per-event'],
    samples: 3,
    run: async ({ dav, endings, samples }) => syncFromProcess(await dav(HUGE), endings, samples),
  },
  {
    rows: ['process-events-per-s'],
    samples: 3,
    run: ({ endings, samples }) => processing(endings, samples),
  },
  {
    rows: ['delta-1-at-1k'],
    samples: 30,
    run: (stage) => deltas('delta-1-at-1k', 1_000, stage),
  },
  {
    rows: ['delta-1-at-10k'],
    samples: 30,
    run: (stage) => deltas('delta-1-at-10k', LARGE, stage),
  },
  {
    rows: ['delta-1-at-100k'],
    samples: 30,
    run: (stage) => deltas('delta-1-at-100k', HUGE, stage),
  },
  {
    rows: ['agenda-query-100k', 'search-100k'],
    samples: 200,
    run: async ({ dav, endings, samples }) => {
      const server = await dav(HUGE);
      const { client } = await firstPull(server.source, server.events, endings);
      await client.ask('close', undefined);
      await client.end();
      return looking(client, server.source.id, endings, samples);
    },
  },
  { rows: ['detect-per-s'], samples: 5, run: ({ endings, samples }) => detecting(endings, samples) },
  {
    rows: ['inbox-open-50k', 'inbox-search-50k'],
    samples: 100,
    run: ({ endings, samples }) => inboxPages(endings, samples),
  },
  {
    rows: ['reminder-plan-100k'],
    samples: 50,
    run: ({ endings, samples }) => reminderPlan(endings, HUGE, samples),
  },
  {
    rows: ['main-stall-max'],
    samples: 2,
    run: async ({ dav, endings, samples }) => mainStall(await dav(HUGE), SECOND, endings, samples),
  },
];

/** What a server in a process of its own holds: the large calendar, and another of a usual size. */
export function shelvesFor(events: number): readonly Shelf[] {
  return [
    { name: LOADED, events },
    { name: SECOND, events: Math.max(1, events / 10) },
  ];
}

// A real server of 100,000 files takes six minutes to read them once, and nobody has one.
async function deltas(name: RowName, events: number, stage: Stage): Promise<readonly Row[]> {
  const { dav, radicale, endings, samples } = stage;
  const counted = await deltasFromProcess(await dav(events), endings, samples);
  const real =
    events > LARGE ? null : await deltasFromRadicale(await radicale(events), endings, Math.ceil(samples / 2));
  return [deltaRow(name, counted, real)];
}

const LINK_SUITES: readonly Suite[] = [
  {
    rows: ['reconnect-median'],
    samples: 15,
    run: ({ endings, samples }) => reconnect(endings, samples),
  },
  {
    rows: ['ping-to-pull-p50'],
    samples: 30,
    run: ({ endings, samples }) => pingToPull(endings, samples),
  },
  {
    rows: ['idle-bytes-per-hour', 'idle-bytes-per-hour-polling'],
    samples: 300,
    run: ({ endings, samples }) => idleWire(endings, samples),
  },
  {
    rows: ['attempts-first-hour', 'storm-peak-to-mean'],
    samples: 5,
    run: async ({ samples }) => linkSimulation(samples),
  },
];

const READERS = [1, 100, 1000] as const;

const NOTIFIER_SUITES: readonly Suite[] = [ON_PROSODY, ON_EJABBERD].flatMap((messages) =>
  READERS.map((readers) => ({
    rows: [`put-to-ping-${readers}-p50${messages.suffix}`] as const,
    samples: 30,
    run: ({ endings, samples }: Stage) => putToPing(messages, readers, samples, endings),
  })),
);

const SUITES: readonly Suite[] = [
  {
    rows: ['ping-to-toast-p50', 'ping-to-toast-p95'],
    samples: 60,
    run: async ({ scene, endings, samples }) => pingToToast(await scene(SMALL), endings, samples),
  },
  ...SYNC_SUITES,
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
  ...LINK_SUITES,
  ...NOTIFIER_SUITES,
];

/** The suites to run for one row, or for all when it is null. */
export function chosen(only: RowName | null): readonly Suite[] {
  return only === null ? SUITES : SUITES.filter((suite) => suite.rows.includes(only));
}

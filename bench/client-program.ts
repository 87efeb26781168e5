// A program: the client without its window. The app's own pull, CalDAV room and store thread in one process, with
// nothing around them, so that time, processor and memory are the client's and nobody else's.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { calDav } from '../main/caldav/caldav.ts';
import { pull } from '../main/core/sync/pull.ts';
import type { Store } from '../main/core/sync/store-port.ts';
import { openStore } from '../main/store/open-store.ts';
import { aCalendar, seenFrom } from '../test/support/model-facts.ts';
import { serveJobs } from './forked.ts';
import { peakRss } from './process-tree.ts';

/** A calendar to pull, and who asks. */
export interface Source {
  readonly id: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** One pull, as the client saw it. */
export interface PullFigures {
  /** From the first request to the commit. */
  readonly ms: number;
  readonly objects: number;
  /** Processor time meanwhile: all threads, and the main one alone; ms. */
  readonly cpu: number;
  readonly mainCpu: number;
  /** How much more memory the process held at its peak than before, MiB. */
  readonly growth: number;
  readonly peak: number;
  /** The longest the main thread's loop stood still meanwhile, and what 99 % of the looks stayed under; ms. */
  readonly stall: number;
  readonly stall99: number;
}

/** Where the person lives in these figures. */
const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
const MIB = 2 ** 20;
/** How often the loop is looked at, ms. */
const TICK = 1;

const dav = calDav(() => Date.now());
let store: Store | null = null;

function opened(): Store {
  if (store === null) throw new Error('no store was opened');
  return store;
}

export const jobs = {
  async open({ file }: { file: string }) {
    const script = new URL('../main/store/worker.ts', import.meta.url);
    const { store: made, damage } = await openStore({ file, at: Date.now() }, script);
    if (damage !== null) throw damage.error;
    store = made;
  },
  /** Level with the server, from whatever the store knows. */
  async pull(source: Source): Promise<PullFigures> {
    const before = { at: performance.now(), rss: process.memoryUsage.rss() / MIB };
    const [cpu, main] = [process.cpuUsage(), process.threadCpuUsage()];
    const delays = monitorEventLoopDelay({ resolution: TICK });
    delays.enable();
    const { objects } = await pulled(source);
    const ms = performance.now() - before.at;
    delays.disable();
    const peak = peakRss(process.pid);
    const total = (spent: NodeJS.CpuUsage): number => (spent.user + spent.system) / 1_000;
    return {
      ms,
      objects,
      cpu: total(process.cpuUsage(cpu)),
      mainCpu: total(process.threadCpuUsage(main)),
      growth: peak - before.rss,
      peak,
      stall: lateness(delays.max),
      stall99: lateness(delays.percentile(99)),
    };
  },
  /** Milliseconds until the next rows of the agenda from each instant were here, one after another. */
  async agenda({ calendar, from, limit }: { calendar: string; from: readonly number[]; limit: number }) {
    return timed(from, async (at) => (await opened().occurrencesFrom([calendar], at, limit)).length);
  },
  /** The same for what is searched. */
  async search(what: { calendar: string; words: readonly string[]; at: number; limit: number }) {
    const { calendar, words, at, limit } = what;
    return timed(words, async (text) => (await opened().search([calendar], text, at, limit)).length);
  },
  async close() {
    await store?.close();
    await dav.close();
  },
};

// Of the nanoseconds between two looks at the loop, those it was late.
function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - TICK);
}

/** How long each took (ms), and how many rows came. */
export interface Timed {
  readonly ms: readonly number[];
  readonly rows: readonly number[];
}

async function timed<T>(inputs: readonly T[], run: (input: T) => Promise<number>): Promise<Timed> {
  const ms: number[] = [];
  const rows: number[] = [];
  for (const input of inputs) {
    const startedAt = performance.now();
    rows.push(await run(input));
    ms.push(performance.now() - startedAt);
  }
  return { ms, rows };
}

async function pulled({ id, url, username, password }: Source) {
  const access = { credentials: { username, password }, trusted: [] };
  const calendar = aCalendar({ id, accountId: 'bench', url, name: 'Load' });
  const at = Date.now();
  const facts = {
    at,
    ...seenFrom(ZONE),
    own: true,
    silent: false,
    auditAfterFirst: at + DAY,
    auditAfterListing: at + DAY,
  };
  const state = await opened().syncState(id);
  const start = { state, version: null, audit: false };
  return pull(start, dav.remote(calendar, access), opened().intake(id, facts), new AbortController().signal);
}

serveJobs(jobs);

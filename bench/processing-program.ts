// A program: what the client does with objects once they are here, without any server.
import { join } from 'node:path';
import ICAL from 'ical.js';
import type { CalendarObject } from '../main/core/model.ts';
import { indexObject } from '../main/core/ical/occurrences.ts';
import { openStore } from '../main/store/open-store.ts';
import { serveJobs } from './forked.ts';
import { loadEvents } from './load.ts';
import { seenFrom } from '../test/support/model-facts.ts';

const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
/** About as many as one piece of an answer brings. */
const BATCH = 200;
/** The app's own window: a month back, thirteen ahead. */
const WINDOW = { behind: 31 * DAY, ahead: 400 * DAY };

function objects(count: number, around: number): readonly CalendarObject[] {
  return [...loadEvents(count, around)].map(({ name, text }, index) => {
    return { href: `/calendars/alice/load/${name}`, etag: `"${index}"`, ical: text };
  });
}

export const jobs = {
  /** Through the store thread into a new database in `dir`: parsed, indexed, written, committed. Events per second. */
  async through({ count, around, dir }: { count: number; around: number; dir: string }) {
    const made = objects(count, around);
    const file = join(dir, `processing-${performance.now()}.sqlite`);
    const script = new URL('../main/store/worker.ts', import.meta.url);
    const { store } = await openStore({ file, at: Date.now() }, script);
    const at = Date.now();
    const facts = {
      at,
      ...seenFrom(ZONE),
      own: true,
      silent: false,
      auditAfterFirst: at + DAY,
      auditAfterListing: at + DAY,
    };
    const startedAt = performance.now();
    const intake = store.intake('bench', facts);
    await intake.begin(false);
    for (let index = 0; index < made.length; index += BATCH) {
      await intake.stage({ objects: made.slice(index, index + BATCH), gone: [], refused: [] });
    }
    await intake.commit({ next: { at: 'token', token: '1' }, complete: false });
    const rate = perSecond(made.length, startedAt);
    const held = (await store.health('bench')).objects;
    await store.close();
    if (held !== count) throw new Error(`${held} of ${count} objects in the store`);
    return rate;
  },
  /** Parsed and indexed only. Events per second. */
  async indexed({ count, around }: { count: number; around: number }) {
    const made = objects(count, around);
    const window = { from: around - WINDOW.behind, to: around + WINDOW.ahead };
    const startedAt = performance.now();
    const bad = made.filter((object) => indexObject(object, 'bench', window, seenFrom(ZONE)).bad);
    const rate = perSecond(made.length, startedAt);
    if (bad.length > 0) throw new Error(`${bad.length} objects were not understood`);
    return rate;
  },
  /** Through the parser alone. Events per second. */
  async parsed({ count, around }: { count: number; around: number }) {
    const made = objects(count, around);
    const startedAt = performance.now();
    for (const { ical } of made) ICAL.parse(ical);
    return perSecond(made.length, startedAt);
  },
};

function perSecond(count: number, startedAt: number): number {
  return (count / (performance.now() - startedAt)) * 1_000;
}

serveJobs(jobs);

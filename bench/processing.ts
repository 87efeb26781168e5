// How many events a second the client takes in once they are here.
import { makeScratch } from '../test/support/scratch.ts';
import type { Endings } from './endings.ts';
import { median, rounded, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';
import { forked } from './forked.ts';
import type { jobs } from './processing-program.ts';

const EVENTS = 20_000;
/** Before each program is timed: code that never ran is slower, and a first pull is long enough for that not to matter. */
const REHEARSAL = 2_000;
const PROGRAM = new URL('processing-program.ts', import.meta.url);

/** `count` runs of each way, each way in a process of its own. */
export async function processing(endings: Endings, count: number): Promise<readonly Row[]> {
  const scratch = await makeScratch('bench-processing');
  await endings.add(() => scratch.remove());
  const rates = async (job: 'through' | 'indexed' | 'parsed'): Promise<readonly number[]> => {
    const child = await forked<typeof jobs>(PROGRAM);
    await endings.add(() => child.end());
    const around = Date.now();
    const run = (events: number) => child.ask(job, { count: events, around, dir: scratch.dir });
    await run(REHEARSAL);
    const found: number[] = [];
    for (let turn = 0; turn < count; turn += 1) found.push(await run(EVENTS));
    await child.end();
    return found;
  };
  const [through, indexed, parsed] = [await rates('through'), await rates('indexed'), await rates('parsed')];
  const note =
    `objects handed to the store thread until the commit is answered: parsed, indexed, written; ${EVENTS} at a time, with their ` +
    `own VTIMEZONE, 5 % series; ${spread(through)} of ${count}; parse and index alone, one thread: ${spread(indexed)}; ` +
    `the parser of ical.js alone: ${rounded(median(parsed))}; more is better`;
  return [rowOf('process-events-per-s', { value: median(through), floor: null, unit: 'events/s', note })];
}

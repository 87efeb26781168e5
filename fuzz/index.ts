// `npm run fuzz`: mutants of a corpus thrown at what reads the words of others. Ends with 1 when anything broke.
//   --seconds N     how long, all targets together; 60 unless told
//   --seed N        repeats a campaign; the clock's unless told
//   --only NAME     one of: ical, multistatus, href
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run, type Report } from './campaign.ts';
import { CORPUS, keepFound } from './corpus.ts';
import { Judge } from './judge.ts';
import { TARGETS } from './targets/index.ts';
import type { Target } from './target.ts';

const MODULE = fileURLToPath(new URL('targets/index.ts', import.meta.url));
const { values } = parseArgs({
  options: { seconds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seconds = positive(values.seconds ?? '60');
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number.parseInt(values.seed, 10);
const targets = TARGETS.filter(({ name }) => values.only === undefined || values.only === name);
if (targets.length === 0 || Number.isNaN(seed))
  throw new RangeError('no such target, or a seed that is no number');

console.log(`seed ${seed}, ${seconds} s, node ${process.version} on ${process.platform}-${process.arch}`);
let ok = true;
for (const target of targets) ok = (await fuzz(target, seconds / targets.length)) && ok;
process.exitCode = ok ? 0 : 1;

async function fuzz(target: Target, share: number): Promise<boolean> {
  const judge = new Judge({ module: MODULE, target: target.name, corpus: CORPUS });
  try {
    const report = await run(judge, { seed, milliseconds: share * 1_000, now: () => performance.now() });
    return tell(target, report, Math.ceil(share * target.floor));
  } finally {
    judge.end();
  }
}

function tell(target: Target, { known, tried, failure }: Report, floor: number): boolean {
  const counts = `${tried} inputs, ${known} of them known`;
  if (failure) {
    const { index, input, why } = failure;
    const path = keepFound(CORPUS, target, { id: `seed-${seed}-input-${index}`, input });
    console.log(
      `FAIL ${target.name}: ${why}\n     ${counts}; kept as ${path}\n     ${JSON.stringify(input.slice(0, 300))}`,
    );
    return false;
  }
  const enough = tried >= floor;
  console.log(
    `${enough ? 'ok  ' : 'FAIL'} ${target.name}: ${counts}${enough ? '' : `; too few, ${floor} at least`}`,
  );
  return enough;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new RangeError(`not a number of seconds: ${text}`);
  return number;
}

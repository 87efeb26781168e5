// The process in which targets run: it may crash, hang or fill its memory, and only it.
import process from 'node:process';
import { loadCorpus } from './corpus.ts';
import type { Answer, Question, Verdict } from './judge.ts';
import { mutant } from './mutate.ts';
import { randomOf } from './random.ts';
import type { Target } from './target.ts';

/** Longest time for one input: milliseconds of this process's own work, whatever else the machine does. */
const SLOW = 1_000;

const [, , module = '', name = '', corpusFolder = ''] = process.argv;
const { TARGETS } = (await import(module)) as { readonly TARGETS: readonly Target[] };
const found = TARGETS.find((one) => one.name === name);
if (!found) throw new RangeError(`no such target: ${name}`);
const target = found;
const corpus = loadCorpus(corpusFolder, target);

/** The input number `index` of a campaign: first the corpus as it is, then its mutants. */
function inputOf(seed: number, index: number): string {
  return corpus[index] ?? mutant(corpus, target.language, randomOf(seed, index));
}

function judge(input: string, seed: number, index: number): string | null {
  const random = randomOf(~seed, index);
  const other = random.pick(corpus);
  const before = process.cpuUsage();
  try {
    target.check(input, other, random);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  const { user, system } = process.cpuUsage(before);
  const spent = (user + system) / 1_000;
  return spent > SLOW ? 'slow' : null;
}

function answer(question: Verdict): Answer {
  const { seed, from } = question;
  if (question.ask === 'one') return { tried: 1, broken: broken(question.input, seed, from) };
  for (let index = from; index < from + question.count; index += 1) {
    const failure = broken(inputOf(seed, index), seed, index);
    if (failure) return { tried: index - from + 1, broken: failure };
  }
  return { tried: question.count, broken: null };
}

function broken(input: string, seed: number, index: number): Answer['broken'] {
  const why = judge(input, seed, index);
  // The first time anything is done takes longer: what is slow is so the second time, too.
  const sure = why === 'slow' ? judge(input, seed, index) : why;
  return sure === null ? null : { index, input, why: sure };
}

process.on('message', (question: Question) => {
  if (question.ask === 'input') process.send?.({ input: inputOf(question.seed, question.from) });
  else process.send?.(answer(question));
});
process.on('disconnect', () => process.exit());
process.send?.({ corpus: corpus.length });

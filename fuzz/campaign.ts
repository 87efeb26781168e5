// One target under fire for a while: the corpus first, then its mutants, and what broke it made small.
import type { Judge, Failure } from './judge.ts';
import { NoVerdict } from './judge.ts';
import { minimise } from './minimise.ts';

/** Inputs judged before the process is looked at again. */
const BATCH = 100;
/** Questions that making an input smaller may cost. */
const ATTEMPTS = 2_000;
/** Fewer when each may end the process. */
const COSTLY_ATTEMPTS = 40;

export interface Campaign {
  readonly seed: number;
  /** For the mutants; the corpus is gone through whatever it takes. */
  readonly milliseconds: number;
  readonly now: () => number;
}

export interface Report {
  readonly known: number;
  readonly tried: number;
  /** The first thing that broke, made small; null when nothing did. */
  readonly failure: Failure | null;
}

/** Ends with the first failure, or with the time. */
export async function run(judge: Judge, { seed, milliseconds, now }: Campaign): Promise<Report> {
  const known = await judge.corpusSize();
  const until = now() + milliseconds;
  let tried = 0;
  while (tried < known || now() < until) {
    const count = tried < known ? Math.min(BATCH, known - tried) : BATCH;
    const failure = await batch(judge, seed, tried, count);
    if (failure) return { known, tried: failure.index + 1, failure: await smaller(judge, seed, failure) };
    tried += count;
  }
  return { known, tried, failure: null };
}

async function batch(judge: Judge, seed: number, from: number, count: number): Promise<Failure | null> {
  try {
    return (await judge.ask({ ask: 'some', seed, from, count })).broken;
  } catch (error) {
    if (!(error instanceof NoVerdict)) throw error;
    return await culprit(judge, seed, { from, count, why: error.message });
  }
}

/** Which of them it was: each by itself. */
async function culprit(
  judge: Judge,
  seed: number,
  { from, count, why }: { readonly from: number; readonly count: number; readonly why: string },
): Promise<Failure | null> {
  for (let index = from; index < from + count; index += 1) {
    const input = await judge.input(seed, index);
    const alone = await verdict(judge, seed, { index, input, why: '' });
    if (alone) return { index, input, why: alone };
  }
  return { index: from, input: '', why: `${why}, but only together: inputs ${from} to ${from + count - 1}` };
}

async function verdict(judge: Judge, seed: number, { index, input }: Failure): Promise<string | null> {
  try {
    return (await judge.ask({ ask: 'one', seed, from: index, input })).broken?.why ?? null;
  } catch (error) {
    if (error instanceof NoVerdict) return error.message;
    throw error;
  }
}

async function smaller(judge: Judge, seed: number, failure: Failure): Promise<Failure> {
  const { index, why } = failure;
  const isCostly = why === 'slow' || why === 'hangs' || why.startsWith('ends the process');
  const breaks = async (input: string) => (await verdict(judge, seed, { index, input, why })) === why;
  const input = await minimise(failure.input, breaks, isCostly ? COSTLY_ATTEMPTS : ATTEMPTS);
  return { index, input, why };
}

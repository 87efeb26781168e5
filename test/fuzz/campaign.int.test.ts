// The fuzzer finds what is broken, in whatever way, makes it small, and can do it again.
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { run } from '../../fuzz/campaign.ts';
import { Judge } from '../../fuzz/judge.ts';

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url));
const judges: Judge[] = [];
afterEach(() => {
  for (const judge of judges.splice(0)) judge.end();
});

function judgeOf(target: string): Judge {
  const hangs = target === 'hanging';
  const judge = new Judge(
    { module: `${FIXTURES}/targets.ts`, corpus: `${FIXTURES}/corpus`, target },
    // On a busy machine only what is meant to hang is given up soon.
    { one: hangs ? 2_000 : 30_000, some: hangs ? 3_000 : 30_000, start: 60_000, memory: 64 },
  );
  judges.push(judge);
  return judge;
}

const campaign = { seed: 7, milliseconds: 30_000, now: () => performance.now() };

test.each([
  ['throwing', 'TypeError: it does not'],
  ['hanging', 'hangs'],
  ['filling', 'ends the process (SIGABRT)'],
])('what is %s is found, made small and named', async (target, why) => {
  const { failure, tried } = await run(judgeOf(target), campaign);
  expect(failure).toMatchObject({ why, input: 'FATAL' });
  expect(tried).toBe((failure?.index ?? -1) + 1);
});

test('the same seed finds the same', async () => {
  const [one, two] = [await run(judgeOf('throwing'), campaign), await run(judgeOf('throwing'), campaign)];
  expect(one).toEqual(two);
  const other = await run(judgeOf('throwing'), { ...campaign, seed: 8 });
  expect(other.failure?.index).not.toBe(one.failure?.index);
});

test('where nothing is broken, it goes on until the time is up, and does all of the corpus whatever the time', async () => {
  let looks = 0;
  const now = () => (looks += 1) * 1_000;
  const { failure, known, tried } = await run(judgeOf('fine'), { seed: 7, milliseconds: 3_000, now });
  expect({ failure, known }).toEqual({ failure: null, known: 1 });
  expect(tried).toBeGreaterThan(100);
  expect(await run(judgeOf('fine'), { seed: 7, milliseconds: 0, now: () => 0 })).toMatchObject({ tried: 1 });
});

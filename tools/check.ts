// `npm run check`: format, lint, types, dependency rule, unused code. Each says how many files it looked at.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitSources, judgeAll } from './dependency-rule.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Outcome {
  readonly passed: boolean;
  /** Files it looked at; NaN when it did not say. */
  readonly files: number;
  /** What it printed, for when it failed. */
  readonly output: string;
}

// A check that looks at fewer files than the program has looked in the wrong place.
const floor = gitSources(ROOT).length;
const checks: readonly (readonly [string, () => Outcome])[] = [
  ['format', () => countedBy(/on (\d+) files/, run('oxfmt', '--check'))],
  ['lint', () => countedBy(/on (\d+) files/, run('oxlint', '--type-aware', '--deny-warnings'))],
  ['types', types],
  ['dependency rule', dependencyRule],
  ['unused code', () => countedBy(/looked at (\d+) files/, run('knip', ...KNIP))],
];
const KNIP = ['--no-progress', '--reporter', 'symbols', '--reporter', './tools/knip-count.ts'];

const failed = checks.filter(([name, check]) => !passes(name, check()));
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.map(([name]) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes(name: string, { passed, files, output }: Outcome): boolean {
  const enough = files >= floor;
  console.log(`${passed && enough ? 'ok  ' : 'FAIL'} ${name}: ${files} files`);
  if (!passed) console.log(output);
  if (!enough) console.log(`     it should look at ${floor} files or more`);
  return passed && enough;
}

function run(command: string, ...args: readonly string[]): Outcome {
  const done = spawnSync(join(ROOT, 'node_modules', '.bin', command), args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  if (done.error) throw done.error;
  return { passed: done.status === 0, files: Number.NaN, output: done.stdout + done.stderr };
}

function countedBy(pattern: RegExp, outcome: Outcome): Outcome {
  return { ...outcome, files: Number(pattern.exec(outcome.output)?.[1]) };
}

function types(): Outcome {
  const { passed, output } = run('tsc', '--noEmit', '-p', '.', '--listFiles');
  const lines = output.split('\n');
  const isListed = (line: string): boolean => /^\/.*\.[cm]?tsx?$/.test(line);
  const own = lines.filter((line) => isListed(line) && !line.includes('/node_modules/'));
  return { passed, files: own.length, output: lines.filter((line) => !isListed(line)).join('\n') };
}

function dependencyRule(): Outcome {
  const { files, violations } = judgeAll(ROOT);
  return { passed: violations.length === 0, files: files.length, output: violations.join('\n') };
}

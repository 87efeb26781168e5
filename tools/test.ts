// `npm test`: makes the machine ready, builds, runs every test, and ends with one plain line of totals.
//   --long         the tests that take long, too
//   --only NAME    one of: unit, integration, e2e, long
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAll } from './build.ts';
import { resolveElectron } from './electron.ts';
import { ensurePackages, type Purpose } from './packages.ts';
import { belowFloor, readTally, sum } from './test-tally.ts';
import type { Project, Tally } from './test-tally.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What only some tests compare with. */
const OTHERS: readonly Purpose[] = ['other-servers', 'other-programs'];
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

const { values } = parseArgs({ options: { long: { type: 'boolean' }, only: { type: 'string' } } });
try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  // No test ran, because the machine or the build was not ready; that is one failure, and the last line says so.
  console.error(error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}

/** Gives true when everything that was asked for ran and passed. */
async function main(): Promise<boolean> {
  requireNode();
  const wanted = wantedProjects();
  const runnable = makeReady(wanted);
  if (runnable.some((project) => project !== 'unit')) {
    await buildAll();
    const electron = await resolveElectron();
    console.log(`Electron ${electron.version} (${electron.source})`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'belfry-tests-'));
  try {
    const tallies = wanted.map((project) =>
      runnable.includes(project) ? runProject(project, folder) : skipped(project),
    );
    return report(tallies);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw new Error(`the tests need Node 22.18 or later, this is ${process.version}`);
}

function wantedProjects(): readonly Project[] {
  const usual: Project[] = values.long
    ? ['unit', 'integration', 'e2e', 'long']
    : ['unit', 'integration', 'e2e'];
  if (values.only === undefined) return usual;
  const all: readonly Project[] = ['unit', 'integration', 'e2e', 'long'];
  const one = all.find((project) => project === values.only);
  if (one === undefined) throw new Error(`--only ${values.only}: one of ${all.join(', ')}`);
  return [one];
}

/** The projects this machine can run. Throws when it should be able to run all of them (CI) and is not. */
function makeReady(wanted: readonly Project[]): readonly Project[] {
  if (wanted.every((project) => project === 'unit')) return wanted;
  const lacks = ensurePackages(['electron', 'desktop', 'servers', ...OTHERS]);
  if (lacks.length === 0) return wanted;
  for (const lack of lacks) console.log(`missing: ${lack.what}; ${lack.remedy}`);
  if (process.env['CI']) throw new Error('CI is set: there, nothing may be missing');
  if (lacks.every(({ purpose }) => OTHERS.includes(purpose))) {
    // They look for them themselves, and count as skipped without.
    console.log('skipped for that reason: the tests against those');
    return wanted;
  }
  console.log('skipped for that reason: everything but the unit tests');
  return wanted.filter((project) => project === 'unit');
}

function runProject(project: Project, folder: string): Tally {
  console.log(`\n== ${project}`);
  const json = join(folder, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile=${json}`];
  const done = spawnSync(process.execPath, [VITEST, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TZ: 'UTC' },
  });
  return readTally(project, json, done.status === 0, filesOf(project).length);
}

function skipped(project: Project): Tally {
  const files = filesOf(project).length;
  return { project, passed: 0, failed: 0, skipped: files, files: 0, filesThere: files, clean: true };
}

/** The test files on disk, found without the test runner's help, to notice when it looks in the wrong place. */
function filesOf(project: Project): readonly string[] {
  const all = readdirSync(join(ROOT, 'test'), { recursive: true }).map(String);
  const kind = (name: string): Project | null => {
    if (name.endsWith('.long.test.ts')) return 'long';
    if (name.endsWith('.int.test.ts')) return 'integration';
    if (name.endsWith('.e2e.test.ts')) return 'e2e';
    return /\.test\.tsx?$/.test(name) ? 'unit' : null;
  };
  return all.filter((name) => kind(name) === project);
}

function report(tallies: readonly Tally[]): boolean {
  console.log('');
  for (const { project, files, passed, failed, skipped: left } of tallies) {
    console.log(`${project}: ${files} files, ${passed} passed, ${failed} failed, ${left} skipped`);
  }
  const shortfalls = tallies.flatMap(belowFloor);
  for (const shortfall of shortfalls) console.log(shortfall);
  console.log(`on Node ${process.version}, ${process.platform}-${process.arch}`);
  const total = sum(tallies);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 && shortfalls.length === 0 && tallies.every((tally) => tally.clean);
}

// `npm run bench`: every figure beside what the same work costs bare, in the same run.
//   --only NAME     just this row and what it needs
//   --json FILE     the rows as JSON as well
//   --samples N     fewer (or more) samples than usual, for a first look
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildAll } from '../tools/build.ts';
import { resolveElectron } from '../tools/electron.ts';
import { ensurePackages } from '../tools/packages.ts';
import { openDavProcess } from './dav-process.ts';
import { endings } from './endings.ts';
import { ROW_NAMES } from './figures.ts';
import type { Row, RowName } from './figures.ts';
import { machineLine } from './machine.ts';
import { openScene } from './scene.ts';
import { chosen, shelvesFor } from './suites.ts';
import type { Suite } from './suites.ts';
import { tableOf } from './table.ts';
import { openRadicale } from './warm-radicale.ts';

const OPTIONS = { only: { type: 'string' }, json: { type: 'string' }, samples: { type: 'string' } } as const;
const LAST_WORDS = 15_000;

const tell = (line: string): void =>
  void process.stderr.write(`${(performance.now() / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
const ends = endings((error) => tell(`while ending: ${String(error)}`));
let interrupted = false;
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => void interrupt(code));
}
try {
  await main();
} catch (error) {
  if (!interrupted) console.error(error);
  process.exitCode = 1;
} finally {
  await ends.all();
}
// What a library left open must not keep a finished run alive; an interrupted one sets its own code.
if (!interrupted) process.exit();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const suites = chosen(rowNamed(values.only));
  const samples = values.samples === undefined ? null : positive(values.samples);
  for (const lack of ensurePackages(['electron', 'desktop', 'servers', 'comparison'])) {
    throw new Error(`missing: ${lack.what}; ${lack.remedy}`);
  }
  const machine = machineLine(await resolveElectron());
  tell(machine);
  const rows = await measure(suites, samples);
  const asked = rows.filter((row) => values.only === undefined || row.name === values.only);
  console.log(`${machine}\n\n${tableOf(asked)}`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(asked, null, 2)}\n`);
}

async function measure(suites: readonly Suite[], samples: number | null): Promise<readonly Row[]> {
  const scene = once(async (count) => {
    await buildAll({ quiet: true });
    return openScene(count, ends, tell);
  });
  const radicale = once((count) => openRadicale(count, ends, tell));
  const dav = once((count) => {
    tell(`filling a server of our own with ${count} events`);
    return openDavProcess(shelvesFor(count), ends);
  });
  const rows: Row[] = [];
  for (const suite of suites) {
    tell(`measuring ${suite.rows.join(' and ')}`);
    const stage = { scene, radicale, dav, endings: ends, samples: samples ?? suite.samples };
    rows.push(...(await suite.run(stage)));
  }
  return rows;
}

/** Opens each size when it is first asked for, and no second time. */
function once<T>(open: (count: number) => Promise<T>): (count: number) => Promise<T> {
  const opened = new Map<number, Promise<T>>();
  return (count) => {
    const there = opened.get(count) ?? open(count);
    opened.set(count, there);
    return there;
  };
}

function rowNamed(name: string | undefined): RowName | null {
  if (name === undefined) return null;
  const known = ROW_NAMES.find((each) => each === name);
  if (known === undefined) throw new Error(`--only ${name}: one of ${ROW_NAMES.join(', ')}`);
  return known;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--samples ${text}: a whole number from 1 on`);
  return number;
}

async function interrupt(code: number): Promise<void> {
  if (interrupted) return;
  interrupted = true;
  tell('interrupted: ending what runs');
  // Whatever does not end in time is killed, and its folder removed, as this process exits.
  setTimeout(() => process.exit(code), LAST_WORDS);
  await ends.all();
  process.exit(code);
}

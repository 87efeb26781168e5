// What the app costs while nobody looks: memory, processor time and requests, window closed, link listening.
import { sleep } from '../test/support/patience.ts';
import type { AppProcess } from './app-process.ts';
import { median, rounded, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';
import { processTree, treeCpu, treePss } from './process-tree.ts';
import { untilListening } from './scene.ts';
import type { Scene } from './scene.ts';

const SETTLED = 10_000;

/** Memory of each app, `count` times in turns: never both at once, since they would share pages. */
export async function pssHidden(scene: Scene, count: number): Promise<readonly Row[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  let processes = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const app = await hidden(await scene.startBelfry(), true);
    ours.push(treePss(app.pid));
    processes = processTree(app.pid).length;
    await app.end();
    const floor = await hidden(await scene.startFloor(), false);
    bare.push(treePss(floor.pid));
    await floor.end();
  }
  const note =
    `PSS of all ${processes} processes, listening, 10 s after the window was opened and closed, ` +
    `${Object.keys(scene.events).length} events in the cache; ${spread(ours)}, bare app ${spread(bare)}, ${count} each`;
  return [rowOf('pss-hidden', { value: median(ours), floor: median(bare), unit: 'MiB', note })];
}

/** Processor time and requests of one quiet spell of `seconds`; both apps at the same time. */
export async function quietMinute(scene: Scene, seconds: number): Promise<readonly Row[]> {
  const app = await hidden(await scene.startBelfry(), true);
  const floor = await hidden(await scene.startFloor(), false);
  scene.world.tap.clear();
  const before = { ours: treeCpu(app.pid), bare: treeCpu(floor.pid), at: performance.now() };
  await sleep(seconds * 1_000);
  const elapsed = (performance.now() - before.at) / 1_000;
  const percent = (spent: number): number => (100 * spent) / elapsed;
  const value = percent(treeCpu(app.pid) - before.ours);
  const bare = percent(treeCpu(floor.pid) - before.bare);
  const requests = scene.world.tap.requests();
  await app.end();
  await floor.end();
  const spell = `${rounded(elapsed)} s, window closed, listening`;
  const paths = requests.map((request) => `${request.method} ${request.path}`).join(', ');
  return [
    rowOf('idle-cpu', {
      value,
      floor: bare,
      unit: '% of one core',
      note: `${spell}; all processes, both apps at once`,
    }),
    rowOf('idle-http-requests', {
      value: requests.length,
      floor: 0,
      unit: 'requests',
      note: `${spell}; what reached the calendar server${paths && `: ${paths}`}`,
    }),
  ];
}

async function hidden(app: AppProcess, listens: boolean): Promise<AppProcess> {
  if (listens) await untilListening(app);
  await app.closeWindow();
  await sleep(SETTLED);
  return app;
}

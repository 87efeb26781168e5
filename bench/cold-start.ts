// From the spawn to the tray icon and to the painted agenda, ours and the bare app in turns.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { sleep, until } from '../test/support/patience.ts';
import type { AppProcess } from './app-process.ts';
import { median, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';
import type { Scene } from './scene.ts';

interface Start {
  /** Milliseconds since the spawn. */
  readonly tray: number;
  readonly agenda: number;
}

/** A port for reading afterwards when something was painted; nobody connects before. Both apps get it. */
const SWITCHES = ['--remote-debugging-port=0'];
/** A start is left alone this long, so that looking does not slow it. */
const UNDISTURBED = 4_000;

/** Starts each app `count` times, after one start each that does not count. */
export async function coldStart(scene: Scene, count: number): Promise<readonly Row[]> {
  const ours: Start[] = [];
  const bare: Start[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const mine = await measured(await scene.startBelfry(SWITCHES));
    const floor = await measured(await scene.startFloor(SWITCHES));
    if (turn === 0) continue;
    ours.push(mine);
    bare.push(floor);
  }
  const row = (
    name: 'cold-start-tray' | 'cold-start-agenda',
    pick: (start: Start) => number,
    what: string,
  ) => {
    const [values, floors] = [ours.map(pick), bare.map(pick)];
    const note = `spawn to ${what}; ${spread(values)} of ${count}, bare app ${spread(floors)}; file caches are warm`;
    return rowOf(name, { value: median(values), floor: median(floors), unit: 'ms', note });
  };
  const cache = `${Object.keys(scene.events).length} events in the cache`;
  return [
    row('cold-start-tray', (start) => start.tray, 'the tray icon'),
    row('cold-start-agenda', (start) => start.agenda, `the painted agenda, signed in, ${cache}`),
  ];
}

async function measured(app: AppProcess): Promise<Start> {
  await sleep(UNDISTURBED);
  const line = await app.untilLine(
    'the tray',
    30_000,
    ({ scope, tray }) => scope === 'start' && tray === true,
  );
  const agenda = (await paintedAt(app)) - app.spawnedAt;
  await app.end();
  return { tray: Date.parse(line.at) - app.spawnedAt, agenda };
}

/** When the element with the timing name 'agenda' was first painted, epoch ms. */
async function paintedAt(app: AppProcess): Promise<number> {
  const port = Number.parseInt(readFileSync(join(app.userData, 'DevToolsActivePort'), 'utf8'), 10);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  try {
    const page = await until('the page', 10_000, () => browser.contexts()[0]?.pages()[0] ?? null);
    return await until('the painted agenda', 30_000, () => page.evaluate(firstPaint));
  } finally {
    await browser.close();
  }
}

// Runs inside the page. The browser kept the entry (Element Timing API); an observer gets it afterwards.
function firstPaint(): Promise<number | null> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const entry = list.getEntries().find((each) => Reflect.get(each, 'identifier') === 'agenda');
      if (entry) resolve(performance.timeOrigin + Number(Reflect.get(entry, 'renderTime')));
    });
    observer.observe({ type: 'element', buffered: true });
    setTimeout(() => resolve(null), 500);
  });
}

// The first pull of 10,000 events, beside the same requests sent bare, before and after each.
import { median, rowOf, rounded, spread } from './figures.ts';
import type { Row } from './figures.ts';
import { peakRss } from './process-tree.ts';
import { untilPulled } from './scene.ts';
import type { Scene } from './scene.ts';

/** Runs ours `count` times, each between two bare ones. */
export async function initialSync(scene: Scene, count: number): Promise<readonly Row[]> {
  const twin = await scene.twin();
  const floors = [await twin.everything()];
  const ours: number[] = [];
  const peaks: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const app = await scene.startEmpty();
    const { took } = await untilPulled(app, Object.keys(scene.events).length);
    ours.push(took / 1_000);
    peaks.push(peakRss(app.pid));
    await app.end();
    floors.push(await twin.everything());
  }
  const seconds = floors.map((ms) => ms / 1_000);
  const note =
    `first request to commit, at the start of the app; ${spread(ours)} of ${ours.length}, bare ${spread(seconds)} of ` +
    `${seconds.length}; peak memory of the main process ${rounded(Math.max(...peaks))} MiB (RSS)`;
  return [rowOf('initial-sync-10k', { value: median(ours), floor: median(seconds), unit: 's', note })];
}

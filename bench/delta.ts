// One changed event: the app's pull beside the two bare requests, in a calendar of 10,000 and one of 100.
import { sleep } from '../test/support/patience.ts';
import type { AppProcess } from './app-process.ts';
import { median, rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { untilListening } from './scene.ts';
import type { Scene } from './scene.ts';

export interface DeltaSample {
  /** The app's pull, ms. */
  readonly took: number;
  /** How much of it the calendar server worked on its two requests, ms: seen on their way, so the very same ones. */
  readonly served: number;
  readonly requests: number;
  readonly up: number;
  readonly down: number;
  /** The bare requests beside it, ms. */
  readonly bare: number;
}

/** Wider than the notifier's window (3 s at most), so that each ping goes out at once. */
const SPACING = 3_200;
const AFTERMATH = 800;

/** Takes `count` samples in each scene, the large one for the figure and the small one to compare with. */
export async function delta(scenes: { small: Scene; large: Scene }, count: number): Promise<readonly Row[]> {
  const small = await deltas(scenes.small, count);
  const large = await deltas(scenes.large, count);
  return [rowFor(small, large)];
}

/** The row: the pull in the large calendar, with both sizes compared in its note. */
export function rowFor(small: readonly DeltaSample[], large: readonly DeltaSample[]): Row {
  const value = middle(large, (sample) => sample.took);
  const floor = middle(large, (sample) => sample.bare);
  return rowOf('delta-1', { value, floor, unit: 'ms', note: noteOn(small, large) });
}

async function deltas(scene: Scene, count: number): Promise<readonly DeltaSample[]> {
  const twin = await scene.twin();
  const app = await scene.startBelfry();
  await app.closeWindow();
  await untilListening(app);
  await sleep(5_000);
  const samples: DeltaSample[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const startedAt = performance.now();
    const ours = await ourDelta(scene, app, turn);
    // Toast and view follow the commit; they must be over before the bare requests.
    await sleep(AFTERMATH);
    const { listing, multiget } = await twin.delta();
    // The first is a rehearsal, on both sides.
    if (turn > 0) samples.push({ ...ours, bare: listing + multiget });
    await sleep(Math.max(0, startedAt + SPACING - performance.now()));
  }
  await app.end();
  return samples;
}

async function ourDelta({ world, events }: Scene, app: AppProcess, turn: number) {
  const name = `event-${1 + turn}`;
  const pullsBefore = pulls(app).length;
  await world.colleague.move(name, (events[name]?.startsAt ?? 0) + 60_000);
  // The write itself went through the same tap.
  world.tap.clear();
  await app.untilLine('the pull of one change', 60_000, () => pulls(app).length > pullsBefore);
  const took = Number(pulls(app)[pullsBefore]?.['took']);
  const asked = world.tap.requests();
  const served = asked.reduce((sum, { at, answeredAt }) => sum + ((answeredAt ?? at) - at), 0);
  return { took, served, requests: asked.length, ...world.tap.bytes() };
}

function pulls(app: AppProcess) {
  return app.lines().filter((line) => line.scope === 'pull');
}

function middle(samples: readonly DeltaSample[], pick: (sample: DeltaSample) => number): number {
  return median(samples.map(pick));
}

function noteOn(small: readonly DeltaSample[], large: readonly DeltaSample[]): string {
  const share = (samples: readonly DeltaSample[]): string => {
    const [took, bare] = [middle(samples, (s) => s.took), middle(samples, (s) => s.bare)];
    const own = middle(samples, (s) => s.took - s.served);
    return `${rounded(took)} - ${rounded(bare)} = ${rounded(took - bare)} ms (not waiting for its own requests: ${rounded(own)} ms)`;
  };
  const [up, down] = [middle(large, (s) => s.up), middle(large, (s) => s.down)];
  return (
    `median of ${large.length} pulls after one change; ${middle(large, (s) => s.requests)} requests, ${up} bytes up, ` +
    `${down} down; client's share, total - bare, with 10,000 events: ${share(large)}; with 100: ${share(small)}`
  );
}

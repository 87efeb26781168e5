// One changed event: the app's pull beside the two bare requests, in a calendar of 10,000 and one of 100.
import { sleep } from '../test/support/patience.ts';
import type { AppProcess } from './app-process.ts';
import { median, rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { untilListening } from './scene.ts';
import type { Scene } from './scene.ts';

interface Deltas {
  /** Milliseconds: the app's pulls, and the bare requests of each. */
  readonly ours: readonly number[];
  readonly bare: readonly number[];
  readonly requests: number;
  readonly bytes: { readonly up: number; readonly down: number };
}

const SPACING = 3_300;
const AFTERMATH = 800;

/** Takes `count` samples in each scene, the large one for the figure and the small one to compare with. */
export async function delta(scenes: { small: Scene; large: Scene }, count: number): Promise<readonly Row[]> {
  const small = await deltas(scenes.small, count);
  const large = await deltas(scenes.large, count);
  return [
    rowOf('delta-1', {
      value: median(large.ours),
      floor: median(large.bare),
      unit: 'ms',
      note: noteOn(small, large),
    }),
  ];
}

async function deltas(scene: Scene, count: number): Promise<Deltas> {
  const app = await scene.startBelfry();
  await app.closeWindow();
  await untilListening(app);
  await sleep(5_000);
  const [ours, bare, requests, up, down]: number[][] = [[], [], [], [], []];
  for (let turn = 0; turn <= count; turn += 1) {
    const startedAt = performance.now();
    const mine = await ourDelta(scene, app, turn);
    // Toast and view follow the commit; they must be over before the bare requests.
    await sleep(AFTERMATH);
    const { listing, multiget } = await scene.twin.delta();
    // The first is a rehearsal, on both sides.
    if (turn > 0) {
      ours?.push(mine.took);
      bare?.push(listing + multiget);
      requests?.push(mine.requests);
      up?.push(mine.up);
      down?.push(mine.down);
    }
    await sleep(Math.max(0, startedAt + SPACING - performance.now()));
  }
  await app.end();
  const bytes = { up: median(up ?? []), down: median(down ?? []) };
  return { ours: ours ?? [], bare: bare ?? [], requests: median(requests ?? []), bytes };
}

async function ourDelta({ world, events }: Scene, app: AppProcess, turn: number) {
  const name = `event-${1 + turn}`;
  const pullsBefore = pulls(app).length;
  await world.colleague.move(name, (events[name]?.startsAt ?? 0) + 60_000);
  // The write itself went through the same tap.
  world.tap.clear();
  await app.untilLine('the pull of one change', 20_000, () => pulls(app).length > pullsBefore);
  const took = Number(pulls(app)[pullsBefore]?.['took']);
  return { took, requests: world.tap.requests().length, ...world.tap.bytes() };
}

function pulls(app: AppProcess) {
  return app.lines().filter((line) => line.scope === 'pull');
}

function noteOn(small: Deltas, large: Deltas): string {
  const share = ({ ours, bare }: Deltas): number => median(ours) - median(bare);
  const one = (events: string, deltas: Deltas): string =>
    `${events} events: ${rounded(median(deltas.ours))} - ${rounded(median(deltas.bare))} = ${rounded(share(deltas))} ms`;
  const { requests, bytes } = large;
  return (
    `median of ${large.ours.length} pulls after one change; ${requests} requests, ${bytes.up} bytes up, ` +
    `${bytes.down} down; client's share (total - bare) at ${one('10,000', large)}; at ${one('100', small)}`
  );
}

// From the writer's 2xx to the Notify call on the message bus, beside the four bare round trips it is made of.
import { sleep } from '../test/support/patience.ts';
import { openBareNotify, BARE_APP } from './bare-notify.ts';
import { openBarePing } from './bare-ping.ts';
import type { Endings } from './endings.ts';
import { median, quantile, rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { untilListening } from './scene.ts';
import type { Scene } from './scene.ts';

export interface Sample {
  /** Milliseconds from the writer's 2xx to each step of ours. */
  readonly asked: number;
  readonly answered: number;
  readonly askedAgain: number;
  readonly answeredAgain: number;
  readonly notify: number;
  /** The bare round trips, ms. */
  readonly floor: {
    readonly ping: number;
    readonly listing: number;
    readonly body: number;
    readonly notify: number;
  };
}

/** Wider than the notifier's window (3 s at most), and never in step with anything. */
const SPACING = { least: 3_200, more: 800 };
const AFTERMATH = 800;
/** Always the same event: changes of several in a row would be told together, as a crowd. */
const NAME = 'event-1';

/** Takes `count` samples. */
export async function pingToToast(scene: Scene, endings: Endings, count: number): Promise<readonly Row[]> {
  const ping = await openBarePing(scene.world.prosody);
  await endings.add(() => ping.close());
  const notify = openBareNotify(scene.desktop);
  await endings.add(async () => notify.close());
  const twin = await scene.twin();
  const app = await scene.startBelfry();
  await app.closeWindow();
  await untilListening(app);
  await sleep(5_000);
  const samples: Sample[] = [];
  // The first is a rehearsal: code that never ran before is slower, on both sides.
  for (let turn = 0; turn <= count; turn += 1) {
    const startedAt = performance.now();
    const ours = await ourSample(scene, turn);
    // What an alert leads to (a pop-up is drawn, the menu is made anew) must be over before the bare requests.
    await sleep(AFTERMATH);
    const { listing, body } = await twin.delta();
    const floor = { ping: await ping.roundTrip(), listing, body, notify: await notify.roundTrip() };
    if (turn > 0) samples.push({ ...ours, floor });
    const pause = SPACING.least + Math.random() * SPACING.more;
    await sleep(Math.max(0, startedAt + pause - performance.now()));
  }
  await app.end();
  notify.close();
  await ping.close();
  return rowsOf(samples);
}

async function ourSample({ world, desktop, events }: Scene, turn: number): Promise<Omit<Sample, 'floor'>> {
  const { title, startsAt } = events[NAME] ?? { title: '', startsAt: 0 };
  world.tap.clear();
  const { wroteAt } = await world.colleague.move(NAME, startsAt + (turn + 1) * 60_000);
  const ours = await desktop.notifications.next(
    ({ app, summary, body }) => app !== BARE_APP && `${summary} ${body}`.includes(title),
    20_000,
    wroteAt,
  );
  const [listing, body] = world.tap
    .requests()
    .filter(({ method }) => method === 'REPORT' || method === 'GET');
  const since = (at: number | null | undefined): number => (at ?? NaN) - wroteAt;
  return {
    asked: since(listing?.at),
    answered: since(listing?.answeredAt),
    askedAgain: since(body?.at),
    answeredAgain: since(body?.answeredAt),
    notify: ours.at - wroteAt,
  };
}

/** The rows of p50 and p95. */
export function rowsOf(samples: readonly Sample[]): readonly Row[] {
  const ours = samples.map((sample) => sample.notify);
  const floors = samples.map(({ floor }) => floor.ping + floor.listing + floor.body + floor.notify);
  const figure = (share: number, note: string) =>
    ({ value: quantile(ours, share), floor: quantile(floors, share), unit: 'ms', note }) as const;
  const least = `least ${rounded(quantile(ours, 0))}, most ${rounded(quantile(ours, 1))}`;
  return [
    rowOf('ping-to-toast-p50', figure(0.5, noteOn(samples))),
    rowOf('ping-to-toast-p95', figure(0.95, `the same ${samples.length} samples; ${least}`)),
  ];
}

function noteOn(samples: readonly Sample[]): string {
  const middle = (pick: (sample: Sample) => number): number => rounded(median(samples.map(pick)));
  const floor = [
    `publish to event ${middle((s) => s.floor.ping)}`,
    `sync-collection ${middle((s) => s.floor.listing)}`,
    `GET ${middle((s) => s.floor.body)}`,
    `Notify ${middle((s) => s.floor.notify)}`,
  ];
  const ours = [
    `sync-collection asked ${middle((s) => s.asked)}, answered ${middle((s) => s.answered)}`,
    `GET asked ${middle((s) => s.askedAgain)}, answered ${middle((s) => s.answeredAgain)}`,
    `Notify ${middle((s) => s.notify)}`,
  ];
  return (
    `writer's 2xx to the Notify call on the bus, window closed, ${samples.length} samples; ` +
    `p50 of the bare parts: ${floor.join(', ')}; p50 of ours since the 2xx: ${ours.join(', ')}`
  );
}

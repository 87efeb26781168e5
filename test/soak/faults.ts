// What befalls the engine of a soak and the servers around it: each fault begins, lasts a while, and is over.
import type { Forked } from '../../bench/forked.ts';
import type { Weather } from '../support/chaos-proxy.ts';
import { sleep } from '../support/patience.ts';
import type { World } from '../support/world.ts';
import type { jobs } from './engine.ts';

export interface Stage {
  readonly world: World;
  readonly engine: Forked<typeof jobs>;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

export type Fault = (stage: Stage) => Promise<void>;

/** Milliseconds that a fault lasts: long enough to be noticed, now and then. */
const between = (random: () => number, least: number, most: number): number =>
  least + random() * (most - least);

/** Every kind there is, by the name it is counted under. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'connection cut': async ({ world }) => world.chaos.cut(),
  'half-open connection': async ({ world }) => world.chaos.goSilent(),
  'connection dropped on this side alone': async ({ world }) => world.chaos.abandon(),
  'reset in the handshake': (stage) =>
    underWeather(stage, {
      kind: 'reset',
      way: stage.random() < 0.5 ? 'up' : 'down',
      after: Math.floor(stage.random() * 4_000),
    }),
  'black hole': (stage) => underWeather(stage, { kind: 'black-hole' }),
  'encryption stripped': (stage) => underWeather(stage, { kind: 'stripped' }),
  'refused connections': async ({ world: { chaos }, random }) => {
    chaos.refuse();
    chaos.cut();
    await sleep(between(random, 500, 6_000));
    await chaos.accept();
  },
  'slow network': async ({ world: { chaos }, random }) => {
    chaos.latency = between(random, 50, 800);
    await sleep(between(random, 2_000, 6_000));
    chaos.latency = 0;
  },
  'XMPP server ended and back': async ({ world, random }) => {
    await world.prosody.restart(random() < 0.5 ? 'SIGTERM' : 'SIGKILL');
    await world.untilOnline();
  },
  'XMPP server frozen': async ({ world: { prosody }, random }) => {
    prosody.freeze();
    await sleep(between(random, 1_000, 12_000));
    prosody.thaw();
  },
  'calendar server killed and back': async ({ world: { radicale }, random }) => {
    await radicale.halt('SIGKILL');
    await sleep(between(random, 0, 3_000));
    await radicale.restart();
  },
  'notifier killed and back': async ({ world }) => {
    await world.notifier.restart('SIGKILL');
    await world.untilOnline();
  },
  'sleep and wake': async ({ world, engine, random }) => {
    await engine.ask('nudge', 'suspend');
    await asleep(engine.pid, between(random, 1_000, 8_000), () => random() < 0.5 && world.chaos.cut());
    await engine.ask('nudge', 'wake');
  },
  'sleep without a word': ({ world, engine, random }) =>
    asleep(engine.pid, between(random, 1_000, 8_000), () => random() < 0.5 && world.chaos.cut()),
  'another network': async ({ world, engine }) => {
    world.chaos.abandon();
    await engine.ask('nudge', 'network');
  },
};

async function underWeather({ world: { chaos }, random }: Stage, weather: Weather): Promise<void> {
  chaos.weather = weather;
  chaos.cut();
  await sleep(between(random, 1_000, 8_000));
  chaos.weather = { kind: 'clear' };
}

async function asleep(pid: number, ms: number, meanwhile: () => unknown): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(ms / 2);
    meanwhile();
    await sleep(ms / 2);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

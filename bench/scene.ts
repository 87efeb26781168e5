// Where the figures are taken: a desktop, servers, the notifier, and the app signed in with a filled cache.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { launchApp } from '../test/support/app.ts';
import { startDesktop } from '../test/support/desktop.ts';
import type { Desktop } from '../test/support/desktop.ts';
import { eventText } from '../test/support/event-text.ts';
import { manyEvents } from '../test/support/seeded-week.ts';
import type { Events } from '../test/support/seeded-week.ts';
import { signIn } from '../test/support/sign-in-hand.ts';
import { startWorld } from '../test/support/world.ts';
import type { World } from '../test/support/world.ts';
import { startApp } from './app-process.ts';
import type { AppProcess } from './app-process.ts';
import type { Endings } from './endings.ts';
import { openTwin, warmUp } from './twin.ts';
import type { Twin } from './twin.ts';

export interface Scene {
  readonly desktop: Desktop;
  readonly world: World;
  /** What the work calendar held at first. */
  readonly events: Events;
  /** A copy of the work calendar for the floors; made when it is first asked for. */
  twin(): Promise<Twin>;
  /** Starts the signed-in app, with nothing attached to it. */
  startBelfry(switches?: readonly string[]): Promise<AppProcess>;
  /** The same, with everything pulled before forgotten. */
  startEmpty(): Promise<AppProcess>;
  /** Starts the bare app. */
  startFloor(switches?: readonly string[]): Promise<AppProcess>;
}

/** Says what is being done. */
export type Tell = (line: string) => void;

const FIRST_PULL = 180_000;
const REPLICAS = ['replicas.sqlite', 'replicas.sqlite-wal', 'replicas.sqlite-shm'];

/** Sets the scene with `count` events in the work calendar. Everything it starts is added to `endings`. */
export async function openScene(count: number, endings: Endings, tell: Tell): Promise<Scene> {
  tell(`setting the scene with ${count} events`);
  const events = manyEvents(Date.now(), count);
  const desktop = await startDesktop({ keyring: 'unlocked' });
  await endings.add(() => desktop.stop());
  const world = await startWorld({ work: events });
  await endings.add(() => world.stop());
  tell('filling the calendar server’s cache');
  await warmUp(world.radicale, world.password);
  const config = join(desktop.dir, 'config');
  const started = async (app: AppProcess): Promise<AppProcess> => {
    await endings.add(() => app.end());
    return app;
  };
  let twin: Promise<Twin> | null = null;
  const scene: Scene = {
    desktop,
    world,
    events,
    twin: () => (twin ??= copied(world, events, endings)),
    startBelfry: async (switches = []) => started(await startApp('Belfry', { desktop, config, switches })),
    startFloor: async (switches = []) => started(await startApp('Floor', { desktop, config, switches })),
    startEmpty: async () => {
      for (const file of REPLICAS) await rm(join(config, 'Belfry', file), { force: true });
      return started(await startApp('Belfry', { desktop, config }));
    },
  };
  tell('signing in');
  await signInByHand(scene, endings);
  tell('filling the app’s cache');
  await fillCache(scene);
  tell('the scene is set');
  return scene;
}

async function copied(world: World, events: Events, endings: Endings): Promise<Twin> {
  const names = Object.keys(events);
  const twin = await openTwin(world.radicale, (turn) => {
    const name = names[turn % names.length] ?? '';
    const facts = events[name];
    if (facts === undefined) throw new Error('a twin of an empty calendar cannot change');
    const moved = { ...facts, startsAt: facts.startsAt + turn * 60_000 };
    return { file: `${name}.ics`, text: eventText(name, moved, turn) };
  });
  await endings.add(async () => twin.close());
  return twin;
}

// The only part with a test driver attached to the app; whatever is measured runs without.
async function signInByHand({ desktop, world }: Scene, endings: Endings): Promise<void> {
  const app = await launchApp({ desktop });
  await endings.add(() => app.close());
  const form = { address: world.url, username: world.username, password: world.password };
  await signIn(await app.window(), form, { authority: world.prosody.ca, storage: 'keyring' });
  await app.close();
}

async function fillCache(scene: Scene): Promise<void> {
  // Signing in began it already; how far that came is left to chance.
  const app = await scene.startEmpty();
  await untilPulled(app, Object.keys(scene.events).length);
  await app.end();
}

/** Waits for the pull that brings at least `objects` objects; its line says how long it took. */
export async function untilPulled(app: AppProcess, objects: number): Promise<{ readonly took: number }> {
  const line = await app.untilLine(
    'the first pull',
    FIRST_PULL,
    ({ scope, objects: count }) => scope === 'pull' && typeof count === 'number' && count >= objects,
  );
  return { took: Number(line['took']) };
}

/** Waits until the app hears pings, and its start is over. */
export async function untilListening(app: AppProcess): Promise<void> {
  const isListening = (state: unknown): boolean => state === 'listening';
  await app.untilLine('the link', 60_000, ({ scope, state }) => scope === 'link' && isListening(state));
}

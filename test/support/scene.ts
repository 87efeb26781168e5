// One person's computer in one world: servers, a desktop, and the app on it, signed in through its own window.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchApp } from './app.ts';
import type { App, LaunchOptions } from './app.ts';
import type { Written } from './colleague.ts';
import { startDesktop } from './desktop.ts';
import type { Desktop, DesktopOptions } from './desktop.ts';
import type { Notified } from './desktop/notifications.ts';
import { until } from './patience.ts';
import { signIn, untilStatus } from './sign-in-hand.ts';
import type { Answers } from './sign-in-hand.ts';
import { startWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export interface SceneOptions {
  /** Default: a notifier that coalesces for 0.3 s only, so that tests need not wait for each other's pings. */
  readonly world?: WorldOptions;
  /** Default: dunst, a panel and an open keyring. */
  readonly desktop?: DesktopOptions;
}

export interface Scene {
  readonly world: World;
  readonly desktop: Desktop;
  /** Where the app keeps its files. */
  readonly userData: string;
  /** The app started last. Throws before the first start. */
  readonly app: App;
  /** Starts the app, again with the same files; resolves with its window. */
  start(options?: Pick<LaunchOptions, 'args' | 'env'>): Promise<Page>;
  /** Signs alice in through the window and waits until the app listens. */
  signIn(page: Page, answers?: Omit<Answers, 'authority'>): Promise<void>;
  /** Alerts the desktop was asked to show from `after` (epoch ms) on. */
  alerts(after?: number): readonly Notified[];
  /** Lets the colleague write, and waits for the alert (10 s) that follows. */
  alertAfter(write: () => Promise<Written>): Promise<{ readonly alert: Notified; readonly written: Written }>;
  /** Ends app, desktop and world. Idempotent. */
  stop(): Promise<void>;
}

const QUICK: WorldOptions = { coalesce: { minMs: 200, maxMs: 300 } };
const PATIENCE = 10_000;

/** Starts world and desktop; the app is not started yet. Throws, with nothing left running, when a part fails. */
export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  const starting = [
    startWorld({ ...QUICK, ...options.world }),
    startDesktop(options.desktop ?? { keyring: 'unlocked' }),
  ] as const;
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) {
    for (const each of settled) if (each.status === 'fulfilled') await each.value.stop();
    throw failed.reason;
  }
  return sceneOf(...(await Promise.all(starting)));
}

function sceneOf(world: World, desktop: Desktop): Scene {
  let app: App | null = null;
  const running = (): App => {
    if (app === null) throw new Error('the app was not started yet');
    return app;
  };
  return {
    world,
    desktop,
    userData: join(desktop.env['XDG_CONFIG_HOME'] ?? '', 'Belfry'),
    get app() {
      return running();
    },
    start: async (launch = {}) => {
      await app?.close();
      app = await launchApp({ desktop, ...launch, env: { BELFRY_LOG: 'stderr', ...launch.env } });
      return app.window();
    },
    signIn: async (page, answers = { storage: 'keyring' }) => {
      const { url: address, username, password } = world;
      await signIn(page, { address, username, password }, { ...answers, authority: world.prosody.ca });
      await untilStatus(page, 'Listening');
      await untilQuiet(world);
    },
    alerts: (after = 0) => desktop.notifications.all().filter((each) => each.at >= after),
    alertAfter: async (write) => {
      const before = Date.now();
      const [alert, written] = await Promise.all([
        desktop.notifications.next(() => true, PATIENCE, before),
        write(),
      ]);
      return { alert, written };
    },
    stop: async () => {
      await app?.close();
      await desktop.stop();
      await world.stop();
    },
  };
}

/** Waits until no request has reached the calendar server for half a second: what signing in began is over. */
async function untilQuiet({ tap }: World): Promise<void> {
  await until('a quiet calendar server', PATIENCE, () => (tap.requests().at(-1)?.at ?? 0) < Date.now() - 500);
}

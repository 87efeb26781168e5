// Everything the demo needs, up and running: the servers, a screen, and the app on it, signed in through its window.
import type { Page } from 'playwright-core';
import { resolveElectron } from '../tools/electron.ts';
import { launchApp } from '../test/support/app.ts';
import type { App } from '../test/support/app.ts';
import { signIn, untilStatus } from '../test/support/sign-in-hand.ts';
import { startWorld } from '../test/support/world.ts';
import type { World } from '../test/support/world.ts';
import { ownScreens, thisDesktop } from './screens.ts';
import type { Screens } from './screens.ts';

export interface Stage {
  readonly world: World;
  readonly screens: Screens;
  readonly app: App;
  readonly page: Page;
}

/** What was started so far, to be ended in reverse. */
export class Curtain {
  readonly #ends: (() => Promise<void>)[] = [];

  add(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  /** Ends everything, the last started first; one failure does not keep the rest from ending. */
  async fall(): Promise<void> {
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      await end().catch((error: unknown) => console.error(error));
    }
  }
}

/** Raises the stage; whatever it started is in `curtain`, also when it throws. Throws soon after `signal` is aborted. */
export async function raiseStage(
  curtain: Curtain,
  usesThisDesktop: boolean,
  signal: AbortSignal,
): Promise<Stage> {
  const { source } = await resolveElectron();
  const world = await startWorld();
  curtain.add(() => world.stop());
  signal.throwIfAborted();
  console.log(`calendar server, XMPP server and notifier run; sign-in address ${world.url}`);
  const screens = await (usesThisDesktop ? thisDesktop() : ownScreens());
  curtain.add(() => screens.stop());
  signal.throwIfAborted();
  const env = {
    BELFRY_LOG: 'stderr',
    ...(source === 'substitute' ? { BELFRY_SUBSTITUTE_ELECTRON: '1' } : {}),
  };
  const app = await launchApp({ desktop: screens, args: screens.args, env });
  curtain.add(() => app.close());
  signal.throwIfAborted();
  const page = await unlessAborted(signal, signedIn(app, world, screens));
  console.log(`${world.username} is signed in, and the app listens`);
  return { world, screens, app, page };
}

async function signedIn(app: App, world: World, screens: Screens): Promise<Page> {
  const page = await app.window();
  await page.getByLabel('E-mail address or server').waitFor();
  await screens.picture(page, 'sign-in');
  const { url: address, username, password } = world;
  const storage = screens.hasKeyring ? 'keyring' : 'memory';
  await signIn(page, { address, username, password }, { authority: world.prosody.ca, storage });
  await untilStatus(page, 'Listening');
  await page.getByRole('button', { name: 'No', exact: true }).click();
  return page;
}

/** What `promise` gives; rejects at once when `signal` is aborted first, whatever becomes of the promise. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}

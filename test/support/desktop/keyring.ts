// A real gnome-keyring in a throw-away home.
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import type { Bus } from './bus.ts';

/** The password of the keyring, for tests that type it. */
export const KEYRING_PASSWORD = 'open sesame';

const NAME = 'org.freedesktop.secrets';

/** Starts gnome-keyring with a login keyring that is open, or that exists and is locked. */
export async function startKeyring(
  bus: Bus,
  env: NodeJS.ProcessEnv,
  state: 'unlocked' | 'locked',
): Promise<Child> {
  const unlocked = await start(bus, env, ['--unlock'], KEYRING_PASSWORD);
  if (state === 'unlocked') return unlocked;
  // The first start made the keyring's file; a start without its password finds it locked.
  await unlocked.end();
  return start(bus, env, [], undefined);
}

async function start(
  bus: Bus,
  env: NodeJS.ProcessEnv,
  more: readonly string[],
  password: string | undefined,
): Promise<Child> {
  const args = ['--foreground', '--components=secrets', ...more];
  const input = password === undefined ? {} : { input: password };
  const child = await startChild({ command: 'gnome-keyring-daemon', args, env, ...input });
  await bus.untilOwned(NAME);
  return child;
}

/** Whether the default collection asks for its password before it gives anything. */
export async function isKeyringLocked(bus: Bus): Promise<boolean> {
  const collection = { destination: NAME, path: '/org/freedesktop/secrets/aliases/default' };
  return (
    (await bus.property({ ...collection, interface: 'org.freedesktop.Secret.Collection' }, 'Locked')) === true
  );
}

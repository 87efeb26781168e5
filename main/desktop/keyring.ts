// The Secret Service (org.freedesktop.secrets: gnome-keyring, KeePassXC, kwalletd) asked over D-Bus, because asking
// through Electron's safeStorage would hold the whole main process until a person has answered its dialog.
import { BelfryError } from '../core/errors.ts';
import { variantValue } from './property.ts';
import { BUS_PATIENCE, connectSessionBus, type BusCall, type SessionBus } from './session-bus.ts';

export type KeyringState = 'ready' | 'locked' | 'absent';

const SERVICE = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
/** The Secret Service's way to say "no such object" and "no dialog needed". */
const NO_OBJECT = '/';
/** How long a person may take over the desktop's unlock dialog: ten minutes. */
const PERSON_PATIENCE = 600_000;

/**
 * Whether the default collection can be written now. Never prompts and never takes longer than two seconds or so;
 * no bus, no service, no default collection, no answer: 'absent'.
 */
export async function keyringState(environment: NodeJS.ProcessEnv = process.env): Promise<KeyringState> {
  return onBus(environment, async (bus) => {
    const collection = await defaultCollection(bus);
    return collection === null ? 'absent' : stateOf(bus, collection);
  });
}

/**
 * Asks the service to unlock the default collection; the desktop shows its own dialog if it needs one.
 * Resolves with the state once the dialog was completed or dismissed (or nobody answered it for ten minutes).
 */
export async function unlockKeyring(environment: NodeJS.ProcessEnv = process.env): Promise<KeyringState> {
  return onBus(environment, async (bus) => {
    const collection = await defaultCollection(bus);
    if (collection === null) return 'absent';
    const [, prompt] = await bus.call(toService('Unlock', 'ao', [[collection]]), BUS_PATIENCE);
    if (typeof prompt === 'string' && prompt !== NO_OBJECT) await answered(bus, prompt);
    return stateOf(bus, collection);
  });
}

async function onBus(
  environment: NodeJS.ProcessEnv,
  ask: (bus: SessionBus) => Promise<KeyringState>,
): Promise<KeyringState> {
  const bus = connectSessionBus(environment);
  if (!bus) return 'absent';
  try {
    return await ask(bus);
  } catch (error) {
    // Whatever the bus objects to (nobody owns the name, nobody answers, the bus is gone), there is no keyring to use.
    if (error instanceof BelfryError && error.kind === 'storage') return 'absent';
    throw error;
  } finally {
    bus.close();
  }
}

async function defaultCollection(bus: SessionBus): Promise<string | null> {
  const [path] = await bus.call(toService('ReadAlias', 's', ['default']), BUS_PATIENCE);
  return typeof path === 'string' && path !== NO_OBJECT ? path : null;
}

async function stateOf(bus: SessionBus, collection: string): Promise<KeyringState> {
  const get: BusCall = {
    destination: SERVICE,
    path: collection,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: ['org.freedesktop.Secret.Collection', 'Locked'],
  };
  const [variant] = await bus.call(get, BUS_PATIENCE);
  return variantValue(variant) === false ? 'ready' : 'locked';
}

/** Shows the service's dialog and waits until it was completed or dismissed. */
async function answered(bus: SessionBus, prompt: string): Promise<void> {
  const name = 'org.freedesktop.Secret.Prompt';
  let done: () => void = () => undefined;
  const completed = new Promise<void>((resolve) => (done = resolve));
  const remove = await bus.listen({ interface: name, member: 'Completed', path: prompt }, () => done());
  const timer = setTimeout(done, PERSON_PATIENCE);
  try {
    const show = { destination: SERVICE, path: prompt, interface: name, member: 'Prompt' };
    await bus.call({ ...show, signature: 's', body: [''] }, BUS_PATIENCE);
    await completed;
  } finally {
    clearTimeout(timer);
    remove();
  }
}

function toService(member: string, signature: string, body: readonly unknown[]): BusCall {
  const name = 'org.freedesktop.Secret.Service';
  return { destination: SERVICE, path: SERVICE_PATH, interface: name, member, signature, body };
}

// Instant push from where the person said, for a server that pushes but does not announce it: what was entered is
// checked, tried once, and only then taken over. Its password lies in the vault under a key of its own.
import { parseHostPort, type PushTransport } from '../../protocol/push-properties.ts';
import { asBelfryError, isAbort } from '../core/errors.ts';
import type { ManualPush } from '../core/manual-push.ts';
import type { Account, AccountId } from '../core/model.ts';
import type { Access } from '../core/ports.ts';
import type { PushAddress } from '../core/sync/link-ports.ts';
import type { ManualProblem } from '../core/window/connection-view.ts';
import type { World } from './context.ts';

/** What was entered; an empty password keeps the one before. */
export type EnteredPush = ManualPush & { readonly password: string };

/** What of it may be kept with the settings. */
export function withoutPassword({ server, jid, service, node }: EnteredPush): ManualPush {
  return { server, jid, service, node };
}

/** Longest wait for the XMPP server, ms. */
const PATIENCE = 30_000;
/** Longest name of a node that is taken, UTF-16 units; servers allow about as much. */
const LONGEST_NODE = 1_023;

/** Where the vault keeps the password of an account's manual push. */
export function manualPushKey(id: AccountId): string {
  return `${id}/push`;
}

/** The same, as a server would have announced it. */
export function transportOf({ server, service, node }: ManualPush): PushTransport {
  const { host, port } = parseHostPort(server) ?? { host: server, port: null };
  return { host, port, service: service.toLowerCase(), homeNode: node, heartbeat: null };
}

/** Who signs in there; null while the password is not to be had. */
export async function loginFor(
  { id, manualPush }: Account,
  { vault, log }: Pick<World, 'vault' | 'log'>,
): Promise<NonNullable<PushAddress['login']> | null> {
  if (!manualPush) return null;
  try {
    const password = await vault.load(manualPushKey(id));
    return password === null ? null : { jid: manualPush.jid, password };
  } catch (error) {
    const { kind, reason } = asBelfryError(error);
    log.warn('vault', { kind, reason }); // a locked keyring is asked again at the next look
    return null;
  }
}

/** What is wrong with it as it stands; null: it can be tried. */
export function flawOf({ server, jid, service, node }: ManualPush): ManualProblem | null {
  if (!parseHostPort(server)) return 'bad-server';
  if (!/^[^\s@/"'&<>:]+@[^\s@/:]+$/.test(jid)) return 'bad-jid';
  if (!/^(?:[^\s@/]+@)?[^\s@/:]+$/.test(service)) return 'bad-service';
  return node === '' || node.length > LONGEST_NODE || /\p{Cc}/u.test(node) ? 'bad-node' : null;
}

export class ManualTrial {
  readonly #world: World;
  readonly #onChange: () => void;
  #problem: ManualProblem | null = null;
  #current = new AbortController();
  #ended = false;

  constructor(world: World, onChange: () => void) {
    this.#world = world;
    this.#onChange = onChange;
  }

  /** Why what was entered last was not taken over; 'checking' while it is tried; null: nothing was refused. */
  get problem(): ManualProblem | null {
    return this.#problem;
  }

  /** Checks and tries what was entered; what can be taken over, or null. A new try ends the one before. Never throws. */
  async run(account: Account, entered: EnteredPush, access: Access): Promise<EnteredPush | null> {
    this.#current.abort();
    if (this.#ended) return null;
    const attempt = (this.#current = new AbortController());
    const push = trimmed(entered);
    const flaw = flawOf(push);
    if (flaw) return this.#say(flaw);
    this.#say('checking');
    const cancel = this.#world.clock.after(PATIENCE, () => attempt.abort());
    try {
      const password = push.password || (await this.#known(account, push));
      if (password === null) return this.#say('no-password');
      await this.#world.tryPush(this.#addressOf(push, password, access), attempt.signal);
      if (attempt !== this.#current || this.#ended) return null;
      this.#say(null);
      return { ...push, password };
    } catch (error) {
      return attempt === this.#current && !this.#ended ? this.failed(error) : null;
    } finally {
      cancel();
    }
  }

  /** It was not taken over because of this. */
  failed(error: unknown): null {
    if (isAbort(error)) return this.#say('offline'); // it took too long
    const { kind, reason } = asBelfryError(error);
    this.#world.log.warn('manual-push', { kind, reason });
    switch (kind) {
      case 'unauthorized':
      case 'untrusted':
      case 'offline':
      case 'storage':
        return this.#say(kind);
      case 'busy':
        return this.#say('offline');
      case 'forbidden':
        return this.#say('unauthorized');
      case 'gone':
      case 'expired':
      case 'not-subscribed':
      case 'protocol':
      case 'bad-object':
      case 'bug':
        return this.#say('protocol');
    }
  }

  /** Ends a try; idempotent. */
  stop(): void {
    this.#ended = true;
    this.#current.abort();
  }

  // The password of before is for whom it was given: another address or another server needs its own.
  async #known({ id, manualPush }: Account, { server, jid }: ManualPush): Promise<string | null> {
    const isSame = manualPush?.server === server && manualPush.jid === jid;
    return isSame ? this.#world.vault.load(manualPushKey(id)) : null;
  }

  #say(problem: ManualProblem | null): null {
    this.#problem = problem;
    this.#onChange();
    return null;
  }

  // A resource of its own: where the same account listens already, trying must not push that link out.
  #addressOf(push: ManualPush, password: string, access: Access): PushAddress {
    const resource = `belfry-${this.#world.deviceId}-try`;
    const user = access.credentials.username;
    return { transport: transportOf(push), access, user, resource, login: { jid: push.jid, password } };
  }
}

function trimmed({ server, jid, service, node, password }: EnteredPush): EnteredPush {
  return { server: server.trim(), jid: jid.trim(), service: service.trim(), node: node.trim(), password };
}

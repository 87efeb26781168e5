// The link of one account, made when the server offers push and the person allowed it, replaced when it moves.
import type { PushTransport } from '../../protocol/push-properties.ts';
import type { CertificateFacts } from '../core/errors.ts';
import type { Link } from '../core/sync/link.ts';
import type { Account, Calendar } from '../core/model.ts';
import { nextAttemptIn } from '../core/sync/polling.ts';
import type { PingSource } from '../core/sync/link-ports.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import type { World } from './context.ts';

/** Looks without push after which it is believed that the server does not push any more. */
const GIVE_UP = 3;

export interface AccountLinkEvents {
  /** A watched node was pinged; heartbeats are kept from the account. */
  onPing(node: string): void;
  onListening(): void;
  onChange(): void;
}

export class AccountLink {
  readonly #world: World;
  readonly #access: Access;
  readonly #events: AccountLinkEvents;
  #source: PingSource | null = null;
  #transport: PushTransport | null = null;
  #certificate: CertificateFacts | null = null;
  /** Looks in a row that found no push where there was some. */
  #absences = 0;
  /** Sign-ins refused in a row, and epoch ms before which there is no other. */
  #refusals = 0;
  #notBefore = 0;

  constructor(access: Access, world: World, events: AccountLinkEvents) {
    this.#access = access;
    this.#world = world;
    this.#events = events;
  }

  get status(): Link {
    return this.#source?.status ?? { at: 'off' };
  }

  /** Where pings come from; null while push is not used. */
  get transport(): PushTransport | null {
    return this.#transport;
  }

  /** False while the calendar server does not say that it pushes, whatever the link hears. */
  get isOffered(): boolean {
    return this.#transport !== null && this.#absences === 0;
  }

  /** The XMPP server's certificate while it waits for a decision. */
  get certificate(): CertificateFacts | null {
    return this.#certificate;
  }

  /** Brings link and subscriptions in step with what the server offers for these calendars. */
  keep(account: Account, found: FoundAccount, shown: readonly Calendar[]): void {
    const allowed = account.pushConsent === 'allowed';
    this.#absences = found.push ? 0 : this.#absences + 1;
    // A notifier that is just starting again leaves its properties out: a link that works is not given up for that.
    if (allowed && !found.push && this.#transport && this.#absences < GIVE_UP) return;
    const transport = allowed ? found.push : null;
    if (JSON.stringify(transport) !== JSON.stringify(this.#transport)) this.#replace(transport);
    if (!this.#source || !transport) return;
    this.#source.watch(nodesOf(found, transport, shown));
    const { status } = this.#source;
    if (status.at === 'off') this.#source.start();
    if (status.at === 'refused' && status.because === 'unauthorized') this.#tryAgain(this.#source);
  }

  // The XMPP server refused a password that the calendar server just accepted: its own backend may have been down.
  #tryAgain(source: PingSource): void {
    const now = this.#world.clock.now();
    if (now < this.#notBefore) return;
    this.#refusals += 1;
    this.#notBefore = now + nextAttemptIn(this.#refusals);
    source.nudge('credentials');
  }

  nudge(event: 'wake' | 'network' | 'suspend'): void {
    this.#source?.nudge(event);
  }

  /** Ends the link; idempotent. */
  async stop(): Promise<void> {
    await this.#source?.stop();
  }

  #replace(transport: PushTransport | null): void {
    void this.#source?.stop();
    this.#certificate = null;
    this.#transport = transport;
    this.#source = transport && this.#make(transport);
  }

  #make(transport: PushTransport): PingSource {
    const { makePingSource, deviceId } = this.#world;
    const user = this.#access.credentials.username;
    const address = { transport, access: this.#access, user, resource: `belfry-${deviceId}` };
    return makePingSource(address, {
      onPing: (node) => {
        if (node !== transport.heartbeat?.node) this.#events.onPing(node);
      },
      onListening: () => {
        this.#certificate = null;
        this.#refusals = 0;
        this.#events.onListening();
      },
      onStatus: () => this.#events.onChange(),
      onUntrusted: (certificate) => (this.#certificate = certificate),
    });
  }
}

function nodesOf(
  found: FoundAccount,
  transport: PushTransport,
  shown: readonly Calendar[],
): readonly string[] {
  const urls = new Set(shown.map((c) => c.url));
  const calendars = found.calendars.filter((c) => urls.has(c.url)).flatMap((c) => c.node ?? []);
  const heartbeat = transport.heartbeat ? [transport.heartbeat.node] : [];
  return [...new Set([transport.homeNode, ...heartbeat, ...calendars])];
}

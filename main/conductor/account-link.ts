// The link of one account, made when the server offers push and the person allowed it, or where the person said; replaced
// when it moves. Whether it is believed is its hearing's to say.
import type { Heartbeat, PushTransport } from '../../protocol/push-properties.ts';
import type { CertificateFacts } from '../core/errors.ts';
import type { Link } from '../core/sync/link.ts';
import type { Account, Calendar } from '../core/model.ts';
import { shortHash } from '../core/short-hash.ts';
import { nextAttemptIn } from '../core/sync/polling.ts';
import type { PingSource } from '../core/sync/link-ports.ts';
import type { Access, FoundAccount, FoundCalendar } from '../core/ports.ts';
import type { ConnectionFacts } from '../core/window/connection-view.ts';
import type { World } from './context.ts';
import { HearingWatch } from './hearing-watch.ts';
import { PushPlace, type Place } from './push-place.ts';
import { wantedIn, type Wanted } from './wanted-nodes.ts';

export interface AccountLinkEvents {
  /** A watched node was pinged; heartbeats are kept from the account. */
  onPing(node: string): void;
  /** A watched node is gone, or the subscription to it. */
  onEnded(node: string): void;
  onListening(): void;
  /** The right to listen is to be proved again. */
  onDue(): void;
  onChange(): void;
}

type LinkFacts = Pick<
  ConnectionFacts,
  'connection' | 'host' | 'lastPing' | 'lastHeartbeat' | 'heartbeatMinutes'
>;

export class AccountLink {
  readonly #world: World;
  readonly #access: Access;
  readonly #events: AccountLinkEvents;
  readonly hearing: HearingWatch;
  readonly #place: PushPlace;
  #source: PingSource | null = null;
  #certificate: CertificateFacts | null = null;
  /** Sign-ins refused in a row, and epoch ms before which there is no other. */
  #refusals = 0;
  #notBefore = 0;
  #resource = '';
  #ended = false;

  constructor(access: Access, world: World, events: AccountLinkEvents) {
    this.#access = access;
    this.#world = world;
    this.#events = events;
    this.#place = new PushPlace(access, world, () => events.onDue());
    this.hearing = new HearingWatch(world.clock, {
      onChange: () => events.onChange(),
      onAttempt: () => this.#source?.nudge('deaf'),
    });
  }

  get status(): Link {
    return this.#source?.status ?? { at: 'off' };
  }

  /** What a person can be told of it. */
  get facts(): LinkFacts {
    const { transport, hearing } = this;
    return {
      connection: this.#source?.connection ?? null,
      host: transport && (transport.port === null ? transport.host : `${transport.host}:${transport.port}`),
      lastPing: hearing.lastPing,
      lastHeartbeat: hearing.lastHeartbeat,
      heartbeatMinutes: transport?.heartbeat?.minutes ?? null,
    };
  }

  /** Where pings come from; null while push is not used. */
  get transport(): PushTransport | null {
    return this.#place.value?.transport ?? null;
  }

  /** Somewhere to listen was entered by hand, and its password is not to be had. */
  get lacksPassword(): boolean {
    return this.#place.lacksPassword;
  }

  /** The server would let this device listen, but could not be asked for it. */
  get lacksEnrolment(): boolean {
    return this.#place.lacksEnrolment;
  }

  /** Nodes the XMPP service refuses although the calendars can be read. */
  get denied(): readonly string[] {
    const { status } = this;
    return status.at === 'listening' || status.at === 'probing' ? status.denied : [];
  }

  /** Everything that happens is announced, as far as anybody can tell: looks may be rare. */
  get isBelieved(): boolean {
    const isWhole = this.status.at === 'listening' && this.denied.length === 0;
    return isWhole && this.#place.isOffered && this.hearing.deaf === null;
  }

  /** The node that announces what changes in a calendar of the server; null: nothing does, or it is refused. */
  announcing({ node, person }: FoundCalendar): string | null {
    const { transport } = this;
    if (!transport || !this.#place.isOffered) return null;
    // What was entered by hand announces whatever is one's own.
    const announcing = this.#place.isByHand ? (person === '' ? transport.homeNode : null) : node;
    return announcing !== null && this.denied.includes(announcing) ? null : announcing;
  }

  /** The XMPP server's certificate while it waits for a decision. */
  get certificate(): CertificateFacts | null {
    return this.#certificate;
  }

  /** Brings link and subscriptions in step with what the server offers for these calendars. Never throws. */
  async keep(account: Account, found: FoundAccount, shown: readonly Calendar[]): Promise<void> {
    // Two accounts may sign in to XMPP as the same user: each has a resource of its own, or they would push each other out.
    this.#resource = `belfry-${this.#world.deviceId}-${shortHash(account.id)}`;
    if (this.#isToTryAgain && this.status.at === 'refused' && this.status.because === 'unauthorized')
      this.#place.refused();
    const wanted = wantedIn(found, shown);
    const isOther = await this.#place.look(account, found, wanted);
    if (this.#ended) return;
    if (isOther) this.#replace(this.#place.value);
    const { transport } = this;
    if (!this.#source || !transport) return;
    this.#source.watch(this.#place.isByHand ? [transport.homeNode] : nodesOf(transport, wanted));
    if (this.#source.status.at === 'off') this.#source.start();
    if (this.#isToTryAgain) this.#tryAgain(this.#source);
  }

  nudge(event: 'wake' | 'network' | 'suspend'): void {
    if (event === 'suspend') this.hearing.sleeps();
    else this.hearing.slept();
    this.#source?.nudge(event);
  }

  /** The account is being removed from this device: it is to hear no more. Never throws. */
  leave(account: Account): Promise<void> {
    return this.#place.leave(account);
  }

  /** Ends the link; idempotent. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.hearing.stop();
    this.#place.stop();
    await this.#source?.stop();
  }

  /** A password or a certificate was refused, and it is time to see whether it still is. */
  get #isToTryAgain(): boolean {
    const { status } = this;
    const isRefused = status.at === 'refused' && status.because !== 'conflict';
    return isRefused && this.#world.clock.now() >= this.#notBefore;
  }

  // The XMPP server refused a password that the calendar server just accepted: its own backend may have been down. Or it
  // showed a certificate nobody knows: it may have been somebody in between.
  #tryAgain(source: PingSource): void {
    this.#refusals += 1;
    this.#notBefore = this.#world.clock.now() + nextAttemptIn(this.#refusals);
    source.nudge('credentials');
  }

  #replace(place: Place | null): void {
    void this.#source?.stop();
    this.hearing.begin();
    this.#certificate = null;
    this.#source = place && this.#make(place);
  }

  #make(place: Place): PingSource {
    const { makePingSource } = this.#world;
    const { transport } = place;
    const user = this.#access.credentials.username;
    const address = { ...place, access: this.#access, user, resource: this.#resource };
    // One that was replaced may still have something to say while it ends.
    const isCurrent = () => this.#source === source;
    const source = makePingSource(address, {
      onPing: (node) => isCurrent() && this.#pinged(node, transport),
      onEnded: (node) => isCurrent() && this.#lost(node),
      onListening: () => isCurrent() && this.#listens(source, transport),
      onStatus: ({ at }) => {
        if (isCurrent()) this.#became(at, transport);
        this.#events.onChange();
      },
      onUntrusted: (certificate) => isCurrent() && (this.#certificate = certificate),
    });
    return source;
  }

  #lost(node: string): void {
    this.#place.lost(node);
    this.#events.onEnded(node);
  }

  #pinged(node: string, { heartbeat, homeNode }: PushTransport): void {
    if (node === heartbeat?.node) return this.hearing.beat();
    this.hearing.ping(node, node === homeNode);
    this.#events.onPing(node);
  }

  #listens(source: PingSource, transport: PushTransport): void {
    if (this.#ended) return;
    this.#certificate = null;
    this.#refusals = 0;
    const session = source.connection?.since ?? this.#world.clock.now();
    this.hearing.listening(session, this.#heartbeatIn(transport));
    this.#events.onListening();
  }

  #became(at: Link['at'], transport: PushTransport): void {
    if (at === 'listening') this.hearing.expect(this.#heartbeatIn(transport));
    else if (at !== 'probing') this.hearing.lost();
  }

  #heartbeatIn({ heartbeat }: PushTransport): Heartbeat | null {
    return heartbeat === null || this.denied.includes(heartbeat.node) ? null : heartbeat;
  }
}

function nodesOf({ homeNode, heartbeat }: PushTransport, wanted: Wanted): readonly string[] {
  return [...new Set([homeNode, ...(heartbeat ? [heartbeat.node] : []), ...wanted.values()])];
}

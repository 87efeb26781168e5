// The link of one account, made when the server offers push and the person allowed it, or where the person said; replaced
// when it moves. Whether it is believed is its hearing's to say.
import type { Heartbeat, PushTransport } from '../../protocol/push-properties.ts';
import type { CertificateFacts } from '../core/errors.ts';
import type { Link } from '../core/sync/link.ts';
import type { Account, Calendar } from '../core/model.ts';
import { shortHash } from '../core/short-hash.ts';
import { nextAttemptIn } from '../core/sync/polling.ts';
import type { PingSource, PushAddress } from '../core/sync/link-ports.ts';
import type { Access, FoundAccount, FoundCalendar } from '../core/ports.ts';
import type { ConnectionFacts } from '../core/window/connection-view.ts';
import type { World } from './context.ts';
import { HearingWatch } from './hearing-watch.ts';
import { loginFor, transportOf } from './manual-push.ts';

/** Looks without push after which it is believed that the server does not push any more. */
const GIVE_UP = 3;

export interface AccountLinkEvents {
  /** A watched node was pinged; heartbeats are kept from the account. */
  onPing(node: string): void;
  /** A watched node is gone, or the subscription to it. */
  onEnded(node: string): void;
  onListening(): void;
  onChange(): void;
}

type LinkFacts = Pick<
  ConnectionFacts,
  'connection' | 'host' | 'lastPing' | 'lastHeartbeat' | 'heartbeatMinutes'
>;

/** Where pings come from, and who signs in there if it is not the account itself. */
type Place = Pick<PushAddress, 'transport' | 'login'>;

export class AccountLink {
  readonly #world: World;
  readonly #access: Access;
  readonly #events: AccountLinkEvents;
  readonly hearing: HearingWatch;
  #source: PingSource | null = null;
  #place: Place | null = null;
  #certificate: CertificateFacts | null = null;
  /** Looks in a row that found no push where there was some. */
  #absences = 0;
  /** Sign-ins refused in a row, and epoch ms before which there is no other. */
  #refusals = 0;
  #notBefore = 0;
  #lacksPassword = false;
  #resource = '';
  #ended = false;

  constructor(access: Access, world: World, events: AccountLinkEvents) {
    this.#access = access;
    this.#world = world;
    this.#events = events;
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
    return this.#place?.transport ?? null;
  }

  /** Somewhere to listen was entered by hand, and its password is not to be had. */
  get lacksPassword(): boolean {
    return this.#lacksPassword;
  }

  /** Nodes the XMPP service refuses although the calendars can be read. */
  get denied(): readonly string[] {
    const { status } = this;
    return status.at === 'listening' || status.at === 'probing' ? status.denied : [];
  }

  /** Everything that happens is announced, as far as anybody can tell: looks may be rare. */
  get isBelieved(): boolean {
    const isWhole = this.status.at === 'listening' && this.denied.length === 0;
    return isWhole && this.#isOffered && this.hearing.deaf === null;
  }

  /** The node that announces what changes in a calendar of the server; null: nothing does, or it is refused. */
  announcing({ node, person }: FoundCalendar): string | null {
    const { transport } = this;
    if (!transport || !this.#isOffered) return null;
    // What was entered by hand announces whatever is one's own.
    const announcing = this.#place?.login ? (person === '' ? transport.homeNode : null) : node;
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
    const place = await this.#placeFor(account, found);
    if (this.#ended || place === 'as-before') return;
    if (JSON.stringify(place) !== JSON.stringify(this.#place)) this.#replace(place);
    if (!this.#source || !place) return;
    this.#source.watch(place.login ? [place.transport.homeNode] : nodesOf(found, place.transport, shown));
    const { status } = this.#source;
    if (status.at === 'off') this.#source.start();
    if (status.at === 'refused' && status.because !== 'conflict') this.#tryAgain(this.#source);
  }

  nudge(event: 'wake' | 'network' | 'suspend'): void {
    if (event === 'suspend') this.hearing.sleeps();
    else this.hearing.slept();
    this.#source?.nudge(event);
  }

  /** Ends the link; idempotent. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.hearing.stop();
    await this.#source?.stop();
  }

  /** False while the calendar server does not say that it pushes, whatever the link hears. */
  get #isOffered(): boolean {
    return this.#place !== null && this.#absences === 0;
  }

  async #placeFor(account: Account, found: FoundAccount): Promise<Place | null | 'as-before'> {
    if (account.manualPush) {
      this.#absences = 0;
      const login = await loginFor(account, this.#world);
      this.#lacksPassword = login === null;
      return login && { transport: transportOf(account.manualPush), login };
    }
    const allowed = account.pushConsent === 'allowed';
    this.#absences = found.push ? 0 : this.#absences + 1;
    // A notifier that is just starting again leaves its properties out: a link that works is not given up for that.
    if (allowed && !found.push && this.#place && this.#absences < GIVE_UP) return 'as-before';
    return allowed && found.push ? { transport: found.push } : null;
  }

  // The XMPP server refused a password that the calendar server just accepted: its own backend may have been down. Or it
  // showed a certificate nobody knows: it may have been somebody in between.
  #tryAgain(source: PingSource): void {
    const now = this.#world.clock.now();
    if (now < this.#notBefore) return;
    this.#refusals += 1;
    this.#notBefore = now + nextAttemptIn(this.#refusals);
    source.nudge('credentials');
  }

  #replace(place: Place | null): void {
    void this.#source?.stop();
    this.hearing.begin();
    this.#certificate = null;
    this.#place = place;
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
      onEnded: (node) => isCurrent() && this.#events.onEnded(node),
      onListening: () => isCurrent() && this.#listens(source, transport),
      onStatus: ({ at }) => {
        if (isCurrent()) this.#became(at, transport);
        this.#events.onChange();
      },
      onUntrusted: (certificate) => isCurrent() && (this.#certificate = certificate),
    });
    return source;
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

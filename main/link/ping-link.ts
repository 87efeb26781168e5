// The link of one account: does what core/sync/link.ts decides, over one XMPP session after another.
import { next, type Link, type LinkEvent } from '../core/sync/link.ts';
import type {
  LinkConnection,
  MakePingSource,
  PingSource,
  PingSourceEvents,
  PushAddress,
} from '../core/sync/link-ports.ts';
import type { Clock, Log } from '../core/ports.ts';
import { backOff } from '../../wire/back-off.ts';
import { NoAnswer } from '../../wire/iq.ts';
import type { PubSubEvent } from '../../wire/pubsub.ts';
import { TimeOver } from '../../wire/time-limit.ts';
import { openXmppStream } from '../../wire/xmpp-stream.ts';
import { eventFor, reasonOf, untrustedIn, isSaidByServer } from './link-failures.ts';
import { openLinkSession, type Interrupted, type LinkSession, type Means } from './link-session.ts';
import type { ProxyFor } from './sign-in.ts';
import { isInStep } from './subscriptions.ts';

const PROBE_TIMEOUT = 10_000;
/** Nothing an attempt waits for takes longer than this together; what was subscribed until then stays so. */
const ATTEMPT_TIMEOUT = 60_000;
/** A connection that died without a word is noticed within 80 s, at one small question a minute. */
const KEEP_ALIVE = { idle: 60_000, patience: 20_000 };

/** Makes links. Timers and chance come from `clock`; `means` is for whoever replaces the network or its patience. */
export function pingLinks(
  clock: Clock,
  log: Log,
  proxyFor: ProxyFor,
  means: Partial<Means> = {},
): MakePingSource {
  const all = { open: openXmppStream, keepAlive: KEEP_ALIVE, proxyFor, ...means };
  return (address, events) => new PingLink(address, events, { clock, log, means: all });
}

interface World {
  readonly clock: Clock;
  readonly log: Log;
  readonly means: Means;
}

/** One try and the session it led to. What belongs to an older one than the last is of no interest. */
interface Attempt {
  readonly controller: AbortController;
  session: LinkSession | null;
}

class PingLink implements PingSource {
  readonly #address: PushAddress;
  readonly #events: PingSourceEvents;
  readonly #world: World;
  #link: Link = { at: 'off' };
  #nodes: ReadonlySet<string> = new Set();
  #attempt: Attempt | null = null;
  /** The session that broke last, as long as it may be taken up again. */
  #interrupted: Interrupted | null = null;
  /** Sessions that are saying goodbye: the next does not compete with them for the resource. */
  #leaving: Promise<unknown> = Promise.resolve();
  /** Every attempt and every session that ends, so that stop() can wait for them. */
  #ending: Promise<unknown> = Promise.resolve();
  /** The one timer: the watchdog of an attempt, or the wait before the next. */
  #cancelTimer = () => {};

  constructor(address: PushAddress, events: PingSourceEvents, world: World) {
    this.#address = address;
    this.#events = events;
    this.#world = world;
  }

  get status(): Link {
    return this.#link;
  }

  get connection(): LinkConnection | null {
    return this.#attempt?.session?.connection ?? null;
  }

  start(): void {
    this.#happen({ type: 'start' });
  }

  async stop(): Promise<void> {
    this.#happen({ type: 'stop' });
    await this.#ending;
  }

  nudge(event: 'wake' | 'network' | 'suspend' | 'credentials' | 'deaf'): void {
    // Asleep it neither speaks nor ends its session: the server keeps what is sent, and hands it over at waking.
    if (event === 'suspend') this.#happen({ type: 'stop' }, { resumably: true });
    else this.#happen({ type: event });
  }

  watch(nodes: readonly string[]): void {
    this.#nodes = new Set(nodes);
    if (this.#attempt) void this.#reconcile(this.#attempt);
  }

  #happen(event: LinkEvent, { resumably } = { resumably: !endsForGood(event) }): void {
    const { clock, log } = this.#world;
    const before = this.#link;
    const retryAt = (attempt: number) => clock.now() + backOff(attempt, clock.random());
    if (!resumably) this.#interrupted = null;
    this.#link = next(before, event, retryAt, clock.now());
    if (this.#link === before) return;
    log.info('link', { state: this.#link.at, event: event.type });
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#perform(before, resumably);
    this.#events.onStatus(this.#link);
  }

  #perform(before: Link, resumably: boolean): void {
    const { clock } = this.#world;
    const link = this.#link;
    switch (link.at) {
      case 'connecting':
        this.#endSession(resumably);
        this.#keep(this.#connect());
        this.#cancelTimer = clock.after(ATTEMPT_TIMEOUT, () => {
          if (this.#attempt) this.#lose(new TimeOver(ATTEMPT_TIMEOUT), this.#attempt);
        });
        return;
      case 'listening':
        // An answered probe is no new session: nothing was missed.
        if (before.at === 'connecting') this.#events.onListening();
        return;
      case 'probing':
        return void this.#probe();
      case 'waiting':
        this.#endSession(resumably);
        this.#cancelTimer = clock.after(Math.max(0, link.until - clock.now()), () =>
          this.#happen({ type: 'timer' }),
        );
        return;
      case 'off':
      case 'refused':
        return this.#endSession(resumably);
    }
  }

  async #connect(): Promise<void> {
    const attempt: Attempt = { controller: new AbortController(), session: null };
    this.#attempt = attempt;
    const { signal } = attempt.controller;
    try {
      await this.#leaving;
      const { means, clock } = this.#world;
      const now = () => clock.now();
      const earlier = this.#interrupted;
      const session = await openLinkSession(
        { address: this.#address, means, earlier, now, signal },
        (event) => this.#hear(event, attempt),
      );
      if (this.#attempt !== attempt) return await session.close();
      this.#interrupted = null;
      attempt.session = session;
      void session.closed.then((error) => this.#lose(error, attempt));
      if (isInStep(session.subscribed, this.#nodes)) this.#listen(session);
      else await this.#reconcile(attempt);
    } catch (error) {
      // A server that does not say no to a session of before, but fails over it, is not asked for it again.
      if (this.#attempt === attempt && isSaidByServer(error)) this.#interrupted = null;
      this.#lose(error, attempt);
    }
  }

  #hear(event: PubSubEvent, attempt: Attempt): void {
    if (this.#attempt !== attempt || !this.#nodes.has(event.node)) return;
    if (event.kind === 'ping') this.#events.onPing(event.node);
    else this.#events.onEnded(event.node);
  }

  async #reconcile(attempt: Attempt): Promise<void> {
    const { session } = attempt;
    if (!session || session.isReconciling) return;
    const before = session.subscribed.confirmed;
    try {
      await session.reconcile(() => this.#nodes);
    } catch (error) {
      // A service that is silent on a connection that stands: the next session begins from scratch.
      return this.#lose(error, attempt, { resumably: !(error instanceof NoAnswer) });
    }
    if (this.#attempt !== attempt) return;
    const isFirst = this.#link.at === 'connecting';
    this.#listen(session);
    // Subscribed first, looked afterwards: what happened in between was announced to nobody.
    const isMore = [...session.subscribed.confirmed].some((node) => !before.has(node));
    if (isMore && !isFirst) this.#events.onListening();
  }

  #listen({ subscribed: { denied } }: LinkSession): void {
    const link = this.#link;
    if (link.at === 'listening' && link.denied.join() === denied.join()) return;
    this.#happen({ type: 'listening', denied });
  }

  async #probe(): Promise<void> {
    const attempt = this.#attempt;
    try {
      await attempt?.session?.probe(PROBE_TIMEOUT);
      const link = this.#link;
      if (this.#attempt === attempt && link.at === 'probing')
        this.#happen({ type: 'listening', denied: link.denied });
    } catch (error) {
      this.#world.log.info('link', { probe: reasonOf(error) });
      if (this.#attempt === attempt) this.#happen({ type: 'timer' });
    }
  }

  #lose(error: unknown, attempt: Attempt, how = { resumably: true }): void {
    if (this.#attempt !== attempt) return;
    const certificate = untrustedIn(error);
    if (certificate) this.#events.onUntrusted(certificate);
    this.#world.log.info('link', { ended: reasonOf(error) });
    this.#happen(eventFor(error), how);
  }

  #endSession(resumably: boolean): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.controller.abort();
    const session = attempt?.session;
    if (!session) return;
    if (resumably && session.interrupted) {
      this.#interrupted = session.interrupted;
      return this.#keep(session.cut());
    }
    const leaving = session.close();
    this.#leaving = Promise.allSettled([this.#leaving, leaving]);
    this.#keep(leaving);
  }

  #keep(ending: Promise<void>): void {
    this.#ending = Promise.allSettled([this.#ending, ending]).then(() => undefined);
  }
}

/** After these nothing is taken up again: other credentials, a session that was deaf, an end that was meant. */
function endsForGood({ type }: LinkEvent): boolean {
  return type === 'stop' || type === 'credentials' || type === 'deaf';
}

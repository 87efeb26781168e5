// The link of one account: does what core/link.ts decides, over one XMPP stream after another.
import { asBelfryError } from '../core/errors.ts';
import { next, type Link, type LinkEvent } from '../core/sync/link.ts';
import type { MakePingSource, PingSource, PingSourceEvents, PushAddress } from '../core/sync/link-ports.ts';
import type { Clock, Log } from '../core/ports.ts';
import { backOff } from '../../wire/back-off.ts';
import { eventFor, untrustedIn } from './link-failures.ts';
import { openLinkSession, type LinkSession } from './link-session.ts';

const PROBE_TIMEOUT = 10_000;

/** Makes links. Timers and chance come from `clock`. */
export function pingLinks(clock: Clock, log: Log): MakePingSource {
  return (address, events) => new PingLink(address, events, clock, log);
}

class PingLink implements PingSource {
  readonly #address: PushAddress;
  readonly #events: PingSourceEvents;
  readonly #clock: Clock;
  readonly #log: Log;
  #link: Link = { at: 'off' };
  #nodes: readonly string[] = [];
  #session: LinkSession | null = null;
  #reconciling: LinkSession | null = null;
  #attempt: AbortController | null = null;
  /** Every attempt and every closing session, so that stop() can wait for them. */
  #ending: Promise<unknown> = Promise.resolve();
  #cancelTimer = () => {};

  constructor(address: PushAddress, events: PingSourceEvents, clock: Clock, log: Log) {
    this.#address = address;
    this.#events = events;
    this.#clock = clock;
    this.#log = log;
  }

  get status(): Link {
    return this.#link;
  }

  start(): void {
    this.#happen({ type: 'start' });
  }

  async stop(): Promise<void> {
    this.#happen({ type: 'stop' });
    this.#cancelTimer();
    this.#endSession();
    await this.#ending;
  }

  nudge(event: 'wake' | 'network' | 'suspend' | 'credentials'): void {
    this.#happen({ type: event === 'suspend' ? 'stop' : event });
  }

  watch(nodes: readonly string[]): void {
    this.#nodes = nodes;
    if (this.#session) void this.#reconcile(this.#session);
  }

  #happen(event: LinkEvent): void {
    const before = this.#link;
    const retryAt = (attempt: number) => this.#clock.now() + backOff(attempt, this.#clock.random());
    this.#link = next(before, event, retryAt);
    if (this.#link === before) return;
    this.#log.info('link', { state: this.#link.at, event: event.type });
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#perform(before);
    this.#events.onStatus(this.#link);
  }

  #perform(before: Link): void {
    const link = this.#link;
    switch (link.at) {
      case 'connecting':
        this.#endSession();
        this.#keep(this.#connect());
        return;
      case 'listening':
        // An answered probe is no fresh session: nothing was missed.
        if (before.at === 'connecting') this.#events.onListening();
        return;
      case 'probing':
        return void this.#probe();
      case 'waiting':
        this.#endSession();
        this.#cancelTimer = this.#clock.after(Math.max(0, link.until - this.#clock.now()), () =>
          this.#happen({ type: 'timer' }),
        );
        return;
      case 'off':
      case 'refused':
        return this.#endSession();
    }
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      const session = await openLinkSession(this.#address, attempt.signal, (node) =>
        this.#events.onPing(node),
      );
      if (this.#attempt !== attempt) return await session.close();
      this.#session = session;
      void session.closed.then((error) => this.#fail(error, session));
      await this.#reconcile(session);
    } catch (error) {
      if (this.#attempt === attempt) this.#refuse(error);
    }
  }

  // One at a time for each session; what is to be watched may change meanwhile, and the last word counts.
  async #reconcile(session: LinkSession): Promise<void> {
    if (this.#reconciling === session) return;
    this.#reconciling = session;
    try {
      let nodes: readonly string[];
      let denied: readonly string[];
      do {
        nodes = this.#nodes;
        denied = await session.reconcile(nodes);
      } while (nodes !== this.#nodes && this.#session === session);
      if (this.#reconciling === session) this.#reconciling = null;
      if (this.#session === session) this.#happen({ type: 'listening', denied });
    } catch (error) {
      if (this.#reconciling === session) this.#reconciling = null;
      this.#fail(error, session);
    }
  }

  async #probe(): Promise<void> {
    const session = this.#session;
    try {
      await session?.keepAlive(PROBE_TIMEOUT);
      const link = this.#link;
      if (this.#session === session && link.at === 'probing')
        this.#happen({ type: 'listening', denied: link.denied });
    } catch (error) {
      this.#log.info('link', { probe: asBelfryError(error).kind });
      if (this.#session === session) this.#happen({ type: 'timer' });
    }
  }

  #fail(error: unknown, session: LinkSession): void {
    if (this.#session === session) this.#refuse(error);
  }

  #refuse(error: unknown): void {
    const certificate = untrustedIn(error);
    if (certificate) this.#events.onUntrusted(certificate);
    const reason = error instanceof Error ? error.message.slice(0, 120) : 'closed';
    this.#log.info('link', { ended: reason });
    this.#happen(eventFor(error));
  }

  #endSession(): void {
    this.#attempt?.abort();
    this.#attempt = null;
    const session = this.#session;
    this.#session = null;
    if (session) this.#keep(session.close());
  }

  #keep(ending: Promise<void>): void {
    this.#ending = Promise.allSettled([this.#ending, ending]).then(() => undefined);
  }
}

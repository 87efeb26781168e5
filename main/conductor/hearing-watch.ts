// Whether push is believed: how long nothing was heard, what looks found unannounced, and what is done about it. It owns
// the timers of the silence, of what may still be announced, and of the next fresh connection.
import type { Heartbeat } from '../../protocol/push-properties.ts';
import type { Clock } from '../core/ports.ts';
import {
  deafAt,
  deafness,
  heard,
  type Deafness,
  type Hearing,
  type HearingEvent,
} from '../core/sync/hearing.ts';
import { FreshAttempts } from './fresh-attempts.ts';

const MINUTE = 60_000;
/** A ping is under way at most so long after what it announces can be seen, ms. */
const UNDER_WAY = MINUTE;
/** A timer this much too late or too early, ms, means that the machine slept or its clock was moved. */
const JUMP = MINUTE;

export interface HearingEvents {
  /** It is believed no more, or again. */
  onChange(): void;
  /** Nothing is heard on this connection: a fresh one is to be tried. */
  onAttempt(): void;
}

/** One look, as far as hearing is concerned. */
export interface LookTicket {
  /** The stretch of listening, and the pings of the home until then. */
  readonly stretch: number;
  readonly homePings: number;
  /** Everything was level before, the link listened ever since, and no home was pinged: what moved should have been heard. */
  readonly counts: boolean;
}

export class HearingWatch {
  readonly #clock: Clock;
  readonly #events: HearingEvents;
  readonly #attempts: FreshAttempts;
  #heartbeat: Heartbeat | null = null;
  #hearing: Hearing | null = null;
  /** A fresh session alone is no proof of the contrary: it stays until something is heard. */
  #deaf: Deafness | null = null;
  #session: number | null = null;
  #isListening = false;
  /** Since it was last counted from: a session may outlive that, and be none the wiser. */
  #hasSlept = false;
  /** Counts stretches of listening without a gap, and pings of the home; and what both were at the last good look. */
  #stretch = 0;
  #homePings = 0;
  #level: Omit<LookTicket, 'counts'> | null = null;
  /** Nodes whose changes were found although no ping had come. */
  readonly #surprises = new Set<string>();
  #cancelSilence = () => {};
  #cancelSurprises = () => {};

  constructor(clock: Clock, events: HearingEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#attempts = new FreshAttempts(clock, () => events.onAttempt());
  }

  /** Why push is not believed; null: it is. */
  get deaf(): Deafness | null {
    return this.#deaf;
  }

  /** Epoch ms of the last ping of any node, heartbeats included; null: none yet. */
  get lastPing(): number | null {
    return this.#hearing?.lastPing ?? null;
  }

  /** Epoch ms of the last heartbeat; null: none yet. */
  get lastHeartbeat(): number | null {
    return this.#hearing?.lastHeartbeat ?? null;
  }

  /** Another source, or none: nothing of it was heard yet. */
  begin(): void {
    this.stop();
    this.#hearing = null;
    this.#deaf = null;
    this.#session = null;
    this.#attempts.forget();
  }

  /** The link listens: to a session that began at `session` (epoch ms), with this heartbeat, null if there is none to hear. */
  listening(session: number, heartbeat: Heartbeat | null): void {
    this.#interrupted();
    this.#isListening = true;
    this.#heartbeat = heartbeat;
    if (this.#hasSlept || session !== this.#session) this.#countAnew();
    this.#session = session;
    this.#plan();
  }

  /** The heart can be heard by now, or not any more. */
  expect(heartbeat: Heartbeat | null): void {
    if (heartbeat?.node === this.#heartbeat?.node) return;
    this.#heartbeat = heartbeat;
    if (heartbeat === null && this.#deaf === 'heartbeat') this.#become(null);
    else this.#watchSilence();
  }

  /** The link does not listen any more. */
  lost(): void {
    this.#isListening = false;
    this.#pause();
  }

  /** The machine is about to sleep. */
  sleeps(): void {
    this.#hasSlept = true;
    this.#pause();
  }

  /** The machine slept, or its network changed: what was silent meanwhile proves nothing. */
  slept(): void {
    this.#hasSlept = true;
    this.#interrupted();
    if (!this.#isListening) return;
    this.#countAnew();
    this.#plan();
  }

  /** A ping of a node; one of the home announces what changed in any calendar. */
  ping(node: string, isHome: boolean): void {
    if (isHome) {
      this.#homePings += 1;
      this.#surprises.clear();
    } else this.#surprises.delete(node);
    this.#note({ type: 'ping', at: this.#clock.now() });
    this.#become(null);
  }

  beat(): void {
    this.#note({ type: 'heartbeat', at: this.#clock.now() });
    // That something arrives does not say that changes are announced.
    if (this.#deaf === 'heartbeat') this.#become(null);
  }

  /** A look begins. */
  lookBegins(): LookTicket {
    const now = { stretch: this.#stretch, homePings: this.#homePings };
    return { ...now, counts: this.#isListening && this.#level !== null && isSame(this.#level, now) };
  }

  /** It ended well; whatever it found is being pulled. */
  lookEnded({ stretch, homePings }: LookTicket): void {
    this.#level = { stretch, homePings };
  }

  /** What a look saw turned out to be changes behind a node which no ping has announced; one may still be under way. */
  surprised(node: string, look: LookTicket): void {
    if (!this.#isListening || !isSame(look, { stretch: this.#stretch, homePings: this.#homePings })) return;
    if (this.#surprises.size === 0)
      this.#cancelSurprises = this.#clock.after(UNDER_WAY, () => this.#missed());
    this.#surprises.add(node);
  }

  /** Cancels every timer; idempotent. */
  stop(): void {
    this.lost();
  }

  #pause(): void {
    this.#interrupted();
    this.#cancelSilence();
    this.#attempts.cancel();
  }

  #interrupted(): void {
    this.#stretch += 1;
    this.#surprises.clear();
    this.#cancelSurprises();
  }

  #countAnew(): void {
    this.#hasSlept = false;
    const at = this.#clock.now();
    const nothing: Hearing = { since: at, lastPing: null, lastHeartbeat: null, missed: 0 };
    this.#hearing = heard(this.#hearing ?? nothing, { type: 'listening', at });
  }

  #note(event: HearingEvent): void {
    if (!this.#hearing) return;
    this.#hearing = heard(this.#hearing, event);
    this.#watchSilence();
  }

  #missed(): void {
    if (this.#surprises.size === 0 || !this.#hearing) return;
    this.#surprises.clear();
    this.#note({ type: 'looked', foundUnannounced: true });
    // Of misses alone: silence has its timer, which knows of sleep.
    if (!this.#deaf) this.#become(deafness(this.#hearing, null, this.#clock.now()));
  }

  #plan(): void {
    this.#watchSilence();
    if (this.#deaf) this.#attempts.plan();
  }

  #watchSilence(): void {
    this.#cancelSilence();
    if (!this.#hearing || !this.#isListening || this.#deaf) return;
    const now = this.#clock.now();
    const due = deafAt(this.#hearing, this.#heartbeat, now);
    if (due === null) return;
    this.#cancelSilence = this.#clock.after(due - now, () => this.#silent(due));
  }

  #silent(due: number): void {
    const now = this.#clock.now();
    if (!this.#hearing) return;
    if (Math.abs(now - due) > JUMP) return this.slept();
    const deaf = deafness(this.#hearing, this.#heartbeat, now);
    if (deaf) this.#become(deaf);
    else this.#watchSilence();
  }

  #become(deaf: Deafness | null): void {
    if (this.#deaf === deaf) return;
    this.#deaf = deaf;
    this.#attempts.cancel();
    this.#cancelSilence();
    if (this.#isListening) this.#plan();
    this.#events.onChange();
  }
}

function isSame(one: Omit<LookTicket, 'counts'>, other: Omit<LookTicket, 'counts'>): boolean {
  return one.stretch === other.stretch && one.homePings === other.homePings;
}

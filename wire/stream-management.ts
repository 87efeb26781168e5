// Stream management (XEP-0198): what both sides have handled, counted as the specification says, and the means to take a
// session up again after its connection broke. The counters of xmpp.js leave out IQs and begin too late, so that servers
// send what was handled already, or drop the stream.
import { procedure } from '@xmpp/events';
import type { Next } from '@xmpp/middleware';
import type { StreamFeatures } from '@xmpp/stream-features';
import xml, { type XmlNode } from '@xmpp/xml';
import type { ChannelClient } from './channel-client.ts';
import { ChannelError } from './channel-error.ts';

const SM = 'urn:xmpp:sm:3';
const STANZAS = ['iq', 'message', 'presence'];
const MODULUS = 2 ** 32;
/** Stanzas sent after which the server is asked what it has, so that they need not be kept. */
const ASK_AFTER = 10;
/** Kept at most, for a server that was asked a thousand times by then and never said what it has. */
const MOST_KEPT = 10_000;

/** A session whose stream is gone and which its server keeps for a while. */
export interface Resumable {
  /** SM-ID, and the full JID it is bound to. */
  readonly id: string;
  readonly jid: string;
  /** Stanzas received and handled, modulo 2^32. */
  readonly handled: number;
  /** Stanzas acknowledged by the server, modulo 2^32, and those sent since, oldest first. */
  readonly acknowledged: number;
  readonly unacknowledged: readonly XmlNode[];
}

/** Stream management of one stream. */
export class StreamManagement {
  readonly #entity: ChannelClient;
  readonly #previous: Resumable | null;
  #isOffered = false;
  #isResumed = false;
  /** null: what is sent is not counted. */
  #outbox: Outbox | null = null;
  /** null: what is received is not counted. */
  #handled: number | null = null;
  /** SM-ID this side may take the session up with. */
  #id: string | null = null;

  /**
   * `previous` is resumed before a resource is bound, and forgotten when the server has. To be made before resource
   * binding: features are negotiated in the order in which they are taken up.
   */
  constructor(entity: ChannelClient, streamFeatures: StreamFeatures, previous: Resumable | null) {
    this.#entity = entity;
    this.#previous = previous;
    streamFeatures.use('sm', SM, (_context, next) => this.#resumeOr(next));
    entity.beforeSending = (stanza) => this.#sends(stanza);
    // In one place and at once: what stands behind <enabled/> in the same packet counts already.
    entity.on('element', (element) => {
      if (isStanza(element)) this.#countReceived();
      else if (element.getNS() === SM) this.#hear(element);
    });
  }

  /** The session of before goes on. */
  get isResumed(): boolean {
    return this.#isResumed;
  }

  /** The server said <enabled/>, or <resumed/>. */
  get isOn(): boolean {
    return this.#handled !== null;
  }

  /** After a fresh login: turns it on, where the server offers it. */
  async enable(): Promise<void> {
    if (!this.#isOffered || this.#isResumed) return;
    // From here on the server counts (section 4); whether it does, it says later.
    this.#outbox = new Outbox(0, []);
    const request = xml('enable', { xmlns: SM, resume: 'true' });
    if (!(await agreed(this.#entity, request, 'enabled'))) this.#outbox = null;
  }

  /** Asks the server what it has handled (section 4). */
  ask(): void {
    this.#write(xml('r', { xmlns: SM }));
  }

  /** What a later stream can take the session up with; null: nothing. */
  snapshot(): Resumable | null {
    if (this.#id === null || !this.#outbox || this.#handled === null) return null;
    return {
      id: this.#id,
      jid: String(this.#entity.jid),
      handled: this.#handled,
      acknowledged: this.#outbox.acknowledged,
      unacknowledged: this.#outbox.kept,
    };
  }

  async #resumeOr(next: Next): Promise<unknown> {
    this.#isOffered = true;
    const previous = this.#previous;
    if (!previous || !(await agreed(this.#entity, resumption(previous), 'resumed'))) return next();
    this.#isResumed = true;
    this.#entity._jid(previous.jid);
    this.#entity._ready(false);
    return undefined;
  }

  #sends(stanza: XmlNode): void {
    if (!this.#outbox || !isStanza(stanza)) return;
    const kept = this.#outbox.add(stanza);
    if (kept > MOST_KEPT)
      this.#entity.fail(new ChannelError('the server acknowledges nothing'), 'policy-violation');
    // Behind the stanza, which is written in this turn of the event loop.
    if (kept % ASK_AFTER === 0) queueMicrotask(() => this.ask());
  }

  #countReceived(): void {
    if (this.#handled !== null) this.#handled = (this.#handled + 1) % MODULUS;
  }

  #hear(element: XmlNode): void {
    switch (element.name) {
      case 'enabled':
        this.#handled = 0;
        this.#id = resumableId(element);
        return;
      case 'resumed':
        return this.#goOn(element);
      case 'a':
        return this.#acknowledge(element);
      case 'r':
        if (this.isOn) this.#write(xml('a', { xmlns: SM, h: String(this.#handled) }));
    }
  }

  // Section 5: counters go on, and what the server has not seen follows in its order before anything new.
  #goOn(element: XmlNode): void {
    if (!this.#previous) return;
    const { id, handled, acknowledged, unacknowledged } = this.#previous;
    this.#id = id;
    this.#handled = handled;
    this.#outbox = new Outbox(acknowledged, unacknowledged);
    this.#acknowledge(element);
    for (const stanza of this.#outbox.kept) this.#write(stanza);
  }

  #acknowledge(element: XmlNode): void {
    if (this.#outbox?.acknowledge(Number(element.attrs['h'])) !== false) return;
    this.#entity.fail(new ChannelError('the server acknowledges more than was sent'), 'undefined-condition');
  }

  // Past send(), which counts.
  #write(element: XmlNode): void {
    if (this.#entity.channel.destroyed) return;
    // A failure shows in the end of the stream, which everybody hears of.
    this.#entity.write(element.toString()).catch(() => undefined);
  }
}

/** What was sent and is not acknowledged, oldest first. */
class Outbox {
  acknowledged: number;
  readonly #queue: XmlNode[];

  constructor(acknowledged: number, queue: readonly XmlNode[]) {
    this.acknowledged = acknowledged;
    this.#queue = [...queue];
  }

  get kept(): readonly XmlNode[] {
    return [...this.#queue];
  }

  /** Returns how many are kept now. */
  add(stanza: XmlNode): number {
    return this.#queue.push(stanza);
  }

  /** `count` by the server's reckoning, modulo 2^32; false: that cannot be. */
  acknowledge(count: number): boolean {
    const fresh = (count - this.acknowledged + MODULUS) % MODULUS;
    if (!Number.isInteger(fresh) || count < 0 || fresh > this.#queue.length) return false;
    this.#queue.splice(0, fresh);
    this.acknowledged = count;
    return true;
  }
}

function isStanza({ name }: XmlNode): boolean {
  return STANZAS.includes(name);
}

function resumption({ handled, id }: Resumable): XmlNode {
  return xml('resume', { xmlns: SM, h: String(handled), previd: id });
}

// Section 3: a server that enables without `resume` counts, but keeps nothing.
function resumableId({ attrs: { id, resume } }: XmlNode): string | null {
  return id && ['true', '1'].includes(resume ?? '') ? id : null;
}

/** Whether the server says yes to what is asked; <failed/> is a no, and the stream goes on. */
function agreed(entity: ChannelClient, request: XmlNode, yes: 'enabled' | 'resumed'): Promise<boolean> {
  return procedure<boolean>(entity, request, (element, done) => {
    if (element.is(yes, SM)) done(true);
    if (element.is('failed', SM)) done(false);
  });
}

// XMPP streams without a network: what a link opens, and a test decides how it goes.
import xml, { type XmlNode } from '@xmpp/xml';
import { PUBSUB_EVENT } from '../../protocol/namespaces.ts';
import { NoAnswer, type IqRequest } from '../../wire/iq.ts';
import type { Resumable } from '../../wire/stream-management.ts';
import type { StreamOptions, XmppStream } from '../../wire/xmpp-stream.ts';
import { FakePubSub } from './fake-pubsub.ts';

export const SERVICE = 'pubsub.example.org';

export class FakeStreams {
  readonly service: FakePubSub;
  readonly attempts: StreamOptions[] = [];
  readonly streams: FakeStream[] = [];
  /** What the next attempts fail with, one after the other. */
  readonly failures: Error[] = [];
  /** Attempts wait until they are let in. */
  isHeld = false;
  /** The server offers resumption, and still knows the session of before. */
  canResume = true;
  knowsSession = true;
  readonly #held: (() => void)[] = [];

  constructor(service = new FakePubSub()) {
    this.service = service;
  }

  readonly open = async (options: StreamOptions): Promise<XmppStream> => {
    this.attempts.push(options);
    if (this.isHeld) await new Promise<void>((letIn) => this.#held.push(letIn));
    const failure = this.failures.shift();
    if (failure) throw failure;
    const stream = new FakeStream(this, options);
    this.streams.push(stream);
    return stream;
  };

  /** Lets in whoever waits. */
  letIn(): void {
    for (const letIn of this.#held.splice(0)) letIn();
  }

  /** The stream opened last. */
  get last(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('no stream was opened');
    return stream;
  }
}

export class FakeStream implements XmppStream {
  readonly jid: string;
  readonly resumed: boolean;
  readonly connection = {
    server: 'xmpp.example.org:5222',
    tls: 'TLSv1.3',
    direct: true,
    mechanism: 'SCRAM-SHA-256',
  };
  readonly closed: Promise<Error | null>;
  /** Stanzas other than IQs, as text. */
  readonly sent: string[] = [];
  /** Time-outs of the probes. */
  readonly probes: number[] = [];
  /** How its owner ended it. */
  ending: 'closed' | 'cut' | null = null;
  answersProbes = true;
  /** A farewell that is under way lasts until then. */
  farewell: Promise<void> = Promise.resolve();
  readonly #world: FakeStreams;
  #end: (error: Error | null) => void = () => {};
  readonly #listeners = new Set<(message: XmlNode) => void>();
  #ended: Error | null = null;
  #resumable: Resumable | null;

  constructor(world: FakeStreams, { domain, username, resource, resume }: StreamOptions) {
    this.closed = new Promise((resolve) => (this.#end = resolve));
    this.#world = world;
    this.jid = `${username}@${domain}/${resource}`;
    this.resumed = Boolean(resume) && world.knowsSession;
    const id = this.resumed && resume ? resume.id : `session-${world.streams.length}`;
    this.#resumable = world.canResume ? resumable(id, this.jid) : null;
  }

  get resumable(): Resumable | null {
    return this.#resumable;
  }

  readonly iq = async (request: IqRequest): Promise<XmlNode> => {
    this.#unlessEnded();
    const answer = await this.#world.service.answer(request, this.jid);
    this.#unlessEnded();
    return answer;
  };

  async send(element: XmlNode): Promise<void> {
    this.sent.push(element.toString());
  }

  async probe(timeout: number): Promise<void> {
    this.probes.push(timeout);
    await new Promise((done) => setImmediate(done));
    if (!this.answersProbes) throw new NoAnswer('the server', timeout);
  }

  onMessage(listener: (message: XmlNode) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.ending ??= 'closed';
    this.#resumable = null;
    await this.farewell;
    this.#finish(null);
  }

  cut(): void {
    this.ending ??= 'cut';
    this.#finish(null);
  }

  /** The connection breaks; the session can be taken up again. */
  break(error = new Error('ECONNRESET')): void {
    this.#finish(error);
  }

  /** The server ends the session with this word; null: with none. */
  dismiss(error: Error | null): void {
    this.#resumable = null;
    this.#finish(error);
  }

  /** A message arrives. */
  hear(message: XmlNode): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** The service says that something was published. */
  ping(node: string): void {
    this.hear(eventMessage(xml('items', { node })));
  }

  #unlessEnded(): void {
    if (this.#ended) throw this.#ended;
  }

  #finish(error: Error | null): void {
    this.#ended ??= error ?? new Error('the stream was closed');
    this.#end(error);
  }
}

/** A message of the service that carries `child` as an event. */
export function eventMessage(child: XmlNode, attrs: Record<string, string> = {}): XmlNode {
  const event = xml('event', { xmlns: PUBSUB_EVENT }, child);
  return xml('message', { from: SERVICE, type: 'headline', ...attrs }, event);
}

function resumable(id: string, jid: string): Resumable {
  return { id, jid, handled: 0, acknowledged: 0, unacknowledged: [] };
}

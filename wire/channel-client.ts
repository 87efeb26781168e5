// The entity of xmpp.js over a channel that is open already: headers, restarts and the events of the stream are the
// library's; reading, the end of the stream and what becomes of errors are ours, for it dials, follows and waits by itself.
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type tls from 'node:tls';
import { Client } from '@xmpp/client-core';
import TcpConnection from '@xmpp/tcp/lib/Connection.js';
import type { XmlNode } from '@xmpp/xml';
import { ServerRefusal } from './server-refusal.ts';
import { StanzaParser, UnfitStream } from './stanza-parser.ts';

const SERVICE = 'belfry://channel';
const STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
/** Milliseconds the server has to close its side. */
const CLOSE_TIMEOUT = 1_000;

/** One stream's entity. Whatever goes wrong with it ends it: `closed` says with what. */
export class ChannelClient extends Client {
  readonly channel: tls.TLSSocket;
  /** Resolves when the connection is gone: with what ended the stream, or null when both sides parted in good order. */
  readonly closed: Promise<Error | null>;
  /** Sees each stanza in the order and at the moment of writing; the 'send' of xmpp.js comes after that. */
  beforeSending: (stanza: XmlNode) => void = () => {};
  /** The stream was ended by word, by either side, and not by a broken connection. */
  isEnded = false;
  #cause: Error | null = null;
  #isUnfit = false;
  #isHangingUp = false;
  // xmpp.js decodes chunk by chunk, which breaks a character that is split between two.
  readonly #decoder = new StringDecoder('utf8');

  constructor(channel: tls.TLSSocket, domain: string, timeout: number) {
    super({ service: SERVICE, domain, timeout });
    this.channel = channel;
    this.transports.push(transportOver(channel));
    this.closed = new Promise((resolve) => channel.once('close', () => resolve(this.#cause)));
    channel.on('error', (error) => (this.#cause ??= error));
    // What fails after the good-bye, an answer to a late question for instance, is not what ended the stream.
    this.on('error', (error) => this.isEnded || this.fail(error));
    this.on('close', () => void this.disconnect());
  }

  /** Attaches to the channel and sends the first header. Not start(): that leaves a promise behind that may reject unheard. */
  async begin(domain: string): Promise<void> {
    await this.connect(SERVICE);
    await this.open({ domain });
  }

  /** Ends the stream because of `error`; told to the server as a stream error if it has a word for it. */
  fail(error: Error, condition?: string): void {
    this.#cause ??= error;
    if (condition === undefined || this.channel.destroyed) return void this.channel.destroy();
    this.isEnded = true;
    this.#hangUp(`<stream:error><${condition} xmlns='${STREAM_ERRORS}'/></stream:error>`);
  }

  /** Closes the stream in good order (RFC 6120 section 4.4); a server that does not answer is left after a second. */
  override async disconnect(): Promise<void> {
    this.isEnded = true;
    this.#hangUp('');
    await this.closed;
  }

  /** Rejects when the stream has ended. */
  override async send(element: XmlNode): Promise<void> {
    if (this.channel.destroyed || this.isEnded) throw this.#cause ?? new Error('the stream was closed');
    this.beforeSending(element);
    await super.send(element);
  }

  override _onData(data: Buffer): void {
    if (this.#isUnfit) return;
    try {
      this.parser?.write(this.#decoder.write(data));
    } catch (error) {
      // Thrown on, it would end the process: nobody stands between here and the socket.
      this.#isUnfit = true;
      const cause = error instanceof Error ? error : new Error('the stream could not be read');
      this.fail(cause, cause instanceof UnfitStream ? cause.condition : 'undefined-condition');
    }
  }

  // xmpp.js ends the stream after this, and would follow see-other-host to wherever it points; the next attempt resolves
  // and verifies anew.
  override _onStreamError(element: XmlNode): void {
    this.#cause ??= new ServerRefusal(element);
  }

  #hangUp(lastWords: string): void {
    if (this.channel.destroyed || this.#isHangingUp) return;
    this.#isHangingUp = true;
    // The other side may have closed its half, whereupon Node closes ours.
    if (!this.channel.writableEnded) this.channel.end(`${lastWords}</stream:stream>`);
    const forced = setTimeout(() => this.channel.destroy(), CLOSE_TIMEOUT);
    this.channel.once('close', () => clearTimeout(forced));
  }
}

// What xmpp.js expects of a transport: a class whose prototype knows the socket. It is given the open channel.
function transportOver(channel: tls.TLSSocket): unknown {
  class Channel extends TcpConnection {
    override socketParameters(): object {
      return {};
    }
  }
  Channel.prototype.Parser = StanzaParser;
  Channel.prototype.Socket = function Socket() {
    return channelSocket(channel);
  };
  return Channel;
}

function channelSocket(channel: tls.TLSSocket): EventEmitter {
  const socket = new EventEmitter();
  channel.on('data', (data: Buffer) => socket.emit('data', data));
  channel.on('close', () => socket.emit('close'));
  return Object.assign(socket, {
    secure: true,
    connect: () => setImmediate(() => socket.emit('connect')),
    end: () => channel.end(),
    write: (text: string, done: (error?: Error | null) => void) => channel.write(text, done),
  });
}

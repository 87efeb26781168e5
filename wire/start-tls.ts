// STARTTLS (RFC 6120 section 5.4): a stream is opened in clear for the one purpose of ending clear text.
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Element } from '../protocol/element.ts';
import { child } from '../protocol/element.ts';
import { hearUntil } from './before-tls.ts';
import { ChannelError } from './channel-error.ts';
import { XmlError } from './xml-error.ts';
import { xmlReader, type XmlReader } from './xml-reader.ts';

const STREAMS = 'http://etherx.jabber.org/streams';
const STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
const STARTTLS = 'urn:ietf:params:xml:ns:xmpp-tls';
/** What a server may say before TLS; the features of real ones take some hundred characters. */
const LIMITS = { depth: 16, size: 32_768, total: 65_536, elements: 1_000, text: 16_384, time: 2_000 };
const END_OF_TAG = 0x3e;

/** What has been said: nothing yet, that encryption is wanted, that it may begin. */
type Stage = 'opening' | 'asked' | 'agreed';

/**
 * Opens a stream to `domain`, insists on STARTTLS, and leaves the bare socket, paused, where TLS begins. Throws
 * ChannelError for whatever else the server says, the socket's error or the signal's reason; the socket is of no use then.
 */
export async function startTls(socket: Socket, domain: string, signal: AbortSignal): Promise<void> {
  let stage: Stage = 'opening';
  const read = reading(xmlReader((element) => (stage = after(stage, element)), { limits: LIMITS }));
  socket.write(
    `<?xml version='1.0'?><stream:stream to='${escaped(domain)}' version='1.0' xmlns='jabber:client' xmlns:stream='${STREAMS}'>`,
  );
  await hearUntil(socket, signal, (data) => {
    for (const { bytes, rest } of pieces(data)) {
      const before = stage;
      read(bytes);
      if (stage === before) continue;
      if (stage === 'agreed') return nothingBehind(rest);
      if (!isBlank(rest)) throw new ChannelError('the server answered before it was asked');
      socket.write(`<starttls xmlns='${STARTTLS}'/>`);
    }
    return false;
  });
}

// Anything behind <proceed/> was sent in clear by somebody who hopes it is read as if it had been encrypted.
function nothingBehind(rest: Buffer): true {
  if (rest.length > 0) throw new ChannelError('unencrypted data after STARTTLS');
  return true;
}

function after(stage: Stage, element: Element): Stage {
  const is = (namespace: string, name: string) => element.namespace === namespace && element.name === name;
  if (is(STREAMS, 'error')) {
    const condition = element.children.find((c) => c.namespace === STREAM_ERRORS && c.name !== 'text');
    throw new ChannelError(`the server ended the stream (${word(condition?.name)})`);
  }
  if (stage === 'opening' && is(STREAMS, 'features')) {
    if (child(element, STARTTLS, 'starttls')) return 'asked';
    throw new ChannelError('the server does not offer encryption');
  }
  if (stage === 'asked' && is(STARTTLS, 'proceed')) return 'agreed';
  throw new ChannelError(`the server refused encryption (${word(element.name)})`);
}

// The name is from somebody unknown, in clear.
function word(name: string | undefined): string {
  return /^[\w-]{1,40}$/.exec(name ?? '')?.[0] ?? 'unknown';
}

interface Piece {
  readonly bytes: Buffer;
  /** What follows it in the same data. */
  readonly rest: Buffer;
}

// An element is complete nowhere but behind a '>', which is part of no other character in UTF-8.
function* pieces(data: Buffer): Generator<Piece> {
  for (let rest = data; rest.length > 0;) {
    const tag = rest.indexOf(END_OF_TAG);
    const end = tag < 0 ? rest.length : tag + 1;
    const bytes = rest.subarray(0, end);
    rest = rest.subarray(end);
    yield { bytes, rest };
  }
}

function reading(reader: XmlReader): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  return (bytes) => {
    try {
      reader.write(decoder.write(bytes));
    } catch (error) {
      throw error instanceof XmlError
        ? new ChannelError(`not XMPP: ${error.message}`, { cause: error })
        : error;
    }
  };
}

function isBlank(data: Buffer): boolean {
  return data.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function escaped(text: string): string {
  return text.replace(/[&<>'"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

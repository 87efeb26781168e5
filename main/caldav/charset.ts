// The bytes of an answer as text, in the character set they really are in.
import { isUtf8 } from 'node:buffer';

export interface BodyDecoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

/** An XML declaration is shorter than this. */
const DECLARATION = 256;
const UTF8 = /^(?:utf-?8|us-ascii|ascii)$/i;

/**
 * A streaming decoder. A byte order mark decides first, then the charset of the Content-Type, then the XML declaration
 * (RFC 7303 section 3); else the text is UTF-8. Bytes that should be UTF-8 and are not are read as Windows-1252, one by
 * one: that is what they are in calendars written by old programs, and nothing is lost without a trace.
 */
export function bodyDecoder(contentType: string | null): BodyDecoder {
  let held: Buffer = Buffer.alloc(0);
  let decoder: BodyDecoder | null = null;
  const decide = (): string => {
    decoder = decoderOf(charsetOf(held, contentType));
    return decoder.write(held);
  };
  return {
    write(bytes) {
      if (decoder) return decoder.write(bytes);
      held = held.length === 0 ? bufferOf(bytes) : Buffer.concat([held, bytes]);
      return held.length < DECLARATION && !held.includes('?>') ? '' : decide();
    },
    end() {
      const text = decoder ? '' : decide();
      return text + (decoder?.end() ?? '');
    },
  };
}

function charsetOf(start: Buffer, contentType: string | null): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '');
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)/.exec(
    start.toString('latin1', 0, DECLARATION),
  );
  return named?.[1] ?? declared?.[1] ?? 'utf-8';
}

function decoderOf(charset: string): BodyDecoder {
  if (UTF8.test(charset)) return lenientUtf8();
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    return lenientUtf8(); // a name nobody knows says nothing
  }
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

function lenientUtf8(): BodyDecoder {
  let tail: Buffer = Buffer.alloc(0);
  let atStart = true;
  return {
    write(chunk) {
      const bytes = tail.length === 0 ? bufferOf(chunk) : Buffer.concat([tail, chunk]);
      const complete = bytes.length - unfinished(bytes);
      tail = bytes.subarray(complete);
      const text = textOf(bytes.subarray(0, complete));
      if (text === '') return text;
      const isMarked = atStart && text.startsWith('\ufeff');
      atStart = false;
      return isMarked ? text.slice(1) : text;
    },
    end: () => textOf(tail),
  };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How many bytes at the end begin a character whose rest has yet to come. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthFrom(byte) > back ? back : 0;
  }
  return 0;
}

function lengthFrom(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : mended(bytes);
}

// Well-formed stretches are kept, each other byte is a character of Windows-1252.
function mended(bytes: Buffer): string {
  const latin = new TextDecoder('windows-1252');
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at);
    if (length === 0) {
      parts.push(bytes.toString('utf8', from, at), latin.decode(bytes.subarray(at, at + 1)));
      from = at + 1;
    }
    at += Math.max(1, length);
  }
  parts.push(bytes.toString('utf8', from));
  return parts.join('');
}

/** Length of the well-formed character at `at`; 0 when there is none. */
function sequenceAt(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lengthFrom(lead);
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

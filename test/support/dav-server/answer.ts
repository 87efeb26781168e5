// An answer as a value, and its way out: piece by piece, only as fast as the client reads, and cut where a test says.
import type { ServerResponse } from 'node:http';
import { CLOSE, errorBody, OPEN, type QName } from './xml.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made while it is sent: 100,000 objects are never one string. */
  readonly body?: Iterable<string>;
}

const XML = { 'content-type': 'application/xml; charset=utf-8' } as const;
/** Characters collected before they are written: far fewer writes than responses. */
const PIECE = 64 * 1024;

/** 207 with these responses. */
export function multistatus(responses: Iterable<string>, token: string | null = null): Answer {
  return { status: 207, headers: XML, body: framed(responses, token) };
}

function* framed(responses: Iterable<string>, token: string | null): Generator<string> {
  yield OPEN;
  yield* responses;
  if (token !== null) yield `<D:sync-token>${token}</D:sync-token>`;
  yield CLOSE;
}

/** A refusal that names the precondition which failed (RFC 4918 section 16). */
export function refused(condition: QName, status = 403): Answer {
  return { status, headers: XML, body: [errorBody(condition)] };
}

/** A status and a word about it. */
export function plain(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: [`${status}\n`] };
}

/** Sends it; resolves with the bytes of its body. After `limit` bytes the connection is cut. */
export async function send(response: ServerResponse, answer: Answer, limit: number): Promise<number> {
  const { status, headers = {}, body = [] } = answer;
  response.writeHead(status, headers);
  let sent = 0;
  for (const piece of pieces(body)) {
    const bytes = Buffer.from(piece);
    const room = limit - sent;
    sent += Math.min(bytes.length, room);
    if (bytes.length >= room) {
      await flushed(response, bytes.subarray(0, room));
      response.destroy();
      return sent;
    }
    if (response.destroyed) return sent;
    if (!response.write(bytes)) await roomIn(response);
  }
  response.end();
  return sent;
}

// Resolves as well when the client went away: nobody will read the rest.
function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

function flushed(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => void response.write(bytes, () => resolve()));
}

function* pieces(body: Iterable<string>): Generator<string> {
  let piece = '';
  for (const part of body) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

// The way back: the server's answer to the client, as a stream, or as a whole when somebody wants to change it.
import type http from 'node:http';
import { pipeline } from 'node:stream';
import { collectAnswer } from './collect.ts';
import { endToEnd, withHeader, without, type RawHeaders } from './headers.ts';

/** Gives the bytes to send instead of a 207's, or null for the answer as it is. */
export type Rewriter = (answer: Buffer) => Promise<Buffer | null>;

/** Facts only: what failed, never whose. */
export type OnTrouble = (what: 'upstream' | 'oversize' | 'rewrite', error: unknown) => void;

interface Relay {
  readonly upstream: http.IncomingMessage;
  readonly answer: http.ServerResponse;
  readonly rewriter: Rewriter | null;
  /** The client's connection cannot be used again. */
  readonly isLast: boolean;
  readonly onTrouble: OnTrouble;
}

/** Sends the answer. Rejects when the server broke off; the client's connection is then broken off too. */
export async function relay({ upstream, answer, rewriter, isLast, onTrouble }: Relay): Promise<void> {
  let headers = endToEnd(upstream.rawHeaders);
  if (isLast) headers = [...headers, 'Connection', 'close'];
  const head = () => answer.writeHead(upstream.statusCode ?? 502, upstream.statusMessage ?? '', [...headers]);
  if (answer.destroyed) return void upstream.resume();
  if (!rewriter || !isRewritable(upstream)) return stream(upstream, head());
  const { bytes, isComplete } = await collectAnswer(upstream);
  if (!isComplete) {
    onTrouble('oversize', null);
    head().write(bytes);
    return stream(upstream, answer);
  }
  const changed = await rewriter(bytes).catch((error: unknown) => {
    onTrouble('rewrite', error);
    return null; // the calendar must work without Belfry
  });
  if (changed) headers = withHeader(withoutDigests(headers), 'Content-Length', String(changed.byteLength));
  head().end(changed ?? bytes);
}

function stream(upstream: http.IncomingMessage, answer: http.ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    let isBroken = false;
    // A client that left is its own affair: then the answer went first, and took this with it.
    upstream.once('aborted', () => (isBroken = !answer.destroyed));
    // On an error pipeline destroys both: a broken answer must not look like a complete one.
    pipeline(upstream, answer, (error) => {
      if (error && isBroken) reject(error);
      else resolve();
    });
  });
}

function isRewritable({ statusCode, headers }: http.IncomingMessage): boolean {
  const encoding = headers['content-encoding'] ?? 'identity';
  const type = headers['content-type'] ?? 'application/xml';
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
  return statusCode === 207 && encoding === 'identity' && /xml/i.test(type) && /^utf-?8$/i.test(charset);
}

function withoutDigests(headers: RawHeaders): RawHeaders {
  const digests = ['content-md5', 'etag', 'digest', 'content-digest', 'repr-digest'];
  return without(headers, (name) => digests.includes(name));
}

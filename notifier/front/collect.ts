// Bodies that are small enough to be held in memory; of a larger one, what was read before that was known.
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export interface Collected {
  readonly bytes: Buffer;
  /** False: there is more, and the stream stands paused behind these bytes. */
  readonly isComplete: boolean;
}

/** A PROPFIND body names some properties; the longest seen is below 4 kB. Others may name five hundred resources. */
const REQUEST_LIMITS = { PROPFIND: 64 * 1024, others: 1024 * 1024 };
/** A home with some thousand collections. */
const ANSWER_LIMIT = 4 * 1024 * 1024;

/** The body of a request. Rejects when its author breaks off. */
export function collectRequest(request: IncomingMessage): Promise<Collected> {
  return collect(request, request.method === 'PROPFIND' ? REQUEST_LIMITS.PROPFIND : REQUEST_LIMITS.others);
}

/** The body of an answer. Rejects when the server breaks off. */
export function collectAnswer(answer: IncomingMessage): Promise<Collected> {
  return collect(answer, ANSWER_LIMIT);
}

function collect(
  stream: Readable & { headers: IncomingMessage['headers'] },
  limit: number,
): Promise<Collected> {
  // Known to be too large: not a byte of it needs to wait here.
  if (Number(stream.headers['content-length'] ?? 0) > limit) {
    return Promise.resolve({ bytes: Buffer.alloc(0), isComplete: false });
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > limit) finish(false);
    };
    const onEnd = () => finish(true);
    const onClose = () => finish(new Error('the body broke off'));
    const finish = (outcome: boolean | Error) => {
      stream.pause();
      stream.off('data', onData).off('end', onEnd).off('error', finish).off('close', onClose);
      if (outcome instanceof Error) reject(outcome);
      else resolve({ bytes: Buffer.concat(chunks), isComplete: outcome });
    };
    stream.on('data', onData).on('end', onEnd).on('error', finish).on('close', onClose);
  });
}

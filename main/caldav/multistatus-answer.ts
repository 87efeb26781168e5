// A multistatus answer read while it arrives, and what a refusal has to say for itself.
import type { Element } from '../../protocol/element.ts';
import { DAV } from '../../protocol/namespaces.ts';
import { multistatusReader, type MultistatusResponse } from '../../wire/multistatus.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import { BelfryError } from '../core/errors.ts';
import type { Take } from '../core/sync/replica-ports.ts';
import { fromNetwork } from './failures.ts';
import type { DavAnswer } from './http.ts';

/** How much of an answer is handed over at once. */
export interface PartSize<T> {
  readonly count: number;
  /** Characters in one of them, and as many as a part may have. */
  readonly weigh?: (one: T) => number;
}

/** Characters that may wait to be handed over: a part of few, but large objects. */
const HEAVY = 4 * 1024 * 1024;

/**
 * Reads a 207: what `read` makes of each response (null: nothing) is handed over in parts, and nothing more is read
 * while a part is being taken. Returns the sync token. Throws BelfryError 'protocol' for anything else; what was read
 * until then is handed over before.
 */
export async function readParts<T>(
  answer: DavAnswer,
  read: (response: MultistatusResponse) => T | null,
  take: Take<readonly T[]>,
  size: PartSize<T>,
): Promise<string | null> {
  await requireMultistatus(answer);
  const part = partOf(size);
  const { host } = new URL(answer.url);
  const reader = multistatusReader((response) => {
    const one = read(response);
    if (one !== null) part.add(one);
  });
  const handOver = () => take(part.end());
  for await (const chunk of answer.text()) {
    const failure = failing(() => reader.write(chunk), host);
    if (part.isFull() || (failure && !part.isEmpty())) await handOver();
    if (failure) throw failure;
  }
  if (!part.isEmpty()) await handOver();
  let token: string | null = null;
  const failure = failing(() => (token = reader.end().syncToken), host);
  if (failure) throw failure;
  return token;
}

/** Reads a 207 that is known to be small. Throws as readParts(). */
export async function readAnswer(answer: DavAnswer): Promise<readonly MultistatusResponse[]> {
  const responses: MultistatusResponse[] = [];
  const collect = async (part: readonly MultistatusResponse[]) => void responses.push(...part);
  await readParts(answer, (response) => response, collect, { count: 1_000 });
  return responses;
}

function partOf<T>({ count, weigh = () => 0 }: PartSize<T>) {
  let part: T[] = [];
  let weight = 0;
  return {
    add(one: T): void {
      part.push(one);
      weight += weigh(one);
    },
    isFull: (): boolean => part.length >= count || weight >= HEAVY,
    isEmpty: (): boolean => part.length === 0,
    end(): readonly T[] {
      const full = part;
      part = [];
      weight = 0;
      return full;
    },
  };
}

function failing(work: () => void, host: string): Error | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Error ? fromNetwork(error, host) : new Error(String(error));
  }
}

async function requireMultistatus(answer: DavAnswer): Promise<void> {
  if (answer.status === 207) return;
  for await (const _ of answer.text()); // drained, so that the connection can be used again
  const reason = `http-${answer.status}-for-multistatus`;
  throw new BelfryError('protocol', { what: new URL(answer.url).host, reason });
}

/** More of an error page than anybody reads. */
const ERROR_TEXT = 64 * 1024;

/** The beginning of a refusal's body. Throws BelfryError. */
export async function errorText(answer: DavAnswer): Promise<string> {
  let text = '';
  for await (const chunk of answer.text()) {
    text += chunk;
    if (text.length > ERROR_TEXT) break;
  }
  return text;
}

/** What a DAV:error names (RFC 4918 section 16): one precondition, or nothing at all. */
export interface Precondition {
  readonly namespace: string;
  /** '' when the error is there and empty. */
  readonly name: string;
}

/** The precondition in the body of a refusal, or inside a multistatus; null when there is none to be read. */
export function preconditionIn(text: string): Precondition | null {
  let error: Element | null;
  try {
    error = findError(readXml(text));
  } catch (failure) {
    if (failure instanceof XmlError) return null; // prose, HTML, nothing
    throw failure;
  }
  const named = error?.children[0];
  if (named) return { namespace: named.namespace, name: named.name };
  return error && error.text === '' ? { namespace: DAV, name: '' } : null;
}

function findError(element: Element): Element | null {
  if (element.name === 'error' && element.namespace === DAV) return element;
  for (const child of element.children) {
    const found = findError(child);
    if (found) return found;
  }
  return null;
}

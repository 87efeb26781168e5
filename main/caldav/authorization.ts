// How requests prove who asks: Basic (RFC 7617) unless the server wants Digest (RFC 7616), as sabre/dav and Baïkal do
// when nobody told them otherwise.
import { createHash, randomBytes } from 'node:crypto';
import type { Credentials } from '../core/ports.ts';

export interface Authorization {
  /** The Authorization header of one request. */
  header(method: string, url: string): string;
  /** After a 401: takes its WWW-Authenticate in, and says whether asking once more may help. */
  learn(url: string, challenges: string | null): boolean;
}

/** A Digest challenge that can be met. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  /** As the server wrote it; null when it did not. */
  readonly algorithm: string | null;
  readonly hasQop: boolean;
}

/** `nonceOf` makes the client's part of the riddle. */
export function authorization(
  { username, password }: Credentials,
  nonceOf: () => string = () => randomBytes(16).toString('base64url'),
): Authorization {
  // RFC 7617 section 2.1: UTF-8.
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const met = new Map<string, { readonly challenge: DigestChallenge; count: number }>();
  return {
    header(method, url) {
      const { origin, pathname, search } = new URL(url);
      const known = met.get(origin);
      if (!known) return basic;
      known.count += 1;
      const turn = { method, uri: pathname + search, count: known.count, cnonce: nonceOf() };
      return digestHeader(known.challenge, { username, password }, turn);
    },
    learn(url, challenges) {
      const challenge = readDigest(challenges ?? '');
      const { origin } = new URL(url);
      if (!challenge || met.get(origin)?.challenge.nonce === challenge.nonce) return false;
      met.set(origin, { challenge, count: 0 });
      return true;
    },
  };
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5'],
  ['sha-256', 'sha256'],
]);

/**
 * The best Digest challenge of a WWW-Authenticate header. Null when there is none that can be met, or when Basic was
 * offered as well: then the password it was refused with is wrong.
 */
export function readDigest(header: string): DigestChallenge | null {
  if (/(?:^|,)\s*basic\b/i.test(header)) return null;
  const challenges = header
    .split(/(?:^|,)\s*digest\s+/i)
    .slice(1)
    .map(readChallenge);
  const met = challenges.filter((c) => c !== null);
  return met.find((c) => hashOf(c)?.startsWith('sha')) ?? met[0] ?? null;
}

function readChallenge(text: string): DigestChallenge | null {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!values.has(key)) values.set(key, quoted?.replace(/\\(.)/g, '$1') ?? bare);
  }
  const [realm, nonce, qop] = [values.get('realm'), values.get('nonce'), values.get('qop')];
  const algorithm = values.get('algorithm') ?? null;
  const asksForMore = qop !== undefined && !qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
  if (realm === undefined || nonce === undefined || asksForMore) return null;
  const challenge = {
    realm,
    nonce,
    opaque: values.get('opaque') ?? null,
    algorithm,
    hasQop: qop !== undefined,
  };
  return hashOf(challenge) ? challenge : null;
}

const PARAMETER = /(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

function hashOf({ algorithm }: DigestChallenge): string | undefined {
  return HASHES.get((algorithm ?? 'MD5').toLowerCase().replace(/-sess$/, ''));
}

/** What differs from one request to the next. */
export interface DigestTurn {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly uri: string;
  /** How often the server's nonce was used, this time included. */
  readonly count: number;
  readonly cnonce: string;
}

/** The header that meets a challenge (RFC 7616 section 3.4). */
export function digestHeader(
  challenge: DigestChallenge,
  { username, password }: Credentials,
  { method, uri, count, cnonce }: DigestTurn,
): string {
  const { realm, nonce, opaque, algorithm, hasQop } = challenge;
  const hash = (text: string) =>
    createHash(hashOf(challenge) ?? 'md5')
      .update(text)
      .digest('hex');
  const secret = hash(`${username}:${realm}:${password}`);
  const key = /-sess$/i.test(algorithm ?? '') ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const nc = count.toString(16).padStart(8, '0');
  const turn = hasQop ? `${nonce}:${nc}:${cnonce}:auth` : nonce;
  const parts = [
    ...Object.entries({ username, realm, nonce, uri }).map(([name, value]) => `${name}=${quote(value)}`),
    `response="${hash(`${key}:${turn}:${hash(`${method}:${uri}`)}`)}"`,
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === null ? [] : [`opaque=${quote(opaque)}`]),
    ...(hasQop ? [`qop=auth`, `nc=${nc}`, `cnonce=${quote(cnonce)}`] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

// A header is bytes: a name in UTF-8 goes through as the characters of those bytes.
function quote(text: string): string {
  return `"${Buffer.from(text, 'utf8').toString('latin1').replace(/["\\]/g, '\\$&')}"`;
}

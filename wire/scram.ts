// SCRAM (RFC 5802, RFC 7677; channel binding by RFC 9266): both sides prove that they know the password, and neither
// says it. The key is derived off the event loop, in one call of OpenSSL; xmpp.js takes two awaited calls an iteration.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** RFC 5802 section 5.1 asks for no fewer. More than the other bound would take a desktop seconds. */
const ITERATIONS = { fewest: 4_096, most: 10_000_000 };
const HASHES = { 'SCRAM-SHA-1': 'sha1', 'SCRAM-SHA-256': 'sha256' } as const;

/** The mechanisms spoken here, without '-PLUS'. */
export type ScramName = keyof typeof HASHES;

/** One SASL exchange (RFC 4422), seen from the client. */
export interface SaslMechanism {
  readonly name: string;
  /** What the client says first. */
  initial(): string;
  /** The answer to a challenge. Rejects when the exchange must not go on. */
  answer(challenge: string): Promise<string>;
  /** The server says it was a success, with this additional data ('' for none). Throws unless that is proven. */
  conclude(data: string): void;
}

/** The server did something that SCRAM does not allow, or could not prove that it knows the password. */
export class ScramError extends Error {
  constructor(reason: string) {
    super(`SCRAM: ${reason}`);
    this.name = 'ScramError';
  }
}

/**
 * How the exchange is tied to the TLS connection (RFC 5802 section 6): to its `exporter` value (RFC 9266), or, as we could
 * but the server does not offer it, 'unoffered', by which a server that did offer it knows that its offer was taken
 * away; or not at all, for the connection or the server knows no way we know.
 */
export type ChannelBinding = { readonly exporter: Buffer } | 'unoffered' | 'impossible';

export interface ScramOptions {
  readonly name: ScramName;
  readonly username: string;
  readonly password: string;
  readonly binding: ChannelBinding;
  /** Printable ASCII without commas; fresh and random unless told. */
  readonly nonce?: string;
}

/** One exchange of SCRAM; it can be used once. */
export function scram(options: ScramOptions): SaslMechanism {
  const { name, binding, nonce = randomBytes(24).toString('base64') } = options;
  const isBound = typeof binding === 'object';
  const header = isBound ? 'p=tls-exporter,,' : binding === 'unoffered' ? 'y,,' : 'n,,';
  const first = `n=${saslName(options.username)},r=${nonce}`;
  let expected: Buffer | null = null;
  let isProven = false;
  const conclude = (data: string): void => {
    if (data !== '') {
      if (!expected) throw new ScramError('the server ended the exchange too early');
      isProven = isSignature(data, expected);
    }
    if (!isProven) throw new ScramError('the server could not prove that it knows the password');
  };
  return {
    name: isBound ? `${name}-PLUS` : name,
    initial: () => header + first,
    async answer(challenge) {
      if (expected) {
        conclude(challenge); // the proof may come as a challenge of its own
        return '';
      }
      const server = readServerFirst(challenge, nonce);
      const bound = Buffer.concat([Buffer.from(header), isBound ? binding.exporter : Buffer.alloc(0)]);
      const last = `c=${bound.toString('base64')},r=${server.nonce}`;
      const keys = await deriveKeys(HASHES[name], options.password, server);
      const signed = `${first},${challenge},${last}`;
      expected = keys.serverSignature(signed);
      return `${last},p=${keys.clientProof(signed).toString('base64')}`;
    },
    conclude,
  };
}

interface ServerFirst {
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

// RFC 5802 section 7, server-first-message. An extension that must be understood stands in front, and none is.
function readServerFirst(challenge: string, nonce: string): ServerFirst {
  const parts = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/]+={0,2}),i=([1-9]\d{0,9})(?:,|$)/.exec(challenge);
  const [, joint = '', salt = '', count = ''] = parts ?? [];
  if (!parts) throw new ScramError('the challenge cannot be read');
  if (!joint.startsWith(nonce) || joint.length === nonce.length)
    throw new ScramError('the challenge does not continue our nonce');
  const iterations = Number(count);
  if (iterations < ITERATIONS.fewest || iterations > ITERATIONS.most)
    throw new ScramError(`${iterations} iterations are too ${iterations > ITERATIONS.most ? 'many' : 'few'}`);
  return { nonce: joint, salt: Buffer.from(salt, 'base64'), iterations };
}

// RFC 5802 section 3.
async function deriveKeys(hash: string, password: string, { salt, iterations }: ServerFirst) {
  const size = createHash(hash).digest().length;
  const salted = await derive(saslPrep(password), salt, iterations, size, hash);
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash(hash).update(clientKey).digest();
  const serverKey = hmac(salted, 'Server Key');
  return {
    clientProof(signed: string): Buffer {
      const signature = hmac(storedKey, signed);
      return Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
    },
    serverSignature: (signed: string): Buffer => hmac(serverKey, signed),
  };
}

function isSignature(data: string, expected: Buffer): boolean {
  const given = Buffer.from(/^v=([A-Za-z0-9+/]+={0,2})(?:,|$)/.exec(data)?.[1] ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// RFC 5802 section 5.1.
function saslName(username: string): string {
  return saslPrep(username).replaceAll('=', '=3D').replaceAll(',', '=2C');
}

/** RFC 3454, tables C.1.2 and B.1; as alternatives, for some of them would combine with their neighbours in a class. */
const SPACES = /\u00A0|\u1680|[\u2000-\u200B]|\u202F|\u205F|\u3000/g;
const NOTHING = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/g;

/**
 * SASLprep (RFC 4013) but for its prohibitions: a password that could be set can be used, the server decides. The
 * normalisation is today's Unicode, which for all characters of 3.2 is the same (but for five corrected ones).
 */
export function saslPrep(text: string): string {
  return text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
}

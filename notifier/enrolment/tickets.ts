// Tickets: what a reader was seen to read, sealed and handed to them in that very answer. Digest and Negotiate make
// credentials for one request, which prove nothing a second time; the answer that they opened does. A ticket holds for
// every notifier with the same key, and for minutes only.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { NodeKey } from '../state/state.ts';

/** Somebody was given these by the calendar server. */
export interface Proven {
  readonly reader: string;
  readonly keys: readonly NodeKey[];
}

export interface Tickets {
  issue(proven: Proven): string;
  /** Null for one that is not of our making, was changed, or is too old. */
  open(ticket: string): Proven | null;
}

/** Milliseconds: from the answer to the enrolment that follows it. */
const GOOD_FOR = 10 * 60_000;
const IV = 12;
const TAG = 16;

const Sealed = v.strictObject({
  until: v.number(),
  reader: v.string(),
  keys: v.array(v.tuple([v.picklist(['c', 'h']), v.string()])),
});

/** Tickets under a key of their own, made from the server's. `now` in epoch ms. */
export function createTickets(serverKey: string, now: () => number): Tickets {
  const key = Buffer.from(hkdfSync('sha256', serverKey, '', 'belfry ticket', 32));
  return {
    issue({ reader, keys }) {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const facts = { until: now() + GOOD_FOR, reader, keys: keys.map(({ kind, id }) => [kind, id]) };
      const body = Buffer.concat([cipher.update(JSON.stringify(facts)), cipher.final()]);
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
    },
    open(ticket) {
      const text = unseal(key, Buffer.from(ticket, 'base64url'));
      const read = v.safeParse(Sealed, text === null ? null : JSON.parse(text));
      if (!read.success || read.output.until <= now()) return null;
      return { reader: read.output.reader, keys: read.output.keys.map(([kind, id]) => ({ kind, id })) };
    },
  };
}

function unseal(key: Buffer, sealed: Buffer): string | null {
  if (sealed.byteLength < IV + TAG) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV));
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()]).toString('utf8');
  } catch {
    return null; // forged or damaged: the caller says so
  }
}

// Names of pubsub nodes. Everybody on an XMPP server can list them, so they must say nothing.
import { createHmac } from 'node:crypto';
import { NODE_PREFIX } from '../../protocol/ping.ts';

/** `c` one collection, `h` a home (collections come, go, are renamed), `b` the heartbeat of the whole notifier. */
export type NodeKind = 'c' | 'h' | 'b';

const BITS = 130;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'; // RFC 4648 section 6, in lower case

/**
 * The node of a resource: 30 ASCII characters that only the holder of `serverKey` can compute. `id` is a canonical
 * path (see paths.ts), empty for the heartbeat. Another `epoch` gives another, unrelated name.
 */
export function nodeName(serverKey: string, kind: NodeKind, id: string, epoch = 0): string {
  const digest = createHmac('sha256', serverKey).update(`${kind}\0${id}\0${epoch}`).digest();
  return NODE_PREFIX + base32(digest, BITS);
}

/** The first `bits` of the bytes in RFC 4648 base32, in lower case. */
export function base32(bytes: Uint8Array, bits: number): string {
  let text = '';
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    held += 8;
    for (; held >= 5 && text.length * 5 < bits; held -= 5) text += ALPHABET[(buffer >> (held - 5)) & 31];
  }
  return text;
}

// Reads what `dbus-monitor --pcap` writes: every message on the bus, each with the time it passed.
import { unmarshall } from '@homebridge/dbus-native/lib/message.js';
import type { Message } from '@homebridge/dbus-native/lib/message.js';

export interface Captured {
  /** Epoch ms, with microseconds as its fraction. */
  readonly at: number;
  readonly message: Message;
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const MAGIC = 0xa1b2c3d4;

/** A function to feed with pieces of the capture, in order; it calls `onMessage` for each complete message. */
export function captureReader(onMessage: (captured: Captured) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let began = false;
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    if (!began && rest.length >= FILE_HEADER) {
      if (rest.readUInt32LE(0) !== MAGIC) throw new Error('not a little-endian capture file');
      rest = rest.subarray(FILE_HEADER);
      began = true;
    }
    while (began && rest.length >= RECORD_HEADER) {
      const end = RECORD_HEADER + rest.readUInt32LE(8);
      if (rest.length < end) return;
      const at = rest.readUInt32LE(0) * 1_000 + rest.readUInt32LE(4) / 1_000;
      onMessage({ at, message: parse(rest.subarray(RECORD_HEADER, end)) });
      rest = rest.subarray(end);
    }
  };
}

// The library cannot read a message without values; nobody here needs more of one than its type.
function parse(bytes: Buffer): Message {
  const bodyLength = bytes.readUInt32LE(4);
  return bodyLength > 0 ? unmarshall(bytes) : { type: bytes[1] ?? 0, serial: bytes.readUInt32LE(8) };
}

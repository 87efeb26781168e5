// A name server on loopback that knows what a test tells it: SRV records, names without any, failures, silence (RFC 1035).
import { createSocket } from 'node:dgram';
import type { SrvRecord } from '../../wire/srv.ts';

/** What is known of a name; 'none' (it does not exist), 'empty' (it exists, without SRV), 'servfail', 'silent'. */
export type DnsAnswer = readonly SrvRecord[] | 'none' | 'empty' | 'servfail' | 'refused' | 'silent';

export interface DnsServer {
  /** '127.0.0.1:port', as a resolver takes it. */
  readonly address: string;
  /** Names that were asked for, in order; a repeated question shows twice. */
  readonly asked: string[];
  close(): Promise<void>;
}

const SRV = 33;
const IN = 1;
const RESPONSE_CODES = { none: 3, empty: 0, servfail: 2, refused: 5 } as const;

/** Listens on a free UDP port. What is not in `zone` does not exist. */
export async function dnsServer(zone: Readonly<Record<string, DnsAnswer>>): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    asked.push(name);
    const known = zone[name] ?? 'none';
    if (known !== 'silent') socket.send(answerTo(question, known), from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((done) => socket.close(() => done())),
  };
}

// Section 4.1.2: the question follows twelve bytes of header, each label behind its length.
function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; (question[at] ?? 0) > 0; at += (question[at] ?? 0) + 1)
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)));
  return labels.join('.').toLowerCase();
}

function answerTo(question: Buffer, known: Exclude<DnsAnswer, 'silent'>): Buffer {
  const records = typeof known === 'string' ? [] : known;
  const end = question.indexOf(0, 12) + 5; // the root label, type and class
  const head = Buffer.alloc(12);
  question.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8580 | (typeof known === 'string' ? RESPONSE_CODES[known] : 0), 2); // an answer with authority
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, question.subarray(12, end), ...records.map(encoded)]);
}

// RFC 2782: priority, weight, port, target; the name is a pointer to the question.
function encoded({ name, port, priority, weight }: SrvRecord): Buffer {
  const target = Buffer.concat(name.split('.').map(label));
  const wire = name === '.' ? Buffer.alloc(1) : Buffer.concat([target, Buffer.alloc(1)]);
  const fixed = Buffer.alloc(18);
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(SRV, 2);
  fixed.writeUInt16BE(IN, 4);
  fixed.writeUInt32BE(60, 6);
  fixed.writeUInt16BE(6 + wire.length, 10);
  fixed.writeUInt16BE(priority, 12);
  fixed.writeUInt16BE(weight, 14);
  fixed.writeUInt16BE(port, 16);
  return Buffer.concat([fixed, wire]);
}

function label(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
}

// The system's own time-zone files (TZif, RFC 8536): a source of offsets that no JavaScript engine has touched.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '/usr/share/zoneinfo';

export interface Change {
  /** Epoch ms. */
  readonly at: number;
  /** Milliseconds east of UTC, before and from then on. */
  readonly before: number;
  readonly after: number;
}

/** The version of the files ('2025b'), null where there are none. */
export function zoneinfoVersion(): string | null {
  const path = join(FOLDER, 'tzdata.zi');
  return existsSync(path) ? (/^# version (\S+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? null) : null;
}

/** The other names of zones: 'Asia/Calcutta' and the like. */
export function zoneinfoLinks(): readonly string[] {
  const lines = readFileSync(join(FOLDER, 'tzdata.zi'), 'utf8').split('\n');
  return lines.flatMap((line) => /^L \S+ (\S+)$/.exec(line)?.[1] ?? []);
}

/** The changes of a zone inside [from, to), epoch ms; null when the file is missing or leaves them to a rule. */
export function zoneinfoChanges(name: string, from: number, to: number): readonly Change[] | null {
  const path = join(FOLDER, name);
  if (!existsSync(path)) return null;
  const file = readFileSync(path);
  const first = header(file, 0);
  const second = header(file, 44 + bodyLength(first, 4));
  const at = 44 + bodyLength(first, 4) + 44;
  const { times, types } = second;
  const offsetOf = (type: number) => file.readInt32BE(at + times * 9 + type * 6) * 1000;
  const changes = Array.from({ length: times }, (_, i) => ({
    at: Number(file.readBigInt64BE(at + i * 8)) * 1000,
    before: offsetOf(i === 0 ? 0 : file.readUInt8(at + times * 8 + i - 1)),
    after: offsetOf(file.readUInt8(at + times * 8 + i)),
  }));
  const rule = file.subarray(at + bodyLength(second, 8)).toString('latin1');
  if (types === 0 || (rule.includes(',') && (changes.at(-1)?.at ?? 0) < to)) return null;
  return changes.filter((one) => one.before !== one.after && one.at >= from && one.at < to);
}

interface Header {
  readonly isUts: number;
  readonly isStds: number;
  readonly leaps: number;
  readonly times: number;
  readonly types: number;
  readonly letters: number;
}

function header(file: Buffer, at: number): Header {
  if (file.toString('latin1', at, at + 4) !== 'TZif') throw new Error('not a zone file');
  const [isUts = 0, isStds = 0, leaps = 0, times = 0, types = 0, letters = 0] = [0, 1, 2, 3, 4, 5].map((i) =>
    file.readUInt32BE(at + 20 + i * 4),
  );
  return { isUts, isStds, leaps, times, types, letters };
}

function bodyLength({ isUts, isStds, leaps, times, types, letters }: Header, size: number): number {
  return times * (size + 1) + types * 6 + letters + leaps * (size + 4) + isStds + isUts;
}

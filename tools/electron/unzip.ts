// Unpacks regular files from a zip archive: stored or deflated, with their Unix modes. Links and zip64 are not needed.
import { mkdir, open, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

export interface UnzipOptions {
  readonly zip: string;
  readonly into: string;
  /** Only entries below this folder of the archive, which is left off their names. */
  readonly folder: string;
  readonly skip: (path: string) => boolean;
}

interface Entry {
  readonly name: string;
  readonly deflated: boolean;
  readonly size: number;
  readonly mode: number;
  readonly headerAt: number;
}

const inflate = promisify(inflateRaw);
const END_RECORD = Buffer.from('PK\x05\x06', 'latin1');
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
// The end record is 22 bytes and a comment of at most 65,535.
const TAIL = 65_557;
const FILE_TYPE = 0o170000;
const LINK = 0o120000;

/** Unpacks the archive; gives the number of files written. Throws when an entry would leave the folder. */
export async function unzip(options: UnzipOptions): Promise<number> {
  const file = await open(options.zip);
  try {
    let written = 0;
    for (const entry of await entries(file)) {
      if (await unpack(file, entry, options)) written++;
    }
    return written;
  } finally {
    await file.close();
  }
}

async function unpack(file: FileHandle, entry: Entry, options: UnzipOptions): Promise<boolean> {
  if (!entry.name.startsWith(options.folder) || entry.name.endsWith('/')) return false;
  const path = entry.name.slice(options.folder.length);
  if (options.skip(path) || (entry.mode & FILE_TYPE) === LINK) return false;
  const target = join(options.into, path);
  if (!target.startsWith(options.into + sep)) throw new Error(`archive entry leaves its folder: ${path}`);
  const local = await read(file, entry.headerAt, LOCAL_LENGTH);
  const dataAt = entry.headerAt + LOCAL_LENGTH + local.readUInt16LE(26) + local.readUInt16LE(28);
  const raw = await read(file, dataAt, entry.size);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, entry.deflated ? await inflate(raw) : raw, {
    mode: entry.mode & 0o111 ? 0o755 : 0o644,
  });
  return true;
}

async function entries(file: FileHandle): Promise<readonly Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - TAIL), Math.min(size, TAIL));
  const end = tail.lastIndexOf(END_RECORD);
  if (end < 0) throw new Error('not a zip archive');
  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const found: Entry[] = [];
  let at = 0;
  while (at + CENTRAL_LENGTH <= directory.length && directory.readUInt32LE(at) === CENTRAL_SIGNATURE) {
    const nameLength = directory.readUInt16LE(at + 28);
    found.push({
      name: directory.toString('utf8', at + CENTRAL_LENGTH, at + CENTRAL_LENGTH + nameLength),
      deflated: directory.readUInt16LE(at + 10) === 8,
      size: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += CENTRAL_LENGTH + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return found;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, position);
  return buffer;
}

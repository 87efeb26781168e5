// The application's icons as PNG files: the same bell that the tray shows, in the sizes desktops ask for.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { drawIcon } from '../../main/electron/tray-icon.ts';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGBA_8_BIT = [8, 6, 0, 0, 0];

/** Writes 16x16.png and so on into `folder`, which is made. */
export function writeIcons(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const size of SIZES) {
    writeFileSync(join(folder, `${size}x${size}.png`), png(size, drawIcon('listening', false, size)));
  }
}

/** A square PNG from BGRA pixels with premultiplied alpha. */
export function png(size: number, bgra: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set(RGBA_8_BIT, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows(size, bgra))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// Each row is preceded by its filter, 0: none. PNG's alpha is not premultiplied.
function rows(size: number, bgra: Buffer): Buffer {
  const out = Buffer.alloc(size * (size * 4 + 1));
  for (let pixel = 0; pixel < size * size; pixel++) {
    const from = pixel * 4;
    const to = from + Math.floor(pixel / size) + 1;
    const alpha = bgra[from + 3] ?? 0;
    const channel = (at: number): number =>
      alpha === 0 ? 0 : Math.min(255, Math.round(((bgra[from + at] ?? 0) * 255) / alpha));
    out.set([channel(2), channel(1), channel(0), alpha], to);
  }
  return out;
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

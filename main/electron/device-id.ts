// Which computer this is, to the XMPP server: a random name, so that one device never competes with itself.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the id kept in `folder`, or makes one. 12 hexadecimal digits. */
export function deviceId(folder: string): string {
  const file = join(folder, 'device-id');
  const kept = read(file);
  if (kept) return kept;
  const made = randomBytes(6).toString('hex');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, made, { mode: 0o600 });
  return made;
}

function read(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^[0-9a-f]{12}$/.test(text) ? text : null;
  } catch {
    return null; // the first start, or a file nobody can read: a new id costs one stale session
  }
}

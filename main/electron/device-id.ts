// A name for this installation, so that two computers of one person never take each other's place on the XMPP server.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The fixed id of this installation, 16 hexadecimal digits, made on first use and kept in `folder`/device-id.
 * Where it cannot be kept it is a new one each time: that costs a lost session now and then, not the start.
 */
export function deviceId(folder: string): string {
  const file = join(folder, 'device-id');
  const known = readIfThere(file);
  if (/^[0-9a-f]{16}$/.test(known)) return known;
  const made = randomBytes(8).toString('hex');
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, made, { mode: 0o600 });
  } catch (error) {
    process.stderr.write(`the device id cannot be kept: ${String(error)}\n`);
  }
  return made;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return ''; // none yet, or unreadable: either way a new one is made
  }
}

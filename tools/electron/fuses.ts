// Electron's fuses: bytes in the executable that switch features on and off, behind a well-known marker.
import { open, readFile } from 'node:fs/promises';

const MARKER = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
// After the marker: one byte for the version of the layout, one for the number of fuses, then one per fuse.
const LENGTH_AT = MARKER.length + 1;
const FIRST_FUSE_AT = MARKER.length + 2;
const REMOVED = 'r'.charCodeAt(0);

/** Sets the given fuses in an executable, in place. Throws when it has no fuses, or not that one. */
export async function setFuses(file: string, states: Readonly<Record<number, boolean>>): Promise<void> {
  const bytes = await readFile(file);
  const at = bytes.indexOf(MARKER);
  if (at < 0) throw new Error(`${file} has no fuses: not an Electron executable`);
  const handle = await open(file, 'r+');
  try {
    for (const [fuse, on] of Object.entries(states)) {
      const index = Number(fuse);
      const position = at + FIRST_FUSE_AT + index;
      if (index >= (bytes[at + LENGTH_AT] ?? 0) || bytes[position] === REMOVED) {
        throw new Error(`${file} has no fuse ${fuse}`);
      }
      await handle.write(on ? '1' : '0', position);
    }
  } finally {
    await handle.close();
  }
}

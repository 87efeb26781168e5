// Writes an asar archive: a length-prefixed JSON index, then the files one after the other.

/** An archive of these files (flat, no folders), for Electron to load. */
export function makeAsar(files: Readonly<Record<string, string>>): Buffer {
  const index: Record<string, { size: number; offset: string }> = {};
  const bodies: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text);
    index[name] = { size: body.length, offset: String(offset) };
    bodies.push(body);
    offset += body.length;
  }
  return Buffer.concat([header(JSON.stringify({ files: index })), ...bodies]);
}

// Chromium's Pickle twice over: a 4-byte number (the size of what follows), then a string padded to 4 bytes.
function header(json: string): Buffer {
  const text = Buffer.from(json);
  const padded = Math.ceil(text.length / 4) * 4;
  const out = Buffer.alloc(16 + padded);
  out.writeUInt32LE(4, 0);
  out.writeUInt32LE(padded + 8, 4);
  out.writeUInt32LE(padded + 4, 8);
  out.writeUInt32LE(text.length, 12);
  text.copy(out, 16);
  return out;
}

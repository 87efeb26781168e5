// What somebody in the middle does to keep two XMPP programs from encrypting: their stream features lose STARTTLS.

const OFFER = /<starttls\b[^>]*?(?:\/>|>.*?<\/starttls>)/s;
const END = '</stream:features>';

/** Gives each piece of what a server says as it goes on; held back until its features are whole, then untouched. */
export function withoutStartTls(): (piece: Buffer) => Buffer {
  let held: Buffer | null = Buffer.alloc(0);
  return (piece) => {
    if (held === null) return piece;
    held = Buffer.concat([held, piece]);
    // Each byte a character: what follows the features may be anything.
    const text = held.toString('latin1');
    if (!text.includes(END)) return Buffer.alloc(0);
    held = null;
    return Buffer.from(text.replace(OFFER, ''), 'latin1');
  };
}

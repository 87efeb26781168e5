// Which addresses Belfry ever hands to the desktop.

const ALLOWED = new Set(['https:', 'mailto:', 'tel:']);
const LONGEST = 2_000;

/**
 * True for an address that may be opened outside: https, mailto or tel, of sane length, without user information (which
 * makes a host look like another) and without control characters (which make a command line look like another).
 */
export function mayOpen(address: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  if (address.length > LONGEST || /[\u0000-\u0020\u007f]/.test(address)) return false;
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return ALLOWED.has(url.protocol) && url.username === '' && url.password === '';
}

/** Opens an address with the desktop's own program; resolves to false, and does nothing, when it may not be opened. */
export async function openExternal(address: string, open: (url: string) => Promise<void>): Promise<boolean> {
  if (!mayOpen(address)) return false;
  await open(address);
  return true;
}

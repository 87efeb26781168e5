// Which file of the built renderer answers which address.
import { join, normalize, sep } from 'node:path';

/** Every page of ours begins with this; nothing else is ever trusted or shown. */
export const ORIGIN = 'app://belfry/';

/** The file in `folder` that answers a request, or null: only GET, only our host, never outside the folder. */
export function pageFile(method: string, address: string, folder: string): string | null {
  if (method !== 'GET' || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'app:' || url.host !== 'belfry') return null;
  const path = decoded(url.pathname === '/' ? '/index.html' : url.pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(folder, path));
  return file.startsWith(normalize(folder) + sep) ? file : null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // a stray % names no file
  }
}

// Where a server's references lead: never off its site, never into clear text.
import { isSameSite } from '../core/sync/same-site.ts';
import { asPath, normaliseUrl } from './href.ts';

/**
 * `target`, put right where a server does not know how it is reached from outside: behind a proxy that ends TLS it
 * writes `http:` of itself, behind a port forward it leaves out the port.
 */
export function asReached(target: URL, from: URL): URL {
  if (target.hostname !== from.hostname) return target;
  const isDowngrade = from.protocol === 'https:' && target.protocol === 'http:';
  const isPortless = from.protocol === target.protocol && target.port === '' && from.port !== '';
  return isDowngrade || isPortless ? new URL(from.origin + target.pathname + target.search) : target;
}

/**
 * The URL behind an `href` found in an answer of `base`, in one spelling. null when it is none, or leads to where the
 * password must not go: another site, or clear text.
 */
export function placeOf(href: string, base: string): string | null {
  const from = new URL(base);
  const path = asPath(href, from);
  if (href === '' || !URL.canParse(path, from)) return null;
  const target = asReached(new URL(path, from), from);
  target.pathname = target.pathname.replace(/^\/+/, '/');
  const isNear = target.protocol === 'https:' && isSameSite(target.hostname, from.hostname);
  return target.origin === from.origin || isNear ? normaliseUrl(target.href) : null;
}

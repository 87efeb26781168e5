// Paths of resources in one spelling, so that they can be compared and stored.
import { BelfryError } from '../core/errors.ts';
import { isSameSite } from '../core/sync/same-site.ts';

/** Characters; no server takes a longer request line. What is longer is an attack on the time it takes to read. */
const LONGEST = 8_192;

/**
 * The path of a resource as this program writes it: absolute, each segment percent-encoded once. `href` may be
 * absolute, relative to `base` or oddly encoded; a server may call itself by another name of its site.
 * Throws BelfryError 'protocol': bad-href (also for more than 8,192 characters), or foreign-href for a resource on
 * somebody else's host.
 */
export function normaliseHref(href: string, base: string): string {
  if (href.length <= LONGEST && USUAL.test(href)) return href;
  const origin = new URL(base);
  const bad = (cause?: unknown) =>
    new BelfryError('protocol', { what: origin.host, reason: 'bad-href', cause });
  if (href.length > LONGEST) throw bad();
  let target: URL;
  try {
    target = new URL(asPath(href, origin), origin);
  } catch (error) {
    throw bad(error);
  }
  // 's://example.org' is a URL, too, and has a host; what it has not is a path.
  if (!/^https?:$/.test(target.protocol)) throw bad();
  if (target.host !== origin.host && !isSameSite(target.hostname, origin.hostname))
    throw new BelfryError('protocol', { what: origin.host, reason: 'foreign-href' });
  // Never '//': joined to a base again, that would be another host.
  const path = normalisePath(target.pathname).replace(/^\/+/, '/');
  if (path.length > LONGEST) throw bad();
  return path;
}

/**
 * RFC 4918 section 8.3 knows absolute URLs and absolute paths. '//x' is a path that a careless server began twice, and
 * '#' or '?' in the name of an object one that was not encoded.
 */
export function asPath(href: string, { origin }: URL): string {
  const opaque = href.replaceAll('#', '%23').replaceAll('?', '%3F');
  return opaque.startsWith('//') ? origin + opaque : opaque;
}

/** An absolute URL with its path in the same spelling; no query, no fragment. */
export function normaliseUrl(url: string, base?: string): string {
  const parsed = new URL(url, base);
  return parsed.origin + normalisePath(parsed.pathname);
}

/** The URL of a path on the host of `base`. */
export function urlOn(base: string, href: string): string {
  return new URL(base).origin + href;
}

/** The collection form of a URL: ending in '/'. */
export function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function normalisePath(path: string): string {
  return path.split('/').map(normaliseSegment).join('/');
}

/** An absolute path as we write it ourselves, no segment beginning with a dot. */
const USUAL = /^(?:\/[\w~!'()*@:-][\w.~!'()*@:-]*)+\/?$/;
/** Needs no encoding, and is not encoded: true of nearly every name there is. */
const PLAIN = /^[\w.~!'()*@:-]*$/;

function normaliseSegment(segment: string): string {
  if (PLAIN.test(segment)) return segment;
  try {
    // '@' and ':' are legal in a path and common in user names; servers compare them unencoded.
    return encodeURIComponent(decodeURIComponent(segment)).replaceAll('%40', '@').replaceAll('%3A', ':');
  } catch {
    return segment; // not valid UTF-8 behind the percent signs: an opaque name, kept as it is
  }
}

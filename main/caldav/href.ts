// Paths of resources in one spelling, so that they can be compared and stored.

/**
 * The path of a resource as this program writes it: absolute, each segment percent-encoded once. `href` may be
 * absolute, relative to `base` or oddly encoded.
 */
export function normaliseHref(href: string, base: string): string {
  return normalisePath(new URL(href, base).pathname);
}

/** An absolute URL with its path in the same spelling; no query, no fragment. */
export function normaliseUrl(url: string, base?: string): string {
  const parsed = new URL(url, base);
  return parsed.origin + normalisePath(parsed.pathname);
}

/** The collection form of a URL: ending in '/'. */
export function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function normalisePath(path: string): string {
  return path.split('/').map(normaliseSegment).join('/');
}

function normaliseSegment(segment: string): string {
  try {
    // '@' and ':' are legal in a path and common in user names; servers compare them unencoded.
    return encodeURIComponent(decodeURIComponent(segment)).replaceAll('%40', '@').replaceAll('%3A', ':');
  } catch {
    return segment; // not valid UTF-8 behind the percent signs: an opaque name, kept as it is
  }
}

// One spelling for each resource, whoever names it: the request line, a Destination header or an href in an answer.

/**
 * The canonical path of a URL, an absolute path or a request target: percent-encoding made uniform ('@' and '%40' are
 * one), doubled slashes and dot segments resolved, query dropped. The trailing slash is kept as it is.
 */
export function canonicalPath(target: string): string {
  const path = pathOf(target);
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(uniform(segment));
  }
  const closed = /\/\.{0,2}$/.test(path) && segments.length > 0;
  return `/${segments.join('/')}${closed ? '/' : ''}`;
}

/** The canonical path of a collection: with the slash at its end, even where its author left it out. */
export function collectionPath(target: string): string {
  const path = canonicalPath(target);
  return path.endsWith('/') ? path : `${path}/`;
}

/** The collection that holds this resource: '/a/b/' for '/a/b/c' and for '/a/b/c/'. The root holds itself. */
export function parentOf(path: string): string {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed.slice(0, trimmed.lastIndexOf('/') + 1) || '/';
}

/** Absolute URLs lose scheme and authority, everything loses query and fragment. */
export function pathOf(target: string): string {
  const withoutOrigin = target.trim().replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return withoutOrigin.replace(/[?#].*$/s, '') || '/';
}

/**
 * The target that the upstream server is asked for when it lives under `base` ('' or '/dav'). A target already under
 * it stays: hrefs in answers pass unchanged and name it. So do well-known addresses, which belong to a whole host
 * (RFC 8615).
 */
export function underBase(target: string, base: string): string {
  if (base === '' || !target.startsWith('/') || target.startsWith('/.well-known/')) return target;
  const inside = target === base || target.startsWith(`${base}/`) || target.startsWith(`${base}?`);
  return inside ? target : base + target;
}

function uniform(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    return segment; // not UTF-8 or a stray %: then its own spelling is the only name it has
  }
}

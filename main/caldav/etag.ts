// ETags in one spelling (RFC 9110 section 8.8.3), whatever a server or a proxy on the way made of them.
import { createHash } from 'node:crypto';

/** Names versions of an object whose server gives it no ETag. No server's own looks like it. */
const OF_CONTENT = '"belfry-content-';
/** Listed for a member without an ETag: equal to none that is ever held, so that its body is fetched and compared. */
export const UNKNOWN_ETAG = '';

/** As nearly every server writes it. */
const USUAL = /^"[^"&\s]+"$/;

/**
 * `"opaque"`: quoted, not weak, not escaped twice. Proxies that compress weaken ETags in headers and not in bodies, some
 * servers forget the quotes in one of the two; compared literally, such an object would be fetched again for ever.
 * UNKNOWN_ETAG when there is none.
 */
export function readEtag(text: string | null | undefined): string {
  if (text && USUAL.test(text)) return text;
  const unescaped = (text ?? '').trim().replaceAll(/&quot;|&#34;|&#x22;/gi, '"');
  const opaque = unescaped
    .replace(/^W\//i, '')
    .trim()
    .replaceAll(/^"+|"+$/g, '');
  return opaque === '' ? UNKNOWN_ETAG : `"${opaque}"`;
}

/** The ETag a body came with; one made from the body when it came with none. */
export function etagOf(text: string | null | undefined, body: string): string {
  const given = readEtag(text);
  if (given !== UNKNOWN_ETAG) return given;
  return `${OF_CONTENT}${createHash('sha256').update(body).digest('base64url')}"`;
}

/** Whether a server can be asked about this version (If-Match). */
export function isServersOwn(etag: string): boolean {
  return etag !== UNKNOWN_ETAG && !etag.startsWith(OF_CONTENT);
}

// Addresses that mail systems wrap into their own, so that they can look before anybody goes there: undone, where the
// address inside can be read.

/** Wrappers that carry the address in a parameter of the query. */
const IN_QUERY: readonly (readonly [host: RegExp, path: RegExp, parameters: readonly string[]])[] = [
  [/(?:^|\.)safelinks\.protection\.(?:outlook|office365|office)\.(?:com|us|cn)$/, /^/, ['url']],
  [/(?:^|\.)statics\.teams\.cdn\.office\.net$/, /safelinks/, ['url']],
  [/^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, /^\/url$/, ['q', 'url']],
  [/^urldefense\.(?:proofpoint\.)?com$/, /^\/v1\/url$/, ['u']],
  [/(?:^|\.)linkprotect\.cudasvc\.com$/, /^\/url$/, ['a']],
  [/^slack-redir\.net$/, /^\/link$/, ['url']],
  [/^lm?\.(?:facebook|instagram|messenger)\.com$/, /^/, ['u']],
  [/^(?:www\.)?linkedin\.com$/, /^\/redir\/redirect$/, ['url']],
  [/(?:^|\.)(?:trendmicro|tmase-[a-z]+)\.(?:com|eu)$/, /\/query$|^\/wis\//, ['url']],
  [/^protect\d?\.fireeye\.com$/, /^\/(?:v1\/)?url$/, ['u']],
  [/^deref-(?:gmx|web|mail)\.(?:net|de|com)$/, /^/, ['redirectUrl']],
  [/^(?:www\.)?youtube\.com$/, /^\/redirect$/, ['q']],
];

/** Wrappers around wrappers, and no more of them. */
const DEEPEST = 3;

/** The address inside any wrappers that are known; the address itself otherwise. Only https comes out. */
export function unwrapped(url: URL): URL | null {
  let inner: URL = url;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const text = insideOf(inner);
    if (text === null) return inner;
    if (!URL.canParse(text)) return null;
    inner = new URL(text);
    if (inner.protocol !== 'https:') return null;
  }
  return insideOf(inner) === null ? inner : null;
}

/** What the hosts of all of them have in common: other addresses are done with at once. */
const ANY =
  /safelink|teams\.cdn|google|urldefense|cudasvc|slack-redir|facebook|instagram|messenger|linkedin|trendmicro|tmase|fireeye|deref-|youtube|cisco/;

function insideOf(url: URL): string | null {
  const { hostname } = url;
  if (!ANY.test(hostname)) return null;
  const { pathname, searchParams } = url;
  for (const [host, path, parameters] of IN_QUERY) {
    if (!host.test(hostname) || !path.test(pathname)) continue;
    const found = parameters.map((name) => searchParams.get(name)).find((value) => value !== null);
    if (found !== undefined && found !== null) return found;
  }
  if (hostname === 'urldefense.proofpoint.com' && pathname === '/v2/url') return proofpoint2(searchParams);
  if (/^urldefense\.(?:us|com|proofpoint\.com)$/.test(hostname)) return proofpoint3(url);
  if (hostname === 'secure-web.cisco.com') return decoded(pathname.split('/').at(-1) ?? '');
  return null;
}

// Version 2 writes '-' for '%' and '_' for '/'.
function proofpoint2(parameters: URLSearchParams): string | null {
  const text = parameters.get('u');
  return text === null ? null : decoded(text.replaceAll('-', '%').replaceAll('_', '/'));
}

/** Lengths of runs: 'A' is two characters, then in the order of base64url. */
const RUNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

// Version 3: /v3/__ADDRESS__;CHARACTERS!...$ where '*' stands for the next of the characters (base64url), '**x' for a run.
function proofpoint3({ pathname, search, hash }: URL): string | null {
  const whole = /^\/v3\/__(.+?)__;([^!]*)!/.exec(pathname + search + hash);
  const [, address = '', characters = ''] = whole ?? [];
  if (address === '') return null;
  const kept = fromBase64(characters);
  if (kept === null) return null;
  let at = 0;
  const text = address.replace(/\*(?:\*(.))?/g, (_, run: string | undefined) => {
    const length = run === undefined ? 1 : RUNS.indexOf(run) + 2;
    at += length;
    return kept.slice(at - length, at);
  });
  // Some gateways make one slash of two.
  return text.replace(/^(https?:)\/+(?=[^/])/i, '$1//');
}

function fromBase64(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    return new TextDecoder().decode(bytes);
  } catch {
    return null; // damaged on the way: then nobody can say what was inside
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a stray % in somebody's address
  }
}

// Where an event is joined by video or telephone: the one right address of all those that an event may hold.
import type { Link } from './ical.ts';
import { isMeeting, looksLikeMeeting } from './join-services.ts';
import { fitsPattern } from './join-patterns.ts';
import { unwrapped } from './safe-links.ts';

/** What of an event may say where. */
export interface JoinSources {
  readonly links: readonly Link[];
  readonly place: string;
  readonly notes: string;
}

const known = new WeakMap<JoinSources, { readonly patterns: readonly string[]; readonly link: string }>();

/**
 * The address to join at: an absolute https URL or tel:; '' for nowhere. `patterns` are the person's own places
 * ('meet.example.org/*'). In this order: CONFERENCE (RFC 7986 section 5.11, video before sound), what the vendors'
 * properties say, then what is known to be a meeting in URL, LOCATION and notes; a telephone at last.
 */
export function joinLinkOf(sources: JoinSources, patterns: readonly string[]): string {
  const { links, place, notes } = sources;
  if (links.length === 0 && !place.includes('://') && !notes.includes('://')) return '';
  // Every occurrence of a series asks about the same object.
  const before = known.get(sources);
  if (before && before.patterns === patterns) return before.link;
  const link = found(sources, patterns);
  known.set(sources, { patterns, link });
  return link;
}

function found({ links, place, notes }: JoinSources, patterns: readonly string[]): string {
  const isKnown = (url: URL) => isMeeting(url) || fitsPattern(url, patterns);
  const told = [...conferences(links, isKnown), ...vendors(links)];
  const certain = told[0] ?? firstIn(valuesOf(links, 'URL'), isKnown) ?? firstIn([place, notes], isKnown);
  if (certain) return certain.href;
  return firstIn([place], looksLikeMeeting)?.href ?? telephone(links);
}

/** What RFC 7986 section 6.3 lets a conference be for, and where Belfry ranks it. */
function rank({ features = '' }: Link, url: URL, isKnown: (url: URL) => boolean): number {
  const names = features.split(',').map((name) => name.trim());
  if (names.includes('MODERATOR')) return 5;
  if (names.includes('VIDEO')) return isKnown(url) ? 0 : 1;
  if (features === '' || names.includes('SCREEN')) return isKnown(url) ? 2 : 3;
  return names.includes('AUDIO') || names.includes('PHONE') ? 4 : ELSEWHERE;
}

/** A chat or a broadcast is no meeting. */
const ELSEWHERE = 9;

function conferences(links: readonly Link[], isKnown: (url: URL) => boolean): readonly URL[] {
  return links
    .filter(({ property }) => property === 'CONFERENCE')
    .flatMap((link) => {
      const [url] = addressesIn(link.value);
      return url ? [{ url, at: rank(link, url, isKnown) }] : [];
    })
    .filter(({ at }) => at < ELSEWHERE)
    .toSorted((a, b) => a.at - b.at)
    .map(({ url }) => url);
}

// A property of this name is for nothing else, whatever host it names. One that fits no service may be outdated.
function vendors(links: readonly Link[]): readonly URL[] {
  const urls = links
    .filter(({ property }) => property.startsWith('X-'))
    .flatMap(({ value }) => addressesIn(value.replace(/\\([,;\\])/g, '$1')).slice(0, 1));
  return [...urls.filter(isMeeting), ...urls];
}

function valuesOf(links: readonly Link[], name: string): readonly string[] {
  return links.filter(({ property }) => property === name).map(({ value }) => value);
}

function firstIn(texts: readonly string[], fits: (url: URL) => boolean): URL | undefined {
  for (const text of texts) {
    const url = addressesIn(text).find(fits);
    if (url) return url;
  }
  return undefined;
}

const TELEPHONE = /^tel:\+?[\w().,;=*#-]{3,100}$/i;

function telephone(links: readonly Link[]): string {
  const numbers = links
    .filter(({ property }) => property === 'CONFERENCE' || property.endsWith('TELURI'))
    .map(({ value }) => value.replace(/\\([,;\\])|\s/g, '$1'));
  return numbers.find((number) => TELEPHONE.test(number)) ?? '';
}

/** Longer ones are not opened; more than this in one text is a list, and nobody's invitation. */
const LONGEST = 2_000;
const MOST = 50;
const SCHEME = 'https';
/** Up to the first character that no address holds as it stands. An ellipsis: the rest was cut off. */
const REST = /:\/\/[^\s<>"'`{}|\\^[\]…]{4,8000}(…)?/y;
const TRAILING: ReadonlySet<string> = new Set('.,;:!?*)');

/** Every https address in the text, taken out of brackets, HTML and safe-link wrappers. */
function addressesIn(text: string): readonly URL[] {
  const urls: URL[] = [];
  let count = 0;
  for (let at = text.indexOf('://'); at >= 0 && count < MOST; at = text.indexOf('://', at + 3)) {
    const scheme = text.slice(Math.max(0, at - SCHEME.length), at);
    if (scheme.toLowerCase() !== SCHEME) continue;
    REST.lastIndex = at;
    const [rest, cutOff] = REST.exec(text) ?? [];
    count += 1;
    const url = rest === undefined || cutOff !== undefined ? null : addressOf(scheme + rest);
    if (url) urls.push(url);
    // What stands inside an address is part of it.
    at += Math.max(0, (rest?.length ?? 0) - 3);
  }
  return urls;
}

function addressOf(written: string): URL | null {
  const [upToMarkup = ''] = written.split(/&(?:quot|lt|gt|nbsp|#34|#39|#x22|#x27|#60|#62);/i, 1);
  const text = trimmed(upToMarkup.replace(/&(?:amp|#38|#x26);/gi, '&'));
  const url = URL.canParse(text) ? unwrapped(new URL(text)) : null;
  // User information makes one host look like another.
  const isPlain = url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
  return isPlain && url.href.length <= LONGEST ? url : null;
}

// A sentence ends, or a bracket closes; one that was opened inside belongs to the address.
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING.has(text.charAt(end - 1))) end -= 1;
  const bare = text.slice(0, end);
  return bare.includes('(') && text[bare.length] === ')' ? `${bare})` : bare;
}

// What a PROPFIND answer is about: which of its responses are calendars and which are a home.
import { CALDAV, DAV } from '../../protocol/namespaces.ts';
import { collectionPath, parentOf } from '../front/paths.ts';
import type { Places } from './places.ts';
import type { Mapped } from './xml-map.ts';

export interface Asked {
  /** Request target as the upstream server sees it. */
  readonly target: string;
  /** Depth header; missing means infinity (RFC 4918 section 9.1). */
  readonly depth: string;
}

export interface Recognised {
  readonly kind: 'collection' | 'home';
  /** Canonical, ending in a slash. */
  readonly path: string;
  readonly response: Mapped;
  /** The server answered 200 for something in it: this user may read it. */
  readonly isReadable: boolean;
}

interface Answered {
  readonly path: string;
  readonly response: Mapped;
  readonly found: readonly Mapped[];
  readonly isReadable: boolean;
  /** Local names in DAV: and CalDAV; null when the type was not told. */
  readonly types: ReadonlySet<string> | null;
}

/**
 * Who the server says is asking (RFC 5397), whatever the request claimed: the href of a principal, 'nobody', null when it
 * does not say.
 */
export function whoAsks(multistatus: Mapped): string | null {
  const told = responsesOf(multistatus)
    .flatMap((r) => foundIn(r))
    .filter((p) => p.namespace === DAV && p.name === 'current-user-principal')
    .flatMap((p) => p.children.filter((c) => c.namespace === DAV));
  if (told.some(({ name }) => name === 'unauthenticated')) return 'nobody';
  return told.find(({ name, text }) => name === 'href' && text !== '')?.text ?? null;
}

/** True when the server says that it does not know who is asking. */
export function isAnonymous(multistatus: Mapped): boolean {
  return whoAsks(multistatus) === 'nobody';
}

/** The calendars and homes of a multistatus. Adds what it sees to `places` and uses what was learnt before. */
export function recognise(multistatus: Mapped, asked: Asked, places: Places): readonly Recognised[] {
  const answers = responsesOf(multistatus).flatMap(answered);
  for (const { path, types } of answers) if (types?.has('calendar')) places.learnCalendar(path);
  for (const path of homesIn(answers, asked)) places.learnHome(path);
  return answers.flatMap(({ path, response, isReadable, types }): Recognised[] => {
    const isCalendar = types ? types.has('calendar') : places.isCalendar(path);
    if (isCalendar) return [{ kind: 'collection', path, response, isReadable }];
    return places.isHome(path) ? [{ kind: 'home', path, response, isReadable }] : [];
  });
}

function homesIn(answers: readonly Answered[], asked: Asked): readonly string[] {
  const isCalendar = new Set(answers.filter((a) => a.types?.has('calendar')).map((a) => a.path));
  const parents = new Set([...isCalendar].map(parentOf));
  const named = answers.flatMap((a) => a.found).filter((p) => p.name === 'calendar-home-set');
  const pointed = named.flatMap((p) => (p.namespace === CALDAV ? p.children : [])).map((h) => h.text);
  return [
    ...pointed.filter((href) => href !== '').map(collectionPath),
    ...answers.filter((a) => parents.has(a.path) && !isCalendar.has(a.path)).map((a) => a.path),
    ...emptyHome(answers, asked),
  ];
}

// A home without a calendar yet: a collection that was listed and holds neither users nor anything else of its own
// kind. The root of a server is never one.
function emptyHome(answers: readonly Answered[], { target, depth }: Asked): readonly string[] {
  const path = collectionPath(target);
  const self = answers.find((a) => a.path === path);
  const listsUsers = answers.some((a) => a.path !== path && (!a.types || a.types.has('principal')));
  const types = self?.types;
  const isPlain = types?.has('collection') && !types.has('calendar') && !types.has('addressbook');
  return depth !== '0' && isPlain && !listsUsers && parentOf(path) !== path && path !== '/' ? [path] : [];
}

function responsesOf(multistatus: Mapped): readonly Mapped[] {
  return multistatus.children.filter((c) => c.namespace === DAV && c.name === 'response');
}

function answered(response: Mapped): readonly Answered[] {
  const hrefs = response.children.filter((c) => c.namespace === DAV && c.name === 'href');
  const href = hrefs.length === 1 ? hrefs[0]?.text : undefined;
  if (!href) return [];
  const found = foundIn(response);
  const type = found.find((p) => p.namespace === DAV && p.name === 'resourcetype');
  const isReadable = statusOf(response) === 200 || propstatsOf(response).some((p) => statusOf(p) === 200);
  const types = type ? new Set(type.children.map((c) => c.name)) : null;
  return [{ path: collectionPath(href), response, found, isReadable, types }];
}

/** The properties of the 200 propstats. */
function foundIn(response: Mapped): readonly Mapped[] {
  return propstatsOf(response)
    .filter((p) => statusOf(p) === 200)
    .flatMap((p) => propOf(p)?.children ?? []);
}

export function propstatsOf(response: Mapped): readonly Mapped[] {
  return response.children.filter((c) => c.namespace === DAV && c.name === 'propstat');
}

export function propOf(propstat: Mapped): Mapped | undefined {
  return propstat.children.find((c) => c.namespace === DAV && c.name === 'prop');
}

/** The DAV:status directly inside, as a number; null when there is none. */
export function statusOf(parent: Mapped): number | null {
  const line = parent.children.find((c) => c.namespace === DAV && c.name === 'status')?.text;
  const match = /(?:^|\s)([1-5]\d\d)(?:\s|$)/.exec(line ?? '');
  return match ? Number(match[1]) : null;
}

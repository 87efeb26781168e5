// REPORT: sync-collection (RFC 6578), calendar-multiget and calendar-query (RFC 4791 section 7).
import type { Element } from '../../../protocol/element.ts';
import { CALDAV, DAV } from '../../../protocol/namespaces.ts';
import { multistatus, plain, refused, type Answer } from './answer.ts';
import type { DavCalendar, Listing, Member } from './calendar.ts';
import { placeAt, type Place } from './places.ts';
import { innerCollection, type Ground } from './propfind.ts';
import { memberWriter, spelled } from './wording.ts';
import { found, propstat, readQuestion, textOf, textsOf, told, type Question } from './xml.ts';

const CUT_SHORT = '<D:error><D:number-of-matches-within-limits/></D:error>';

/** Answers a REPORT at `place`. */
export function report(place: Place, depth: string, body: string, ground: Ground): Answer {
  if (place.at === 'nowhere') return plain(404);
  const question = readQuestion(body);
  if (question === null) return plain(400);
  if (place.at !== 'calendar') return refused(`{${DAV}}supported-report`);
  const { calendar } = place;
  switch (question.root) {
    case `{${DAV}}sync-collection`:
      return syncCollection(calendar, depth, question, ground);
    case `{${CALDAV}}calendar-multiget`:
      return multiget(calendar, question, ground);
    case `{${CALDAV}}calendar-query`:
      return query(calendar, depth, question, ground);
    default:
      return refused(`{${DAV}}supported-report`);
  }
}

function syncCollection(calendar: DavCalendar, depth: string, question: Question, ground: Ground): Answer {
  const { quirks } = ground;
  if (quirks.noSync) return refused(`{${DAV}}supported-report`);
  if (quirks.depthOneOnly && depth !== '1') return plain(400);
  const token = textOf(question, DAV, 'sync-token');
  if (token === null || textOf(question, DAV, 'sync-level') !== '1') return plain(400);
  const limit = Math.min(quirks.pageSize ?? Infinity, limitIn(question.parts));
  const known = calendar.since(token, limit);
  if (known === null && quirks.unknownToken === 'failed') return plain(500);
  // DAViCal: a token nobody knows is as good as none.
  const listing = known ?? (quirks.unknownToken === 'listed' ? calendar.since('', limit) : null);
  if (listing === null) return refused(`{${DAV}}valid-sync-token`, quirks.refusalStatus ?? 403);
  const next = listing.more && quirks.stuckPaging ? token : listing.token;
  return multistatus(changes(calendar, listing, question, ground), quirks.noTokenInAnswer ? null : next);
}

// RFC 5323 section 5.17, as RFC 6578 section 3.7 uses it.
function limitIn(parts: readonly Element[]): number {
  const limit = parts.find(({ name, namespace }) => name === 'limit' && namespace === DAV);
  const results = limit?.children.find(({ name }) => name === 'nresults');
  return results === undefined ? Infinity : Number(results.text);
}

function* changes(
  calendar: DavCalendar,
  listing: Listing,
  question: Question,
  ground: Ground,
): Generator<string> {
  const { origin, quirks } = ground;
  const { selfEntry, tombstones = 'plain', innerCollection: hasInner = false } = quirks;
  if (selfEntry !== undefined) yield self(calendar, selfEntry);
  if (hasInner) yield innerCollection(calendar);
  for (const name of listing.removed) {
    // sabre/dav adds a propstat that means nothing.
    const padding = tombstones === 'padded' ? propstat('', "418 I'm a teapot") : '';
    yield told(spelled(calendar.href(name), origin, quirks), '404 Not Found', padding);
  }
  const written = memberWriter(question.properties, calendar, origin, quirks);
  for (const member of listing.changed) yield written(member);
  if (listing.more) yield told(spelled(calendar.path, origin, quirks), '507 Insufficient Storage', CUT_SHORT);
}

function self({ path, ctag }: DavCalendar, how: 'slash' | 'bare'): string {
  const properties = [
    [`{${DAV}}getetag`, ctag],
    [`{${DAV}}resourcetype`, '<D:collection/><C:calendar/>'],
  ] as const;
  return found(how === 'slash' ? path : path.slice(0, -1), new Map(properties));
}

function multiget(calendar: DavCalendar, question: Question, ground: Ground): Answer {
  const { multigetMissing = 'told', emptyMultiget = false } = ground.quirks;
  if (emptyMultiget) return multistatus([]);
  const wanted = textsOf(question, DAV, 'href').map((href) => ({
    href,
    member: memberAt(href, calendar, ground),
  }));
  if (multigetMissing === 'fails' && wanted.some(({ member }) => member === null)) return plain(404);
  return multistatus(bodies(wanted, calendar, question, ground));
}

function* bodies(
  wanted: readonly { readonly href: string; readonly member: Member | null }[],
  calendar: DavCalendar,
  question: Question,
  ground: Ground,
): Generator<string> {
  const written = memberWriter(question.properties, calendar, ground.origin, ground.quirks);
  for (const { href, member } of wanted) {
    if (member !== null) yield written(member);
    else if (ground.quirks.multigetMissing !== 'omitted') yield told(href, '404 Not Found');
  }
}

function memberAt(href: string, calendar: DavCalendar, { origin, person, calendars }: Ground): Member | null {
  if (!URL.canParse(href, origin)) return null;
  const place = placeAt(new URL(href, origin).pathname, person, calendars);
  return place.at === 'object' && place.calendar === calendar ? place.member : null;
}

function query(calendar: DavCalendar, depth: string, question: Question, ground: Ground): Answer {
  const { origin, quirks } = ground;
  if (quirks.noQuery) return refused(`{${DAV}}supported-report`);
  const filter = question.parts.find(({ name, namespace }) => name === 'filter' && namespace === CALDAV);
  if (filter === undefined) return plain(400);
  const component = componentIn(filter);
  // Only whole components can be asked for here, by name.
  if (component === null) return refused(`{${CALDAV}}supported-filter`);
  // RFC 4791 section 7.8: Depth 0 is the collection itself, which holds no calendar data of its own.
  const members =
    depth === '1' ? calendar.members().filter(({ text }) => text.includes(`BEGIN:${component}`)) : [];
  const shown = members.slice(0, quirks.queryLimit ?? Infinity);
  const written = memberWriter(question.properties, calendar, origin, quirks);
  const rest =
    shown.length < members.length ? [told(calendar.path, '507 Insufficient Storage', CUT_SHORT)] : [];
  return multistatus(all(shown, written, rest));
}

function* all(members: readonly Member[], written: (member: Member) => string, rest: readonly string[]) {
  for (const member of members) yield written(member);
  yield* rest;
}

// The innermost of nested comp-filters; null when it filters by anything else than components.
function componentIn(filter: Element): string | null {
  const [inner, ...others] = filter.children;
  if (inner === undefined) return filter.name === 'comp-filter' ? (filter.attributes['name'] ?? null) : null;
  return others.length === 0 && inner.name === 'comp-filter' ? componentIn(inner) : null;
}

// PROPFIND (RFC 4918 section 9.1), Depth 0 and 1.
import { DAV } from '../../../protocol/namespaces.ts';
import { multistatus, plain, refused, type Answer } from './answer.ts';
import type { DavCalendar } from './calendar.ts';
import { propertiesOf, type Person, type Place } from './places.ts';
import type { Quirks } from './quirks.ts';
import { spelled } from './wording.ts';
import { found, readQuestion, type QName } from './xml.ts';

/** What the server is, for whoever answers a request. */
export interface Ground {
  readonly origin: string;
  readonly person: Person;
  readonly calendars: ReadonlyMap<string, DavCalendar>;
  readonly quirks: Quirks;
}

const USUAL: readonly QName[] = [`{${DAV}}resourcetype`, `{${DAV}}displayname`, `{${DAV}}getetag`];

/** Answers for `place`, and at Depth 1 for what lies in it. */
export function propfind(place: Place, depth: string, body: string, ground: Ground): Answer {
  if (place.at === 'nowhere' || (place.at === 'object' && place.member === null)) return plain(404);
  if (depth !== '0' && depth !== '1') return refused(`{${DAV}}propfind-finite-depth`);
  const question = body === '' ? null : readQuestion(body);
  if (body !== '' && question?.root !== `{${DAV}}propfind`) return plain(400);
  const asked = question === null || question.properties.length === 0 ? USUAL : question.properties;
  return multistatus(responses(place, depth, asked, ground));
}

function* responses(place: Place, depth: string, asked: readonly QName[], ground: Ground): Generator<string> {
  yield response(place, asked, ground);
  if (depth === '0') return;
  if (place.at === 'home') {
    for (const calendar of ground.calendars.values())
      yield response({ at: 'calendar', calendar }, asked, ground);
  }
  if (place.at !== 'calendar') return;
  const { calendar } = place;
  if (ground.quirks.innerCollection) yield innerCollection(calendar);
  for (const member of calendar.members()) {
    yield response({ at: 'object', calendar, name: member.name, member }, asked, ground);
  }
}

/** A folder inside a calendar, which is no member a client wants. */
export function innerCollection({ path, ctag }: DavCalendar): string {
  return found(
    `${path}inner/`,
    new Map([
      [`{${DAV}}resourcetype`, '<D:collection/>'],
      [`{${DAV}}getetag`, ctag],
    ]),
  );
}

function response(place: Place, asked: readonly QName[], ground: Ground): string {
  const has = propertiesOf(place, ground.person, ground.quirks);
  const there = asked.filter((name) => has.has(name)).map((name) => [name, has.get(name) ?? ''] as const);
  const missing = asked.filter((name) => !has.has(name));
  return found(spelled(pathOf(place, ground), ground.origin, ground.quirks), new Map(there), missing);
}

function pathOf(place: Place, { person, quirks }: Ground): string {
  switch (place.at) {
    case 'principal':
      return person.principal;
    case 'home':
      return person.home;
    case 'calendar':
      return quirks.selfEntry === 'bare' ? place.calendar.path.slice(0, -1) : place.calendar.path;
    case 'object':
      return place.calendar.href(place.name);
    case 'root':
    case 'nowhere':
      return '/';
  }
}

// Single objects: GET, PUT and DELETE with their conditions (RFC 9110 section 13, RFC 4791 section 5.3).
import type { IncomingHttpHeaders } from 'node:http';
import { CALDAV, DAV } from '../../../protocol/namespaces.ts';
import { plain, refused, type Answer } from './answer.ts';
import { uidIn, type Member } from './calendar.ts';
import type { Place } from './places.ts';
import type { Quirks } from './quirks.ts';
import { etagOf } from './wording.ts';

const CALENDAR = 'text/calendar; charset=utf-8';

type ObjectPlace = Extract<Place, { at: 'object' }>;

/** The object as it was put. */
export function get({ member }: ObjectPlace, quirks: Quirks): Answer {
  if (member === null) return plain(404);
  return {
    status: 200,
    headers: { 'content-type': CALENDAR, etag: etagOf(member, quirks) },
    body: [member.text],
  };
}

/** Creates or replaces. */
export function put(place: ObjectPlace, text: string, headers: IncomingHttpHeaders, quirks: Quirks): Answer {
  const { calendar, name, member } = place;
  if (calendar.facts.writable === false) return refused(`{${DAV}}need-privileges`);
  if (!holds(headers, member, quirks)) return plain(412);
  if (!/^BEGIN:VCALENDAR\r?\n/.test(text)) return refused(`{${CALDAV}}valid-calendar-data`);
  const namesake = calendar.nameOf(uidIn(text));
  if (namesake !== null && namesake !== name) return refused(`{${CALDAV}}no-uid-conflict`);
  const written = calendar.put(name, text);
  const etag: Readonly<Record<string, string>> = quirks.noEtagOnPut ? {} : { etag: etagOf(written, quirks) };
  return { status: member === null ? 201 : 204, headers: etag };
}

/** Removes. */
export function remove(
  { calendar, name, member }: ObjectPlace,
  headers: IncomingHttpHeaders,
  quirks: Quirks,
): Answer {
  if (calendar.facts.writable === false) return refused(`{${DAV}}need-privileges`);
  if (!holds(headers, member, quirks)) return plain(412);
  return calendar.remove(name) ? { status: 204 } : plain(404);
}

function holds(headers: IncomingHttpHeaders, member: Member | null, quirks: Quirks): boolean {
  const listed = (value: string): boolean =>
    member !== null &&
    (value.trim() === '*' || value.split(',').some((one) => opaque(one) === opaque(etagOf(member, quirks))));
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  return (match === undefined || listed(match)) && (noneMatch === undefined || !listed(noneMatch));
}

// Compared weakly: a server that gives out nothing but weak ETags could not be written to otherwise.
function opaque(etag: string): string {
  return etag.trim().replace(/^W\//, '');
}

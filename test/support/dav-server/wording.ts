// How the server spells hrefs and ETags, and what it says of one object.
import { CALDAV, DAV } from '../../../protocol/namespaces.ts';
import type { DavCalendar, Member } from './calendar.ts';
import type { Quirks } from './quirks.ts';
import { escaped, propstat, type QName } from './xml.ts';

/** An ETag as it stands in a header and in a property. */
export function etagOf({ revision }: Member, { etags = 'strong' }: Quirks): string {
  switch (etags) {
    case 'strong':
      return `"${revision}"`;
    case 'weak':
      return `W/"${revision}"`;
    case 'bare':
      return String(revision);
  }
}

/** A path as the server writes it in an answer. */
export function spelled(path: string, origin: string, { hrefs = 'path' }: Quirks): string {
  switch (hrefs) {
    case 'path':
      return path;
    case 'absolute':
      return origin + path;
    case 'encoded':
      return path.replace(/[._~@-]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  }
}

/** Gives the response of each object, with those of `properties` that an object has. */
export function memberWriter(
  properties: readonly QName[],
  calendar: DavCalendar,
  origin: string,
  quirks: Quirks,
): (member: Member) => string {
  const known = properties.filter((name) => name in WRITERS);
  const absent = properties.filter((name) => !known.includes(name));
  const missing = absent.map(
    (name) => `<x:${name.slice(name.indexOf('}') + 1)} xmlns:x="${name.slice(1, name.indexOf('}'))}"/>`,
  );
  const rest = missing.length === 0 ? '' : propstat(missing.join(''), '404 Not Found');
  return (member) => {
    const inner = known.map((name) => WRITERS[name]?.(member, quirks) ?? '').join('');
    const stat = inner === '' && rest !== '' ? '' : propstat(inner, '200 OK');
    const href = escaped(spelled(calendar.href(member.name), origin, quirks));
    return `<D:response><D:href>${href}</D:href>${stat}${rest}</D:response>`;
  };
}

const WRITERS: Readonly<Record<QName, (member: Member, quirks: Quirks) => string>> = {
  [`{${DAV}}getetag`]: (member, quirks) => `<D:getetag>${etagOf(member, quirks)}</D:getetag>`,
  [`{${DAV}}resourcetype`]: () => '<D:resourcetype/>',
  [`{${DAV}}getcontenttype`]: () => '<D:getcontenttype>text/calendar; charset=utf-8</D:getcontenttype>',
  [`{${CALDAV}}calendar-data`]: ({ text }, { cdata = false }) =>
    `<C:calendar-data>${cdata ? `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : escaped(text)}</C:calendar-data>`,
};

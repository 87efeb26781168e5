// Who wrote a version of a calendar object, as Apple's calendar servers say it: CS:updated-by, with a reference to the
// principal, a name, and when.
import { child, type Element } from './element.ts';
import { CALENDAR_SERVER, DAV } from './namespaces.ts';
import { escapeXml } from './xml-text.ts';

/** The property's name in the CalendarServer namespace. */
export const UPDATED_BY = 'updated-by';
/** Its companion: who made the first version. Asked for by nobody here; a server that has it has an opinion. */
export const CREATED_BY = 'created-by';

/** What the property says. */
export interface Updater {
  readonly name: string;
  /** Path or URL of the principal as written; '' when there is none. */
  readonly principal: string;
}

/** Reads it. The name stands in one piece or in two. */
export function readUpdatedBy(property: Element): Updater {
  const text = (name: string) => child(property, CALENDAR_SERVER, name)?.text ?? '';
  const parts = [text('first-name'), text('last-name')].filter((part) => part !== '');
  return {
    name: text('common-name') || parts.join(' '),
    principal: child(property, DAV, 'href')?.text ?? '',
  };
}

/** Serialises it as a fragment that declares its own prefixes; `at` (epoch ms) is when the version was written. */
export function writeUpdatedBy({ name, principal }: Updater, at: number): string {
  const href = principal === '' ? '' : `<href xmlns="DAV:">${escapeXml(principal)}</href>`;
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return (
    `<CS:${UPDATED_BY} xmlns:CS="${CALENDAR_SERVER}">${href}` +
    `<CS:first-name>${escapeXml(name)}</CS:first-name><CS:dtstamp>${stamp}</CS:dtstamp></CS:${UPDATED_BY}>`
  );
}

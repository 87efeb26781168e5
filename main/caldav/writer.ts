// Who wrote the version of an object that a server gives out (CS:updated-by of Apple's calendar servers).
import type { Element } from '../../protocol/element.ts';
import { CALENDAR_SERVER } from '../../protocol/namespaces.ts';
import { readUpdatedBy, UPDATED_BY } from '../../protocol/updated-by.ts';
import type { Writer } from '../core/model.ts';
import { cleanText } from '../core/ical/untrusted-text.ts';
import { withSlash } from './href.ts';
import { placeOf } from './place.ts';
import { property } from './propfind.ts';

/**
 * The writer named among an object's properties; null when nobody is. CS:created-by is never taken for it: it names who
 * made the first version, and somebody else may have written since.
 */
export function writerIn(found: readonly Element[], base: string): Writer | null {
  const told = property(found, CALENDAR_SERVER, UPDATED_BY);
  if (!told) return null;
  const updater = readUpdatedBy(told);
  const place = placeOf(updater.principal, base);
  const principal = place === null ? '' : withSlash(new URL(place).pathname);
  const name = cleanText(updater.name);
  return name === '' && principal === '' ? null : { name, principal };
}

// How far a collection has moved and how it can be asked, read from its properties: shared by probe and survey.
import type { Element } from '../../protocol/element.ts';
import { CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import type { RemoteVersion } from '../core/sync/replica-ports.ts';
import { property, type PropertyName } from './propfind.ts';

/** What to ask for, so that readVersion() finds it. */
export const VERSION_PROPERTIES = [
  'd:sync-token',
  'd:supported-report-set',
  'cs:getctag',
] as const satisfies readonly PropertyName[];

/** Reads a collection's own properties (those found, RFC 6578 section 4 and the older ctag). Empty values are none. */
export function readVersion(properties: readonly Element[]): RemoteVersion {
  const token = property(properties, DAV, 'sync-token')?.text || null;
  const reports = property(properties, DAV, 'supported-report-set');
  return {
    token,
    ctag: property(properties, CALENDAR_SERVER, 'getctag')?.text || null,
    // A collection that names no reports at all may still have the property that only sync-collection brings.
    supportsSync: reports ? mentionsSync(reports) : token !== null,
  };
}

// Xandikos leaves the <report> wrapper out, others nest as RFC 3253 says: any mention counts.
function mentionsSync(element: Element): boolean {
  return (
    (element.name === 'sync-collection' && element.namespace === DAV) || element.children.some(mentionsSync)
  );
}

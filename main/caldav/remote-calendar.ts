// One calendar on the server, behind the RemoteCalendar port.
import type { RemoteCalendar } from '../core/sync/replica-ports.ts';
import { collectionAt } from './collection.ts';
import { fetchObjects } from './fetch.ts';
import type { DavHttp } from './http.ts';
import { changesSince, list, probe } from './listing.ts';
import { query } from './query.ts';
import { putObject, removeObject } from './write-object.ts';

/** The calendar at `url`. What is learnt of its server is shared with the other calendars of the account. */
export function remoteCalendar(url: string, http: DavHttp): RemoteCalendar {
  const collection = collectionAt(url, http);
  return {
    probe: (signal) => probe(collection, signal),
    changesSince: (token, take, signal) => changesSince(collection, token, take, signal),
    list: (take, signal) => list(collection, take, signal),
    query: (take, signal) => query(collection, take, signal),
    fetch: (hrefs, take, signal) => fetchObjects(collection, hrefs, take, signal),
    put: (href, ical, etag, signal) => putObject(collection, { href, ical, etag }, signal),
    remove: (href, etag, signal) => removeObject(collection, { href, etag }, signal),
  };
}

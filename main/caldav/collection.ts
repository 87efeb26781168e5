// One calendar collection as the parts of this adapter see it: where it is, how to reach it, what is known of its server.
import { child } from '../../protocol/element.ts';
import { DAV } from '../../protocol/namespaces.ts';
import { foundProperties, type MultistatusResponse } from '../../wire/multistatus.ts';
import type { ListedMember } from '../core/sync/replica-ports.ts';
import { FIRST_CHUNK } from './chunk-size.ts';
import { readEtag } from './etag.ts';
import { normaliseHref, withSlash } from './href.ts';
import type { DavHttp } from './http.ts';
import { property } from './propfind.ts';

/** What was learnt about one server while the program runs. */
export interface Habits {
  /** Depth its sync-collection wants (the RFC says 0). */
  depth: '0' | '1';
  /** Objects it gives in one multiget within the time meant for that. */
  chunk: number;
  /** Collections whose first listing by sync-collection failed although the server was well. */
  readonly failing: Set<string>;
}

export interface Collection {
  /** Absolute, ending in '/'. */
  readonly url: string;
  readonly http: DavHttp;
  readonly habits: Habits;
}

const learnt = new WeakMap<DavHttp, Map<string, Habits>>();

/** The collection at `url`. What is learnt of a server is kept as long as the connections to it. */
export function collectionAt(url: string, http: DavHttp): Collection {
  const servers = learnt.get(http) ?? new Map<string, Habits>();
  learnt.set(http, servers);
  const { origin } = new URL(url);
  const habits = servers.get(origin) ?? { depth: '0', chunk: FIRST_CHUNK, failing: new Set() };
  servers.set(origin, habits);
  return { url: withSlash(url), http, habits };
}

/** What an entry of a listing says about one member; null when it is about no member. */
export type MemberReader = (response: MultistatusResponse) => ListedMember | null;

/**
 * Reads entries of a listing that came from `answered`. Servers list the collection itself and collections inside it
 * among its members, with and without their slash; no name has to end in anything. Only 404 and 410 mean gone: whatever
 * else is the matter with a member, it is there, and without an ETag it is listed with one that nobody holds.
 */
export function memberReader({ url }: Collection, answered: string): MemberReader {
  const selves = new Set([withSlash(normaliseHref(url, url)), withSlash(new URL(answered).pathname)]);
  return (response) => {
    const href = normaliseHref(response.href, answered);
    if (href.endsWith('/') || selves.has(`${href}/`)) return null;
    if (response.status === 404 || response.status === 410) return { href, etag: null };
    const found = foundProperties(response);
    const type = property(found, DAV, 'resourcetype');
    if (type && child(type, DAV, 'collection')) return null;
    return { href, etag: readEtag(property(found, DAV, 'getetag')?.text) };
  };
}

// The RFC 6578 conversation: sync state + remote calendar -> deltas, each to be committed with its token.
import { BelfryError } from './errors.ts';
import type { CalendarObject, Delta, SyncState } from './model.ts';
import type { RemoteCalendar } from './ports.ts';

/** Pages of one conversation; a server that goes on longer is going in circles. */
const MAX_PAGES = 200;

/** Where a conversation begins. */
export interface PullStart {
  readonly state: SyncState;
  /** href -> ETag of what the replica holds. */
  readonly known: ReadonlyMap<string, string>;
}

type Listed = readonly { readonly href: string; readonly etag: string }[];

/**
 * Asks until there is no more to come. Each delta is complete in itself: committed with its sync state it leaves the
 * replica right. Throws BelfryError.
 */
export async function* pull(
  start: PullStart,
  remote: RemoteCalendar,
  signal: AbortSignal,
): AsyncGenerator<Delta, void, undefined> {
  if (start.state.at === 'ctag') return yield await byListing(start, remote, signal);
  let token = start.state.at === 'token' ? start.state.token : null;
  let known = start.known;
  for (let page = 0; token !== null; page += 1) {
    if (page >= MAX_PAGES) throw new BelfryError('protocol', { reason: 'endless-paging' });
    const answer = await remote.changesSince(token, signal);
    if (answer.kind !== 'page') break;
    const more = answer.more && answer.token !== token;
    const delta = await incremental(answer, known, remote, signal);
    // The listing has the last word: what looks like the end of everything may only be the first of two pages.
    if (leavesNothing(delta, known) && !(await listsNothing(remote, signal))) break;
    yield delta;
    if (!more) return;
    token = answer.token;
    known = after(known, delta);
  }
  yield await fullListing({ ...start, known }, remote, signal);
}

async function incremental(
  page: { readonly changed: Listed; readonly removed: readonly string[]; readonly token: string },
  known: ReadonlyMap<string, string>,
  remote: RemoteCalendar,
  signal: AbortSignal,
): Promise<Delta> {
  const wanted = page.changed.filter((c) => known.get(c.href) !== c.etag).map((c) => c.href);
  const upserts = wanted.length > 0 ? await remote.fetch(wanted, signal) : [];
  // What vanished between the listing and the fetch is as good as removed.
  const vanished = missing(wanted, upserts);
  const removals = [...page.removed, ...vanished].filter((href) => known.has(href));
  return { upserts, removals, complete: false, unchanged: [], next: { at: 'token', token: page.token } };
}

// Without a token, or after it expired: everything there is, page by page, then one delta that says "keep only these".
async function fullListing(start: PullStart, remote: RemoteCalendar, signal: AbortSignal): Promise<Delta> {
  const listed = new Map<string, string>();
  let token: string | null = null;
  for (let page = 0; ; page += 1) {
    if (page >= MAX_PAGES) throw new BelfryError('protocol', { reason: 'endless-paging' });
    const answer = await remote.changesSince(token, signal);
    if (answer.kind !== 'page') return byListing(start, remote, signal);
    for (const { href, etag } of answer.changed) listed.set(href, etag);
    for (const href of answer.removed) listed.delete(href);
    const circling = answer.token === token;
    token = answer.token;
    if (!answer.more || circling) break;
  }
  const objects = [...listed].map(([href, etag]) => ({ href, etag }));
  return complete(objects, { at: 'token', token }, start.known, { remote, signal });
}

async function byListing(start: PullStart, remote: RemoteCalendar, signal: AbortSignal): Promise<Delta> {
  const { objects, ctag } = await remote.list(signal);
  return complete(objects, { at: 'ctag', ctag }, start.known, { remote, signal });
}

async function complete(
  listed: Listed,
  next: SyncState,
  known: ReadonlyMap<string, string>,
  { remote, signal }: { readonly remote: RemoteCalendar; readonly signal: AbortSignal },
): Promise<Delta> {
  if (listed.length === 0 && known.size > 0 && !(await listsNothing(remote, signal)))
    throw new BelfryError('protocol', { reason: 'contradictory-listing' });
  const wanted = listed.filter((o) => known.get(o.href) !== o.etag).map((o) => o.href);
  const unchanged = listed.filter((o) => known.get(o.href) === o.etag).map((o) => o.href);
  const upserts = wanted.length > 0 ? await remote.fetch(wanted, signal) : [];
  return { upserts, removals: [], complete: true, unchanged, next };
}

function leavesNothing(delta: Delta, known: ReadonlyMap<string, string>): boolean {
  return delta.upserts.length === 0 && known.size > 0 && new Set(delta.removals).size === known.size;
}

// A calendar that suddenly has nothing is believed only after a second, full listing agrees.
async function listsNothing(remote: RemoteCalendar, signal: AbortSignal): Promise<boolean> {
  const { objects } = await remote.list(signal);
  return objects.length === 0;
}

function missing(wanted: readonly string[], got: readonly CalendarObject[]): readonly string[] {
  const have = new Set(got.map((o) => o.href));
  return wanted.filter((href) => !have.has(href));
}

function after(known: ReadonlyMap<string, string>, delta: Delta): ReadonlyMap<string, string> {
  const next = new Map(known);
  for (const href of delta.removals) next.delete(href);
  for (const { href, etag } of delta.upserts) next.set(href, etag);
  return next;
}

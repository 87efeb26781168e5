// The RFC 6578 conversation: sync state + remote calendar -> deltas, each to be committed with its token.
import { BelfryError } from './errors.ts';
import type { CalendarObject, Delta, SyncState } from './model.ts';
import type { RemoteCalendar } from './ports.ts';

/** Pages of one conversation; a server that goes on longer is going in circles. */
const MAX_PAGES = 200;

/** Where a conversation begins. */
export interface PullStart {
  readonly state: SyncState;
  readonly held: Held;
}

/**
 * What the replica holds, asked as the conversation goes on: after one change among 10,000 objects, only about that one.
 * Each delta counts as committed once the next is asked for.
 */
export interface Held {
  /** href -> ETag of these; without `hrefs`, of everything. */
  etags(hrefs?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** How many objects. */
  size(): Promise<number>;
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
  const { held } = start;
  if (start.state.at === 'ctag') return yield await byListing(held, remote, signal);
  let token = start.state.at === 'token' ? start.state.token : null;
  for (let page = 0; token !== null; page += 1) {
    if (page >= MAX_PAGES) throw new BelfryError('protocol', { reason: 'endless-paging' });
    const answer = await remote.changesSince(token, signal);
    if (answer.kind !== 'page') break;
    const more = answer.more && answer.token !== token;
    const delta = await incremental(answer, held, remote, signal);
    // The listing has the last word: what looks like the end of everything may only be the first of two pages.
    if ((await leavesNothing(delta, held)) && !(await listsNothing(remote, signal))) break;
    yield delta;
    if (!more) return;
    token = answer.token;
  }
  yield await fullListing(held, remote, signal);
}

async function incremental(
  page: { readonly changed: Listed; readonly removed: readonly string[]; readonly token: string },
  held: Held,
  remote: RemoteCalendar,
  signal: AbortSignal,
): Promise<Delta> {
  const known = await held.etags([...page.changed.map((c) => c.href), ...page.removed]);
  const wanted = page.changed.filter((c) => known.get(c.href) !== c.etag).map((c) => c.href);
  const upserts = wanted.length > 0 ? await remote.fetch(wanted, signal) : [];
  // What vanished between the listing and the fetch is as good as removed.
  const vanished = missing(wanted, upserts);
  const removals = [...page.removed, ...vanished].filter((href) => known.has(href));
  return { upserts, removals, complete: false, unchanged: [], next: { at: 'token', token: page.token } };
}

// Without a token, or after it expired: everything there is, page by page, then one delta that says "keep only these".
async function fullListing(held: Held, remote: RemoteCalendar, signal: AbortSignal): Promise<Delta> {
  const listed = new Map<string, string>();
  let token: string | null = null;
  for (let page = 0; ; page += 1) {
    if (page >= MAX_PAGES) throw new BelfryError('protocol', { reason: 'endless-paging' });
    const answer = await remote.changesSince(token, signal);
    if (answer.kind !== 'page') return byListing(held, remote, signal);
    for (const { href, etag } of answer.changed) listed.set(href, etag);
    for (const href of answer.removed) listed.delete(href);
    const circling = answer.token === token;
    token = answer.token;
    if (!answer.more || circling) break;
  }
  const objects = [...listed].map(([href, etag]) => ({ href, etag }));
  return complete(objects, { at: 'token', token }, held, { remote, signal });
}

async function byListing(held: Held, remote: RemoteCalendar, signal: AbortSignal): Promise<Delta> {
  const { objects, ctag } = await remote.list(signal);
  return complete(objects, { at: 'ctag', ctag }, held, { remote, signal });
}

async function complete(
  listed: Listed,
  next: SyncState,
  held: Held,
  { remote, signal }: { readonly remote: RemoteCalendar; readonly signal: AbortSignal },
): Promise<Delta> {
  const known = await held.etags();
  if (listed.length === 0 && known.size > 0 && !(await listsNothing(remote, signal)))
    throw new BelfryError('protocol', { reason: 'contradictory-listing' });
  const wanted = listed.filter((o) => known.get(o.href) !== o.etag).map((o) => o.href);
  const unchanged = listed.filter((o) => known.get(o.href) === o.etag).map((o) => o.href);
  const upserts = wanted.length > 0 ? await remote.fetch(wanted, signal) : [];
  return { upserts, removals: [], complete: true, unchanged, next };
}

async function leavesNothing(delta: Delta, held: Held): Promise<boolean> {
  if (delta.upserts.length > 0 || delta.removals.length === 0) return false;
  return new Set(delta.removals).size === (await held.size());
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

// The RFC 6578 conversation: asks a server what changed, and has the store take it in until both are level.
import { BelfryError } from './errors.ts';
import type { SyncState } from './model.ts';
import type {
  Intake,
  PullResult,
  RemoteCalendar,
  RemoteVersion,
  Standing,
  SyncAnswer,
} from './replica-ports.ts';

/** Pages of one conversation; a server that goes on longer is going in circles. */
const MAX_PAGES = 200;
/** Hrefs fetched between two looks at what is still wanted. */
const BATCH = 2_000;

/** Where a conversation begins. */
export interface PullStart {
  readonly state: SyncState;
  /** What the server said of itself lately, before this pull; null when it was not asked. */
  readonly version: RemoteVersion | null;
  /** List everything, whatever the token says: servers lose changes. */
  readonly audit: boolean;
}

/** The two ends a pull talks to. */
interface Ends {
  readonly remote: RemoteCalendar;
  readonly intake: Intake;
  readonly signal: AbortSignal;
}

/**
 * Pulls until the server has no more to say. Each page of changes is committed with its token before the next is asked
 * for; a listing of everything is committed once. Throws BelfryError.
 */
export async function pull(
  start: PullStart,
  remote: RemoteCalendar,
  intake: Intake,
  signal: AbortSignal,
): Promise<PullResult> {
  const ends = { remote, intake, signal };
  const { state, version, audit } = start;
  switch (state.at) {
    case 'nothing':
      return first(version ?? (await remote.probe(signal)), ends);
    case 'token':
      return audit ? listing(ends) : deltas(state.token, false, ends);
    case 'ctag':
      return byVersion(audit ? null : state.ctag, await remote.probe(signal), ends);
  }
}

// Bodies first, in the one request that costs servers least; then what happened since the token that is older than they.
async function first(version: RemoteVersion, ends: Ends): Promise<PullResult> {
  const { remote, intake, signal } = ends;
  const { token, supportsSync } = version;
  if (!supportsSync || token === null) return byVersion(null, version, ends);
  await intake.begin(true);
  // A first pull was cut off: what it had fetched need not be fetched again.
  if ((await intake.standing(true)).staged > 0) return listing(ends);
  const take = (objects: Parameters<Parameters<typeof remote.query>[0]>[0]) =>
    intake.stage({ objects, gone: [], refused: [] });
  return (await remote.query(take, signal)) ? deltas(token, true, ends) : listing(ends);
}

async function deltas(from: string, keepStaged: boolean, ends: Ends): Promise<PullResult> {
  const { intake, signal } = ends;
  let done: PullResult = { objects: 0, changes: 0 };
  let token = from;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    await intake.begin(keepStaged && page === 0);
    const answer = await ask(token, ends);
    if (answer.kind !== 'page') return plus(done, await listing(ends));
    const standing = await intake.standing(false);
    if (seemsComplete(standing) || leavesNothing(standing)) return plus(done, await listing(ends));
    await fetchWanted(ends);
    signal.throwIfAborted();
    const next = { at: 'token', token: answer.token } as const;
    done = plus(done, await intake.commit({ next, complete: false }));
    if (!answer.more || answer.token === token) return done;
    token = answer.token;
  }
  throw endless();
}

// Without a token, or when it means nothing any more: everything there is, page by page, then "keep only these".
async function listing(ends: Ends): Promise<PullResult> {
  await ends.intake.begin(true);
  let token: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await ask(token, ends);
    if (answer.kind !== 'page') return byVersion(null, await ends.remote.probe(ends.signal), ends);
    const circling = answer.token === token;
    token = answer.token;
    if (!answer.more || circling) return complete({ at: 'token', token }, ends);
  }
  throw endless();
}

// The ctag is read before the list: what changes in between is seen again, never missed.
async function byVersion(known: string | null, version: RemoteVersion, ends: Ends): Promise<PullResult> {
  const { remote, intake, signal } = ends;
  const next = { at: 'ctag', ctag: version.ctag ?? '' } as const;
  const isLevel = known !== null && known !== '' && known === version.ctag;
  await intake.begin(!isLevel);
  if (isLevel) return intake.commit({ next, complete: false });
  await remote.list((members) => intake.list(members), signal);
  return complete(next, ends);
}

async function complete(next: SyncState, ends: Ends): Promise<PullResult> {
  const { remote, intake, signal } = ends;
  if (leavesNothing(await intake.standing(true))) {
    // A calendar that suddenly has nothing is believed only after a second, full listing agrees.
    await intake.begin(true);
    await remote.list((members) => intake.list(members), signal);
    if ((await intake.standing(true)).listed > 0)
      throw new BelfryError('protocol', { reason: 'contradictory-listing' });
  }
  await fetchWanted(ends);
  signal.throwIfAborted();
  return intake.commit({ next, complete: true });
}

async function fetchWanted({ remote, intake, signal }: Ends): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const hrefs: readonly string[] = await intake.wanted(after, BATCH);
    after = hrefs.at(-1) ?? null;
    if (after === null) return;
    await remote.fetch(hrefs, (fetched) => intake.stage(fetched), signal);
  }
}

function ask(token: string | null, { remote, intake, signal }: Ends): Promise<SyncAnswer> {
  return remote.changesSince(token, (members) => intake.list(members), signal);
}

/** So few objects that listing them again costs nothing worth saving. */
const FEW = 20;

/**
 * Whether an answer to a token looks like a listing of everything: DAViCal gives one, without a word about what was
 * deleted, for a token it no longer knows. A true delta hardly names what the replica already has.
 */
function seemsComplete({ held, listed, removed, unchanged }: Standing): boolean {
  if (removed > 0 || unchanged === 0) return false;
  return held <= FEW || (unchanged >= 3 && unchanged * 2 >= listed);
}

function leavesNothing({ held, left }: Standing): boolean {
  return held > 0 && left === 0;
}

function plus(a: PullResult, b: PullResult): PullResult {
  return { objects: a.objects + b.objects, changes: a.changes + b.changes };
}

function endless(): BelfryError {
  return new BelfryError('protocol', { reason: 'endless-paging' });
}

// The RFC 6578 conversation: asks a server what changed, and has the store take it in until both are level.
import { BelfryError } from '../errors.ts';
import type { CalendarObject, SyncState } from '../model.ts';
import type {
  Intake,
  PullResult,
  RemoteCalendar,
  RemoteVersion,
  Standing,
  SyncAnswer,
} from './replica-ports.ts';

/** Pages of changes in one conversation; each is committed, so the next conversation goes on where this one ended. */
const MAX_PAGES = 200;
/** Pages of one listing: servers that page at all give some 200 members at a time. */
const MAX_LISTING_PAGES = 2_000;
/** Hrefs fetched between two looks at what is still wanted. */
const BATCH = 2_000;

/** Where a conversation begins. */
export interface PullStart {
  readonly state: SyncState;
  /** What the server said of itself lately, before this pull and after the last ping; null when it was not asked. */
  readonly version: RemoteVersion | null;
  /** List everything, whatever the token says: servers lose changes. */
  readonly audit: boolean;
}

/** What a whole conversation came to. */
export interface Pulled extends PullResult {
  /** Objects the server has and did not give out. */
  readonly refused: number;
}

/**
 * Pulls until the server has no more to say. Each page of changes is committed with its token before the next is asked
 * for; a listing of everything, and the first pull, are committed once. Throws BelfryError; what was committed stays.
 */
export async function pull(
  start: PullStart,
  remote: RemoteCalendar,
  intake: Intake,
  signal: AbortSignal,
): Promise<Pulled> {
  const conversation = new Conversation(remote, intake, signal);
  await conversation.run(start);
  return conversation.result;
}

class Conversation {
  readonly #remote: RemoteCalendar;
  readonly #intake: Intake;
  readonly #signal: AbortSignal;
  #result: Pulled = { objects: 0, changes: 0, refused: 0 };

  constructor(remote: RemoteCalendar, intake: Intake, signal: AbortSignal) {
    this.#remote = remote;
    this.#intake = intake;
    this.#signal = signal;
  }

  get result(): Pulled {
    return this.#result;
  }

  async run({ state, version, audit }: PullStart): Promise<void> {
    if (state.at === 'token') return audit ? this.#listing() : this.#deltas(state.token);
    const now = version ?? (await this.#remote.probe(this.#signal));
    if (state.at === 'nothing') return this.#first(now);
    // A server that has learnt sync-collection since is noticed with the audit, not asked each time.
    return audit && now.supportsSync ? this.#listing() : this.#byVersion(audit ? null : state.ctag, now);
  }

  // Bodies first, in the one request that costs servers least; then what happened since the version, which is older.
  async #first(version: RemoteVersion): Promise<void> {
    const { token, supportsSync } = version;
    // Where only a listing can vouch for what there is, the listing comes first: such servers are slow at queries.
    if (!supportsSync) return this.#byVersion(null, version);
    await this.#intake.begin(true);
    // A first pull was cut off: what it had fetched need not be fetched again, and only a listing can vouch for it.
    const isFresh = (await this.#intake.standing(true)).staged === 0;
    const all = isFresh && (await this.#query());
    // Blank is also what a server says that cannot answer such a question.
    const { staged } = await this.#intake.standing(false);
    if (!all || token === null || staged === 0) return this.#listing();
    const answer = await this.#gather(token);
    const { listed } = await this.#intake.standing(false);
    // As much again as there was: a listing in disguise, which names what is there and not what is gone.
    if (answer.kind !== 'page' || listed * 2 >= staged) return this.#listing();
    await this.#fetchWanted();
    await this.#commit({ at: 'token', token: answer.token }, false);
  }

  #query(): Promise<boolean> {
    const stage = (objects: readonly CalendarObject[]) =>
      this.#intake.stage({ objects, gone: [], refused: [] });
    return this.#remote.query(stage, this.#signal);
  }

  async #deltas(from: string): Promise<void> {
    const asked = new Set([from]);
    let token = from;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      // Staged by a pull that was cut off: an answer that does not name it cannot vouch for it.
      await this.#intake.begin(false);
      const answer = await this.#ask(token);
      if (answer.kind !== 'page') return this.#listing();
      const standing = await this.#intake.standing(false);
      if (seemsComplete(standing)) return this.#listing();
      const gone = await this.#fetchWanted();
      if (leavesNothing(gone > 0 ? await this.#intake.standing(false) : standing)) return this.#listing();
      await this.#commit({ at: 'token', token: answer.token }, false);
      if (!answer.more) return;
      // More, but by a token that was asked already: the rest is only to be had as a listing.
      if (asked.has(answer.token)) return this.#listing();
      asked.add(answer.token);
      token = answer.token;
    }
    throw endless();
  }

  // Without a token, or when it means nothing any more: everything there is, page by page, then "keep only these".
  async #listing(): Promise<void> {
    let answer: SyncAnswer;
    let tries = 0;
    do {
      await this.#intake.begin(true);
      answer = await this.#gather(null);
      tries += 1;
      // The token between two pages went stale: the server is asked once more before it is asked another way.
    } while (answer.kind === 'expired' && tries < 2);
    if (answer.kind === 'page') return this.#complete({ at: 'token', token: answer.token });
    return this.#byVersion(null, await this.#remote.probe(this.#signal));
  }

  // All pages behind a token, or of a first listing, without a commit between them. Running in circles is 'unsupported'.
  async #gather(from: string | null): Promise<SyncAnswer> {
    const asked = new Set([from]);
    let token = from;
    for (let page = 0; page < MAX_LISTING_PAGES; page += 1) {
      const answer = await this.#ask(token);
      if (answer.kind !== 'page' || !answer.more) return answer;
      if (asked.has(answer.token)) return { kind: 'unsupported' };
      asked.add(answer.token);
      token = answer.token;
    }
    throw endless();
  }

  // The ctag is read before the list: what changes in between is seen again, never missed.
  async #byVersion(known: string | null, version: RemoteVersion): Promise<void> {
    const next = { at: 'ctag', ctag: version.ctag ?? '' } as const;
    const isLevel = known !== null && known !== '' && known === version.ctag;
    await this.#intake.begin(!isLevel);
    if (isLevel) return this.#commit(next, false);
    await this.#remote.list((members) => this.#intake.list(members), this.#signal);
    return this.#complete(next);
  }

  async #complete(next: SyncState): Promise<void> {
    await this.#fetchWanted();
    if (leavesNothing(await this.#intake.standing(true))) {
      // A calendar that suddenly has nothing is believed only after a second, full listing agrees.
      await this.#intake.begin(true);
      await this.#remote.list((members) => this.#intake.list(members), this.#signal);
      if ((await this.#intake.standing(true)).listed > 0)
        throw new BelfryError('protocol', { reason: 'contradictory-listing' });
    }
    await this.#commit(next, true);
  }

  /** How many turned out to be gone. */
  async #fetchWanted(): Promise<number> {
    let gone = 0;
    let after: string | null = null;
    for (;;) {
      const hrefs: readonly string[] = await this.#intake.wanted(after, BATCH);
      after = hrefs.at(-1) ?? null;
      if (after === null) return gone;
      await this.#remote.fetch(
        hrefs,
        async (fetched) => {
          gone += fetched.gone.length;
          this.#add({ objects: 0, changes: 0, refused: fetched.refused.length });
          await this.#intake.stage(fetched);
        },
        this.#signal,
      );
    }
  }

  async #commit(next: SyncState, complete: boolean): Promise<void> {
    this.#signal.throwIfAborted();
    this.#add({ refused: 0, ...(await this.#intake.commit({ next, complete })) });
  }

  #add({ objects, changes, refused }: Pulled): void {
    const sum = this.#result;
    this.#result = {
      objects: sum.objects + objects,
      changes: sum.changes + changes,
      refused: sum.refused + refused,
    };
  }

  #ask(token: string | null): Promise<SyncAnswer> {
    return this.#remote.changesSince(token, (members) => this.#intake.list(members), this.#signal);
  }
}

/** So few objects that listing them again costs nothing worth saving. */
const FEW = 20;

/**
 * Whether an answer to a token looks like a listing of everything: DAViCal gives one, without a word about what was
 * deleted, for a token it no longer knows. A true delta hardly names what the replica already has, nor everything.
 */
function seemsComplete({ held, listed, removed, unchanged }: Standing): boolean {
  if (removed > 0) return false;
  if (held <= FEW) return unchanged > 0;
  return listed >= held || (unchanged >= 3 && unchanged * 2 >= listed);
}

function leavesNothing({ held, left }: Standing): boolean {
  return held > 0 && left === 0;
}

function endless(): BelfryError {
  return new BelfryError('protocol', { reason: 'endless-paging' });
}

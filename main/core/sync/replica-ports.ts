// The two ends of a pull: the calendar on the server, and the store that takes in what it says.
import type { CalendarObject, Self, SyncState } from '../model.ts';

/** A member of a collection as a listing names it. */
export interface ListedMember {
  /** Normalised absolute path. */
  readonly href: string;
  /** null: the server says that it is gone. */
  readonly etag: string | null;
}

/** Takes part of a streamed answer; no more is read before it resolves. */
export type Take<T> = (part: T) => Promise<void>;

/** How far a collection has moved, and how it can be asked about it. */
export interface RemoteVersion {
  readonly token: string | null;
  readonly ctag: string | null;
  readonly supportsSync: boolean;
}

/** How an answer to "what changed since" ended; its members were handed over while it was read. */
export type SyncAnswer =
  | {
      readonly kind: 'page';
      readonly token: string;
      /** RFC 6578 section 3.6: the server cut the answer short (507); ask again with `token`. */
      readonly more: boolean;
    }
  /** The token means nothing to the server any more: list everything. */
  | { readonly kind: 'expired' }
  /** The server has no sync-collection for this calendar. */
  | { readonly kind: 'unsupported' };

/** What became of objects that were asked for. */
export interface Fetched {
  readonly objects: readonly CalendarObject[];
  /** No longer on the server. */
  readonly gone: readonly string[];
  /** There, but not given out (403, or a failure of this one object alone): what is held of them stays. */
  readonly refused: readonly string[];
}

/** What came of writing one object. */
export type Written =
  | { readonly kind: 'written' }
  /** RFC 9110 section 13.1: somebody else wrote first (412), or it is gone. Nothing was changed. */
  | { readonly kind: 'conflict' }
  /** The server understood and said no: read-only, not a valid object, UID taken. */
  | { readonly kind: 'refused'; readonly reason: string };

/** One calendar on the server. Every method throws BelfryError; what was handed over before stays handed over. */
export interface RemoteCalendar {
  /** One PROPFIND of the collection itself (Depth 0). */
  probe(signal: AbortSignal): Promise<RemoteVersion>;
  /** RFC 6578 sync-collection, ETags only; `token` null for the first listing. */
  changesSince(
    token: string | null,
    take: Take<readonly ListedMember[]>,
    signal: AbortSignal,
  ): Promise<SyncAnswer>;
  /** Every object with its ETag, without sync-collection. */
  list(take: Take<readonly ListedMember[]>, signal: AbortSignal): Promise<void>;
  /**
   * Every event with its body in one answer (RFC 4791 section 7.8). False: the server cut it short or will not do it;
   * what was taken is right but not all.
   */
  query(take: Take<readonly CalendarObject[]>, signal: AbortSignal): Promise<boolean>;
  /** Bodies (RFC 4791 section 7.9). Each href ends up in exactly one list of one part. */
  fetch(hrefs: readonly string[], take: Take<Fetched>, signal: AbortSignal): Promise<void>;
  /** PUT; `etag` of the version it replaces, null to create. */
  put(href: string, ical: string, etag: string | null, signal: AbortSignal): Promise<Written>;
  /** DELETE of that version. */
  remove(href: string, etag: string, signal: AbortSignal): Promise<Written>;
}

/** What the listing taken in so far means for the replica. */
export interface Standing {
  /** Objects the replica shows today. */
  readonly held: number;
  /** Objects staged and not yet committed, by this pull or one that was cut off. */
  readonly staged: number;
  /** Members listed as being there, and as gone. */
  readonly listed: number;
  readonly removed: number;
  /** Of those being there, how many have the ETag the replica shows today. */
  readonly unchanged: number;
  /** Objects there would be after a commit of this kind. */
  readonly left: number;
}

/**
 * Takes in one pull of one calendar, part by part. Nothing of it shows before commit(). What a pull that was cut off
 * had staged is still there for the next one; begin() says what becomes of it.
 */
export interface Intake {
  /**
   * Forgets the listing. `keepStaged` false also drops what is staged: only a complete listing, or the pull that
   * staged it, can vouch for it.
   */
  begin(keepStaged: boolean): Promise<void>;
  /** Adds to the listing; a later mention of an href replaces an earlier one. */
  list(members: readonly ListedMember[]): Promise<void>;
  /** `complete`: whether the listing names everything there is. */
  standing(complete: boolean): Promise<Standing>;
  /** Hrefs behind `after` (in the order of their code units), listed with an ETag neither held nor staged. */
  wanted(after: string | null, limit: number): Promise<readonly string[]>;
  /** Parses, indexes and writes objects, invisibly. Those gone become listed as gone, those refused as held. */
  stage(fetched: Fetched): Promise<void>;
  /**
   * Makes staged objects, removals, sync state and the changes they amount to visible at once. `complete`: whatever
   * was not listed is gone. The very first commit of a calendar records no changes.
   */
  commit(end: { readonly next: SyncState; readonly complete: boolean }): Promise<PullResult>;
}

/** What a pull did: how many objects changed and how many changes it recorded. */
export interface PullResult {
  readonly objects: number;
  readonly changes: number;
}

/** What holds for a whole pull. */
export interface PullFacts {
  /** Epoch ms. */
  readonly at: number;
  /** The viewer's IANA zone. */
  readonly zone: string;
  /** Whose account it is: what is one's own answer, and one's own doing. */
  readonly self: Self;
  /** Places where one's own organisation meets; see core/join-link.ts. */
  readonly joinPatterns: readonly string[];
  /** The calendar is the account's own, not another person's. */
  readonly own: boolean;
  /** Nobody needs to be told of the changes: the calendar has no alerts. */
  readonly silent: boolean;
  /** When everything is to be listed again (epoch ms): after a first pull that listed nothing, and after any listing. */
  readonly auditAfterFirst: number;
  readonly auditAfterListing: number;
}

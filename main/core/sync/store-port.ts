// What the conductor asks of the store: replicas, occurrences, the inbox, and what became of reminders.
import type {
  CalendarId,
  CalendarObject,
  Change,
  Occurrence,
  Person,
  RecordedChange,
  SyncState,
} from '../model.ts';
import type { Intake, PullFacts } from './replica-ports.ts';

/** What is looked for in the inbox; every condition given has to hold. */
export interface InboxQuery {
  readonly limit: number;
  /** null: all. */
  readonly calendars: readonly CalendarId[] | null;
  /** Address of who did it, or their name where no address is known; '' anybody. */
  readonly person: string;
  /** Every word has to be found, the last one as a beginning; '' any. */
  readonly words: string;
  readonly unreadOnly: boolean;
}

export interface InboxPage {
  /** Newest first; of one pull, what happens first comes first. */
  readonly changes: readonly RecordedChange[];
  /** More fit the query than `limit`. */
  readonly more: boolean;
  /** Of the whole inbox, whatever is looked for. */
  readonly unread: number;
  /** Everybody who did something in it, by name; at most 100. */
  readonly people: readonly Person[];
}

/** What became of one ringing of one reminder. */
export interface Bell {
  /** Names calendar, event, occurrence, alarm and the instant it was due: what moves rings anew. */
  readonly id: string;
  readonly calendarId: CalendarId;
  /** Epoch ms at which it was due. */
  readonly dueAt: number;
  /** rung: it was shown; snoozed: it comes again at `until`; over: dismissed, or nothing more comes of it. */
  readonly state: 'rung' | 'snoozed' | 'over';
  /** Epoch ms; null unless snoozed. */
  readonly until: number | null;
}

/** Replicas, occurrences and the inbox. Throws BelfryError 'storage'. */
export interface Store {
  syncState(calendar: CalendarId): Promise<SyncState>;
  /** One at a time for each calendar. */
  intake(calendar: CalendarId, facts: PullFacts): Intake;
  /** One object as the replica has it. */
  object(calendar: CalendarId, href: string): Promise<CalendarObject | null>;
  /** href -> ETag of everything in a replica. */
  etags(calendar: CalendarId): Promise<ReadonlyMap<string, string>>;
  /** An edit of one's own is on its way (null: a deletion): what the next pull finds of it is not news. */
  noteWrite(calendar: CalendarId, href: string, ical: string | null): Promise<void>;
  /** The server confirmed it, or certainly did not do it. Without either word, it counts only if it is found. */
  settleWrite(calendar: CalendarId, href: string, outcome: 'done' | 'failed'): Promise<void>;
  /** Occurrences overlapping [from, to), of these calendars, by start; also far from today. */
  occurrences(calendars: readonly CalendarId[], from: number, to: number): Promise<readonly Occurrence[]>;
  /** The next `limit` occurrences that end after `from`, by start; also far from today. */
  occurrencesFrom(
    calendars: readonly CalendarId[],
    from: number,
    limit: number,
  ): Promise<readonly Occurrence[]>;
  /**
   * Events whose title, place, notes or people contain every word, the last one as a beginning: for each the first
   * occurrence after `from`, those first and by time, then what is past, newest first.
   */
  search(
    calendars: readonly CalendarId[],
    words: string,
    from: number,
    limit: number,
  ): Promise<readonly Occurrence[]>;
  /**
   * Moves the index on with time, or to another zone or other places to meet, a batch at a time. True: there is more to
   * do.
   */
  rollIndex(now: number, zone: string, joinPatterns: readonly string[]): Promise<boolean>;
  /**
   * Occurrences of which an alarm may ring in [from, to), or that are near enough for a default reminder to: those
   * around it, more rather than fewer, cancelled ones left out; by start. An absolute alarm of a series comes with each
   * occurrence given.
   */
  ringing(calendars: readonly CalendarId[], from: number, to: number): Promise<readonly Occurrence[]>;
  /** Of every event whose invitation waits for one's answer: the first occurrence concerned that ends after `from`. */
  invitations(calendars: readonly CalendarId[], from: number): Promise<readonly Occurrence[]>;
  /**
   * Changes that no pull found, about whole calendars, also ones the store has nothing of; forget() takes those recorded
   * before it along. `told`: nobody needs to hear of them.
   */
  record(changes: readonly Change[], told: boolean): Promise<void>;
  /** Newest first. */
  changes(limit: number): Promise<readonly RecordedChange[]>;
  /** The inbox as it is looked at. */
  inbox(query: InboxQuery): Promise<InboxPage>;
  /** Oldest first, at most `limit`. */
  untold(limit: number): Promise<readonly RecordedChange[]>;
  /** A toast about these is about to go up. Those it was said of and that were not marked as told are half told. */
  beginTelling(ids: readonly string[]): Promise<void>;
  /** Half told since an earlier run of the program: whether their toast was seen nobody knows. */
  halfTold(): Promise<readonly RecordedChange[]>;
  markTold(ids: readonly string[]): Promise<void>;
  /** null: all of them. Gives those that were otherwise before: what undoing takes. */
  markRead(ids: readonly string[] | null, read: boolean): Promise<readonly string[]>;
  /** Drops what was told and detected before `before` (epoch ms); gives how many. */
  expireChanges(before: number): Promise<number>;
  /** What became of reminders, of those that still matter. */
  bells(): Promise<readonly Bell[]>;
  /**
   * Notes what became of them; one that has the id of another replaces it. Those due, and snoozed to, before `forget`
   * (epoch ms) go.
   */
  saveBells(bells: readonly Bell[], forget: number): Promise<void>;
  health(calendar: CalendarId): Promise<ReplicaHealth>;
  forget(calendar: CalendarId): Promise<void>;
  close(): Promise<void>;
}

/** How the replica of one calendar is. Shown beside the data, never instead of it. */
export interface ReplicaHealth {
  /** Epoch ms of the last pull that ended well; null before the first. */
  readonly pulledAt: number | null;
  /** Epoch ms at which everything is to be listed again, whatever the server's token says; null before the first pull. */
  readonly auditAt: number | null;
  readonly objects: number;
  /** Objects kept but not understood. */
  readonly badObjects: number;
}

// The nouns of the program as plain readonly data. Instants are epoch milliseconds; dates are 'YYYY-MM-DD'.

/** Stable, random id of a signed-in account. */
export type AccountId = string;
/** `<account id>:<short hash of the calendar's URL>`; safe as a settings key, says nothing about the server. */
export type CalendarId = string;

/** A certificate the user accepted for one account although the system does not know it. */
export interface TrustedCertificate {
  /** SHA-256 fingerprint, upper-case hex pairs joined by colons. */
  readonly fingerprint: string;
  /** The certificate itself, PEM. */
  readonly pem: string;
  /** True: an authority that may vouch for this account's hosts. False: exactly this one certificate. */
  readonly isAuthority: boolean;
}

/** Whether the calendar password may be used to sign in to the XMPP server as well. */
export type PushConsent = 'unasked' | 'allowed' | 'declined';

export interface Account {
  readonly id: AccountId;
  /** What the person typed as their name or address; shown in the window. */
  readonly label: string;
  readonly username: string;
  /** Absolute URL of the principal, and of each calendar home. */
  readonly principalUrl: string;
  readonly homeUrls: readonly string[];
  readonly trusted: readonly TrustedCertificate[];
  readonly pushConsent: PushConsent;
}

export interface Calendar {
  readonly id: CalendarId;
  readonly accountId: AccountId;
  /** Absolute, normalised URL of the collection, ending in '/'. */
  readonly url: string;
  readonly name: string;
  /** '#rrggbb'. */
  readonly color: string;
  /** Shown in the agenda, pulled and subscribed. */
  readonly shown: boolean;
  /** Its changes raise toasts. */
  readonly alerts: boolean;
  /** Events can be written, changed and removed. */
  readonly writable: boolean;
  /** Whose it is, when it is another person's who shares or delegates it; '' for one's own. */
  readonly person: string;
}

/** Position in a collection's history (RFC 6578), or the older ctag for servers without sync-collection. */
export type SyncState =
  | { readonly at: 'nothing' }
  | { readonly at: 'token'; readonly token: string }
  | { readonly at: 'ctag'; readonly ctag: string };

/** One calendar object resource: every component of one UID. */
export interface CalendarObject {
  /** Absolute path of the resource, percent-encoding normalised. */
  readonly href: string;
  readonly etag: string;
  /** The iCalendar text as the server gave it. */
  readonly ical: string;
}

/** When something happens: at instants, or on dates that belong to no time zone. */
export type When =
  | { readonly at: 'time'; readonly startsAt: number; readonly endsAt: number }
  | {
      readonly at: 'day';
      readonly startDate: string;
      /** Exclusive, as in RFC 5545. */ readonly endDate: string;
    };

/** What a person would notice about an event; two equal snapshots mean nothing worth telling happened. */
export interface Snapshot {
  readonly title: string;
  readonly place: string;
  readonly when: When;
  /** The recurrence rule text of a series ('FREQ=WEEKLY;BYDAY=TU'), '' for a single event or an occurrence. */
  readonly recurrence: string;
  readonly cancelled: boolean;
}

/** One concrete happening inside the window the agenda covers. */
export interface Occurrence extends Snapshot {
  readonly calendarId: CalendarId;
  readonly href: string;
  readonly uid: string;
  /** Identity inside a series: the original start, as epoch ms or a date; '' for a single event. */
  readonly recurrenceId: string;
}

export type ChangeKind = 'created' | 'changed' | 'cancelled' | 'restored' | 'deleted';

/** A difference worth telling. */
export interface Change {
  /** Unique; stable across restarts. */
  readonly id: string;
  readonly calendarId: CalendarId;
  readonly uid: string;
  readonly kind: ChangeKind;
  /** A single event, a whole series, or one occurrence of a series. */
  readonly scope: 'event' | 'series' | 'occurrence';
  /** Original start of the occurrence concerned, as in Occurrence; '' otherwise. */
  readonly recurrenceId: string;
  /** null for created. */
  readonly before: Snapshot | null;
  /** null for deleted. */
  readonly after: Snapshot | null;
  /** When this computer learnt of it. */
  readonly detectedAt: number;
}

/** A change in the inbox. */
export interface RecordedChange extends Change {
  readonly read: boolean;
  /** False until the person was told (or it was decided not to). */
  readonly told: boolean;
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

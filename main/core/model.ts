// The nouns of the program as plain readonly data. Instants are epoch milliseconds; dates are 'YYYY-MM-DD'.
import type { ManualPush } from './manual-push.ts';

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

/** Somebody as calendars name them. */
export interface Person {
  /** Calendar user address, in lower case and without 'mailto:' ('ana@example.org'), else another URI; '' unknown. */
  readonly address: string;
  /** What they are called; '' when only the address is known. */
  readonly name: string;
}

/** RFC 5545 section 3.2.12, for events. */
export type Participation = 'needs-action' | 'accepted' | 'declined' | 'tentative' | 'delegated';

/** Somebody invited. */
export interface Guest extends Person {
  readonly participation: Participation;
  /** A room or a thing, not a person (CUTYPE). */
  readonly isResource: boolean;
}

/** The person an account belongs to, by every name the server knows them under. */
export interface Self {
  /** Calendar user addresses (RFC 6638 section 2.4.1), spelt as in Person. */
  readonly addresses: readonly string[];
  /** Absolute paths of their principal, ending in '/'. */
  readonly principals: readonly string[];
  readonly username: string;
  /** What they are called; '' when the server does not say. */
  readonly name: string;
}

export interface Account {
  readonly id: AccountId;
  /** What the person typed as their name or address; shown in the window. */
  readonly label: string;
  readonly username: string;
  /** Who that is on the server, as far as the last look told. */
  readonly self: Self;
  /** The server sends and takes invitations by itself (RFC 6638 section 2, 'calendar-auto-schedule'). */
  readonly schedules: boolean;
  /** Absolute URL of the principal, and of each calendar home. */
  readonly principalUrl: string;
  readonly homeUrls: readonly string[];
  readonly trusted: readonly TrustedCertificate[];
  readonly pushConsent: PushConsent;
  /** Entered by the person for a server that pushes but does not announce it; its password is in the vault. Absent: none. */
  readonly manualPush?: ManualPush | null;
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
  /** Its events ring before they begin. */
  readonly reminds: boolean;
  /** Events can be written, changed and removed. */
  readonly writable: boolean;
  /** Whose it is, when it is another person's who shares or delegates it; '' for one's own. */
  readonly person: string;
  /** The server has it no more, and the person was told; absent: it is there. It may come back. */
  readonly missing?: boolean;
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
  /** Who wrote this version, where the server says (CS:updated-by); absent: nobody knows. */
  readonly writer?: Writer;
}

/** Who wrote a version of an object. */
export interface Writer {
  readonly name: string;
  /** Absolute path of their principal, ending in '/'; '' when it is not told. */
  readonly principal: string;
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
  /** Where to join it by video: an absolute https URL, or tel:; '' for nowhere. */
  readonly join: string;
  /** IANA name of the zone it was planned in; '' for dates, floating times and UTC. Never told by itself. */
  readonly zone: string;
}

/** One VALARM (RFC 5545 section 3.6.6, RFC 9074). */
export interface Alarm {
  /** Tells the alarms of one event apart, and is the same after a re-serialisation. */
  readonly id: string;
  readonly trigger:
    | {
        readonly at: 'start' | 'end';
        /** Before is negative: days on the calendar, then milliseconds on the stopwatch. */
        readonly days: number;
        readonly ms: number;
      }
    | { readonly at: 'instant'; readonly instant: number };
  /** How many more times it rings, and milliseconds between; 0 and 0 for once. */
  readonly repeat: number;
  readonly every: number;
  /** Epoch ms up to which it is acknowledged (RFC 9074 section 6); null: never. */
  readonly acknowledgedAt: number | null;
}

/** One concrete happening inside the window the agenda covers. */
export interface Occurrence extends Snapshot {
  readonly calendarId: CalendarId;
  readonly href: string;
  readonly uid: string;
  /** Identity inside a series: the original start, as epoch ms or a date; '' for a single event. */
  readonly recurrenceId: string;
  readonly alarms: readonly Alarm[];
  /** It takes no time (TRANSP:TRANSPARENT): it overlaps with nothing. */
  readonly free: boolean;
  /** One's own answer; null: one is not among the guests. */
  readonly mine: Participation | null;
}

/**
 * created, changed, cancelled, restored (no longer cancelled), deleted; invited: it came with one's answer wanted, or one
 * was added to it; uninvited: it goes on without one. The last three are about a whole calendar.
 */
export type ChangeKind =
  | 'created'
  | 'changed'
  | 'cancelled'
  | 'restored'
  | 'deleted'
  | 'invited'
  | 'uninvited'
  | 'calendar-shared'
  | 'calendar-unshared'
  | 'calendar-removed';

/** What somebody answered. */
export interface Reply {
  readonly person: Person;
  readonly participation: Participation;
}

/** What a change is about beyond its two snapshots. */
export interface ChangeDetails {
  /** The part of the notes that differs, with a few words around it; null: nothing a person would notice. */
  readonly notes: { readonly before: string; readonly after: string } | null;
  /** Guests who came and went, and what guests answered. */
  readonly added: readonly Person[];
  readonly removed: readonly Person[];
  readonly replies: readonly Reply[];
  /** Who invites; null without guests. */
  readonly organizer: Person | null;
  /** One's own answer after the change; null: one is not among the guests. */
  readonly mine: Participation | null;
  /** The calendar it came from, when it was moved to this one; '' otherwise. */
  readonly movedFrom: CalendarId;
  /** Of a change about a whole calendar: its name then; '' otherwise. Whose it is or was, is `by`. */
  readonly calendarName: string;
}

/** A difference worth telling. */
export interface Change {
  /** Unique; stable across restarts. */
  readonly id: string;
  readonly calendarId: CalendarId;
  /** Of the object it happened to; both '' for a change about a whole calendar. */
  readonly uid: string;
  readonly href: string;
  readonly kind: ChangeKind;
  /** A single event, a whole series, one occurrence of a series, or a calendar. */
  readonly scope: 'event' | 'series' | 'occurrence' | 'calendar';
  /** Original start of the occurrence concerned, as in Occurrence; '' otherwise. */
  readonly recurrenceId: string;
  /** null for created, and for calendars. */
  readonly before: Snapshot | null;
  /** null for deleted, and for calendars. */
  readonly after: Snapshot | null;
  readonly details: ChangeDetails;
  /** Who did it, where something says so; null: nobody knows. */
  readonly by: Person | null;
  /** It was oneself, on another device: recorded, and no news. */
  readonly own: boolean;
  /** When this computer learnt of it. */
  readonly detectedAt: number;
}

/** A change in the inbox. */
export interface RecordedChange extends Change {
  readonly read: boolean;
  /** False until the person was told (or it was decided not to). */
  readonly told: boolean;
}

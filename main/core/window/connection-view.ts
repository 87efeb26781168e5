// The page about the connection: plain words about what the app hears, from whom, and since when.
import type { ManualPush } from '../manual-push.ts';
import type { LinkConnection } from '../sync/link-ports.ts';
import type { AccountState } from './status.ts';
import type { StatusName } from './view.ts';

/** What is known of one account's connection right now: plain facts, instants in epoch ms, durations in ms. */
export interface ConnectionFacts {
  /** The account's whole state; the link, `pushes`, `deaf` and `denied` are in it. */
  readonly state: AccountState;
  /** How the session that stands is connected; null while none does. */
  readonly connection: LinkConnection | null;
  /** 'HOST' or 'HOST:PORT' of the XMPP server pings come from; null while push is not used. */
  readonly host: string | null;
  /** The server offers push, or somewhere to listen was entered by hand; null: not asked yet. */
  readonly offered: boolean | null;
  /** The server would let this computer listen, but could not do so when it was asked last. */
  readonly lacksEnrolment: boolean;
  /** When a ping of any watched node was last heard, heartbeats included; when a heartbeat was. null: not yet. */
  readonly lastPing: number | null;
  readonly lastHeartbeat: number | null;
  /** Minutes between the server's heartbeats; null: it sends none. */
  readonly heartbeatMinutes: number | null;
  /** From the last ping to its committed pull. */
  readonly lastDelay: number | null;
  /** When a pull last recorded changes, and how long after its ping; `seenAfter` null: no ping announced them. */
  readonly lastChange: { readonly at: number; readonly seenAfter: number | null } | null;
  /** The test of the whole path: how it goes, or how the last one ended. */
  readonly test: PushTest;
  /** What the person entered by hand; null: nothing. */
  readonly manual: ManualPush | null;
  /** Why what was last entered by hand was not taken over; null: nothing was refused. */
  readonly manualProblem: ManualProblem | null;
}

/** The test of the whole path from the calendar server's notifier to this computer. */
export type PushTest =
  | { readonly at: 'idle' }
  | { readonly at: 'running' }
  /** `took`: from asking until the ping was heard. */
  | { readonly at: 'passed'; readonly took: number }
  | { readonly at: 'failed'; readonly because: PushTestFailure };

/**
 * 'not-listening': the link does not stand. 'unsupported': the server offers no such test. 'silent': the notifier
 * answered, but no ping came in time. 'unreachable': the calendar server did not answer. 'refused': it did not let it.
 */
export type PushTestFailure = 'not-listening' | 'unsupported' | 'silent' | 'unreachable' | 'refused';

/**
 * 'checking' while it is tried. The rest: what was entered cannot be used, or the XMPP server refused it; 'offline': it
 * does not answer; 'storage': the password could not be kept.
 */
export type ManualProblem =
  | 'checking'
  | 'bad-server'
  | 'bad-jid'
  | 'bad-service'
  | 'bad-node'
  | 'no-password'
  | 'unauthorized'
  | 'untrusted'
  | 'offline'
  | 'protocol'
  | 'storage';

/** One account's connection, worded for the person. Every text is whole and translated; '' where nothing is to be said. */
export interface ConnectionView {
  readonly accountId: string;
  readonly label: string;
  /** The shape beside it. */
  readonly name: StatusName;
  /** 'Listening', 'Checking every 5 minutes instead', and why. */
  readonly title: string;
  readonly why: string;
  /** In order: 'Server' 'xmpp.example.org:5222, encrypted (TLS 1.3)', 'Connected since', 'Last ping'... */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** The test of the whole path; null where it cannot be made. */
  readonly test: { readonly state: PushTest['at']; readonly text: string } | null;
  /** Somewhere else to listen can be entered: the account runs. */
  readonly canEnter: boolean;
  /** What the person entered by hand; null: nothing, the server's own announcement counts. */
  readonly manual: ManualPush | null;
  /** What was last entered and is being tried, or why it was not taken over; null: neither. */
  readonly manualTry: ManualTryView | null;
}

export interface ManualTryView {
  readonly state: 'checking' | 'refused';
  /** The field it is about. */
  readonly field: keyof ManualPush | 'password' | 'form';
  readonly text: string;
}

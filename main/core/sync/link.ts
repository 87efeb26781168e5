// The XMPP link as a pure state machine. The adapter performs what the new state demands.
//
//   off --start--> connecting --listening--> listening --wake, network--> probing --listening--> listening
//                   ^ |  ^  ^ ^                |  | lost                    | lost, timer
//      wake, network| |  |  | +----------------|--|-------------------------+
//                   +-+  |  +---------- deaf --+  |
//                    lost| |timer, network, wake  |
//                        +-----------------waiting+
//   any --refused--> refused (rests until new credentials)          any --stop--> off
import type { ErrorKind } from '../errors.ts';

/** A session that ended sooner, in milliseconds, was no success: its server lets everybody in and drops them again. */
const STEADY = 60_000;

export type Link =
  | { readonly at: 'off' }
  | { readonly at: 'connecting'; readonly attempt: number }
  | ({ readonly at: 'listening' } & Session)
  | ({ readonly at: 'probing' } & Session)
  | { readonly at: 'waiting'; readonly attempt: number; readonly until: number; readonly because: ErrorKind }
  | { readonly at: 'refused'; readonly because: RefusalKind };

interface Session {
  readonly denied: readonly string[];
  /** The attempt that brought it about and epoch ms since when it stands, if attempts before it failed; absent after the first. */
  readonly after?: { readonly attempt: number; readonly since: number };
}

export type RefusalKind = 'unauthorized' | 'conflict' | 'untrusted';

export type LinkEvent =
  | { readonly type: 'start' }
  | { readonly type: 'wake' }
  | { readonly type: 'listening'; readonly denied: readonly string[] }
  | { readonly type: 'lost'; readonly because: ErrorKind }
  | { readonly type: 'refused'; readonly because: RefusalKind }
  | { readonly type: 'timer' }
  | { readonly type: 'network' }
  | { readonly type: 'credentials' }
  /** The session stands but nothing is heard: try a fresh one. */
  | { readonly type: 'deaf' }
  | { readonly type: 'stop' };

/** The link's state, as the rest of the program sees it. */
export type LinkStatus = Link;

/** The instant after which attempt `attempt` (counting from 1) may be followed by the next; epoch ms. */
export type RetryAt = (attempt: number) => number;

/**
 * The state after an event at `now`, epoch ms. Returns the same object when the event means nothing in this state; a fresh
 * 'connecting' is another attempt, which takes the place of the one before. Two states want a timer, and each wants one:
 * 'waiting' at its `until`, 'probing' when the server has had time enough to answer.
 */
export function next(link: Link, event: LinkEvent, retryAt: RetryAt, now: number): Link {
  if (event.type === 'stop') return link.at === 'refused' || link.at === 'off' ? link : { at: 'off' };
  switch (link.at) {
    case 'off':
      return event.type === 'start' || event.type === 'wake' ? connecting(1) : link;
    case 'connecting':
      return whileConnecting(link, event, retryAt, now);
    case 'listening':
    case 'probing':
      return whileConnected(link, event, retryAt, now);
    case 'waiting':
      return whileWaiting(link, event);
    case 'refused':
      return whileRefused(link, event);
  }
}

type In<A extends Link['at']> = Extract<Link, { at: A }>;

function whileConnecting(link: In<'connecting'>, event: LinkEvent, retryAt: RetryAt, now: number): Link {
  const { attempt } = link;
  if (event.type === 'listening') {
    const { denied } = event;
    return attempt > 1
      ? { at: 'listening', denied, after: { attempt, since: now } }
      : { at: 'listening', denied };
  }
  if (event.type === 'lost') return waiting(attempt, event.because, retryAt);
  // What was sent into a network that is gone is not answered by the one that came.
  if (event.type === 'wake' || event.type === 'network') return connecting(1);
  return refusedOrRenewed(link, event);
}

function whileConnected(
  link: In<'listening' | 'probing'>,
  event: LinkEvent,
  retryAt: RetryAt,
  now: number,
): Link {
  if (event.type === 'listening') return { ...link, at: 'listening', denied: event.denied };
  // What a probe finds dead died while nobody looked, in a sleep or with a network: no crowd of others lost it just now.
  if (link.at === 'probing' && (event.type === 'lost' || event.type === 'timer'))
    return connecting(attemptsOf(link, now));
  if (event.type === 'lost') return waiting(attemptsOf(link, now), event.because, retryAt);
  if (event.type === 'deaf') return connecting(1);
  if (link.at === 'listening' && isNudge(event)) return { ...link, at: 'probing' };
  return refusedOrRenewed(link, event);
}

function whileWaiting(link: In<'waiting'>, event: LinkEvent): Link {
  if (event.type === 'timer') return connecting(link.attempt + 1);
  return isNudge(event) || event.type === 'credentials' ? connecting(1) : link;
}

function refusedOrRenewed(link: Link, event: LinkEvent): Link {
  if (event.type === 'refused') return { at: 'refused', because: event.because };
  return event.type === 'credentials' ? connecting(1) : link;
}

// A network that stands in for every server is left again: what it presented says nothing of the server itself.
function whileRefused(link: In<'refused'>, event: LinkEvent): Link {
  const isElsewhere = link.because === 'untrusted' && (event.type === 'wake' || event.type === 'network');
  return isElsewhere || event.type === 'credentials' ? connecting(1) : link;
}

function isNudge(event: LinkEvent): boolean {
  return event.type === 'start' || event.type === 'wake' || event.type === 'network';
}

// Waits go on growing over sessions that hardly lived, and begin anew after one that did.
function attemptsOf({ after }: Session, now: number): number {
  return after && now - after.since < STEADY ? after.attempt : 1;
}

function connecting(attempt: number): Link {
  return { at: 'connecting', attempt };
}

function waiting(attempt: number, because: ErrorKind, retryAt: RetryAt): Link {
  return { at: 'waiting', attempt, until: retryAt(attempt), because };
}

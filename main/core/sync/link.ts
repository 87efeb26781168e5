// The XMPP link as a pure state machine. The adapter performs what the new state demands.
//
//   off --start--> connecting --listening--> listening --wake--> probing --listening--> listening
//                     |  ^                       |lost             |lost, timer
//                  lost| |timer, network, wake   v                 v
//                      +--------------------- waiting <------------+
//   any --refused--> refused (rests until new credentials)          any --stop--> off
import type { ErrorKind } from '../errors.ts';

export type Link =
  | { readonly at: 'off' }
  | { readonly at: 'connecting'; readonly attempt: number }
  | { readonly at: 'listening'; readonly denied: readonly string[] }
  | { readonly at: 'probing'; readonly denied: readonly string[] }
  | { readonly at: 'waiting'; readonly attempt: number; readonly until: number; readonly because: ErrorKind }
  | { readonly at: 'refused'; readonly because: RefusalKind };

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
  | { readonly type: 'stop' };

/** The link's state, as the rest of the program sees it. */
export type LinkStatus = Link;

/** The instant after which attempt `attempt` (counting from 1) may be followed by the next; epoch ms. */
export type RetryAt = (attempt: number) => number;

/** The state after an event. Returns the same object when the event means nothing in this state. */
export function next(link: Link, event: LinkEvent, retryAt: RetryAt): Link {
  if (event.type === 'stop') return link.at === 'refused' || link.at === 'off' ? link : { at: 'off' };
  switch (link.at) {
    case 'off':
      return event.type === 'start' || event.type === 'wake' ? connecting(1) : link;
    case 'connecting':
      return whileConnecting(link, event, retryAt);
    case 'listening':
    case 'probing':
      return whileConnected(link, event, retryAt);
    case 'waiting':
      return whileWaiting(link, event);
    case 'refused':
      return event.type === 'credentials' ? connecting(1) : link;
  }
}

type In<A extends Link['at']> = Extract<Link, { at: A }>;

function whileConnecting(link: In<'connecting'>, event: LinkEvent, retryAt: RetryAt): Link {
  if (event.type === 'listening') return { at: 'listening', denied: event.denied };
  if (event.type === 'lost') return waiting(link.attempt, event.because, retryAt);
  return refusedOrRenewed(link, event);
}

function whileConnected(link: In<'listening' | 'probing'>, event: LinkEvent, retryAt: RetryAt): Link {
  if (event.type === 'listening') return { at: 'listening', denied: event.denied };
  if (event.type === 'lost') return waiting(1, event.because, retryAt);
  if (link.at === 'probing' && event.type === 'timer') return waiting(1, 'offline', retryAt);
  if (link.at === 'listening' && isNudge(event)) return { at: 'probing', denied: link.denied };
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

function isNudge(event: LinkEvent): boolean {
  return event.type === 'start' || event.type === 'wake' || event.type === 'network';
}

function connecting(attempt: number): Link {
  return { at: 'connecting', attempt };
}

function waiting(attempt: number, because: ErrorKind, retryAt: RetryAt): Link {
  return { at: 'waiting', attempt, until: retryAt(attempt), because };
}

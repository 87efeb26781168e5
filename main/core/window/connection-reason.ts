// Why an account's connection is as it is, in one or two sentences; the nearest cause first.
import type { ErrorKind } from '../errors.ts';
import { cleanText } from '../ical/untrusted-text.ts';
import { say, type MessageId } from '../messages/index.ts';
import type { Link } from '../sync/link.ts';
import type { Reader } from '../time/time-wording.ts';
import { MINUTE } from '../time/wall-time.ts';
import type { ConnectionFacts } from './connection-view.ts';

/** Why it listens or does not, for the person. */
export function whyConnection(facts: ConnectionFacts, reader: Reader): string {
  const cause = whyNotEvenLooking(facts) ?? whyWithoutPush(facts);
  if (cause) return say(reader, cause);
  const { state, host } = facts;
  const isStanding = state.link.at === 'listening' || state.link.at === 'probing';
  if (isStanding && state.deaf)
    return say(reader, state.deaf === 'heartbeat' ? 'connection.whyHeartbeat' : 'connection.whyMissed');
  if (isStanding && state.denied > 0) return say(reader, 'connection.whyDenied', { n: state.denied });
  return whyLink(state.link, host === null ? say(reader, 'connection.theServer') : cleanText(host), reader);
}

/** What keeps Belfry from the calendar server itself. */
function whyNotEvenLooking({ state }: ConnectionFacts): MessageId | null {
  if (state.needsPerson === true) return 'connection.whyDormant';
  if (state.needsPerson === false) return 'connection.whyStarting';
  if (state.problem === 'unauthorized') return 'connection.whyPassword';
  if (state.problem === 'untrusted') return 'connection.whyCertificate';
  if (state.offlineSince !== null) return 'connection.whyOffline';
  return state.reached ? null : 'connection.whyFirstLook';
}

/** Why pings are not even waited for. */
function whyWithoutPush({ state, offered, lacksEnrolment }: ConnectionFacts): MessageId | null {
  if (state.pushes) return null;
  if (lacksEnrolment) return 'connection.whyNotEnrolled';
  return offered === true ? 'connection.whyNotAllowed' : 'connection.whyNotOffered';
}

function whyLink(link: Link, host: string, reader: Reader): string {
  switch (link.at) {
    case 'off':
      return say(reader, 'connection.whyOff', { host });
    case 'connecting':
      return link.attempt === 1
        ? say(reader, 'connection.whyConnecting', { host })
        : say(reader, 'connection.whyConnectingAgain', { host, attempt: link.attempt });
    case 'listening':
      return say(reader, 'connection.whyListening');
    case 'probing':
      return say(reader, 'connection.whyProbing');
    case 'waiting':
      return say(reader, whyLost(link.because), { host, next: nextAttempt(link.until, reader) });
    case 'refused':
      return whyRefused(link, host, reader);
  }
}

function whyLost(because: ErrorKind): MessageId {
  switch (because) {
    case 'offline':
    case 'gone':
      return 'connection.whySilent';
    case 'busy':
      return 'connection.whyBusy';
    case 'unauthorized':
    case 'forbidden':
    case 'expired':
    case 'untrusted':
    case 'not-subscribed':
    case 'protocol':
    case 'bad-object':
    case 'storage':
    case 'bug':
      return 'connection.whyNonsense';
  }
}

function nextAttempt(until: number, reader: Reader): string {
  const minutes = Math.ceil((until - reader.now) / MINUTE);
  return minutes <= 1 ? say(reader, 'connection.nextSoon') : say(reader, 'connection.nextIn', { minutes });
}

function whyRefused({ because }: Extract<Link, { at: 'refused' }>, host: string, reader: Reader): string {
  switch (because) {
    case 'unauthorized':
      return say(reader, 'connection.whyRefused', { host });
    case 'conflict':
      return say(reader, 'connection.whyConflict', { host });
    case 'untrusted':
      return say(reader, 'connection.whyCertificate');
  }
}

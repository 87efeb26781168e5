// Enrolment put together: devices come over the calendar's own door with proof of what they may read, and sign in to the
// XMPP server, which asks here. What the calendar server refuses them later is taken back.
import type http from 'node:http';
import { listenOn } from '../front/listen.ts';
import type { Answered } from '../front/proxy.ts';
import { createQuestions } from '../front/questions.ts';
import type { Upstream } from '../front/upstream.ts';
import type { Membership } from '../members/membership.ts';
import type { State } from '../state/state.ts';
import { enrolmentEndpoint } from './endpoint.ts';
import { createEnrolments } from './enrolments.ts';
import { createRefusals } from './refusals.ts';
import { signIns, type SignIn } from './sign-in.ts';
import { signInEndpoint } from './sign-in-endpoint.ts';
import { createThrottle } from './throttle.ts';
import { createTickets, type Tickets } from './tickets.ts';

export interface EnrolmentOptions {
  readonly upstream: Upstream;
  readonly state: State;
  readonly membership: Membership;
  readonly serverKey: string;
  readonly memberDomain: string;
  /** JID of the pubsub service. */
  readonly service: string;
  readonly heartbeatMinutes: number;
  /** Milliseconds for which a proof is good. */
  readonly lease: number;
  /** Where the XMPP server asks. */
  readonly signIn: { readonly host: string; readonly port: number };
  /** The notifier's own account. */
  readonly self: SignIn;
  /** Facts only: what failed, never whose. */
  readonly onTrouble: (
    what: 'enrolment' | 'sign-in' | 'not-taken-back',
    facts: { readonly status?: number; readonly why?: string },
    error: unknown,
  ) => void;
}

export interface Enrolment {
  readonly tickets: Tickets;
  /** See ProxyOptions. */
  ownAnswer(request: http.IncomingMessage, answer: http.ServerResponse): boolean;
  onAnswered(answered: Answered): void;
  /** Answers nobody any more. */
  stop(): void;
}

/** Of one address: so many at once, then one each so many milliseconds. An office behind one router begins its day. */
const ATTEMPTS = { burst: 300, interval: 200 };
const FAILURES = { burst: 20, interval: 6_000 };

/** Starts answering the XMPP server. Rejects when its port cannot be had. */
export async function startEnrolment(options: EnrolmentOptions): Promise<Enrolment> {
  const { upstream, state, membership, serverKey, memberDomain: domain, self, onTrouble } = options;
  const now = Date.now;
  const questions = createQuestions(upstream);
  const tickets = createTickets(serverKey, now);
  const enrolments = createEnrolments({ ...options, domain, now });
  const refusals = createRefusals({
    membership,
    leave: (who) => enrolments.leave(who),
    onFailure: (error) => onTrouble('not-taken-back', {}, error),
  });
  const ownAnswer = enrolmentEndpoint({
    enrolments,
    questions,
    tickets,
    attempts: createThrottle(ATTEMPTS, () => performance.now()),
    failures: createThrottle(FAILURES, () => performance.now()),
    onEnrolled: (who, authorization) => refusals.learn(who, authorization),
    onRefused: (status, why, error) => onTrouble('enrolment', { status, why }, error),
  });
  const server = signInEndpoint({
    check: signIns({ state, self, now }),
    onTrouble: (error) => onTrouble('sign-in', {}, error),
  });
  await listenOn(server, options.signIn);
  return {
    tickets,
    ownAnswer,
    onAnswered: (answered) => refusals.notice(answered),
    stop() {
      questions.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

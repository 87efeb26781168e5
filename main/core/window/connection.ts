// One account's connection in words a person can check: how it is, and the facts behind it.
import { cleanText } from '../ical/untrusted-text.ts';
import { say, type MessageId } from '../messages/index.ts';
import type { Reader } from '../time/time-wording.ts';
import type {
  ConnectionFacts,
  ConnectionView,
  ManualProblem,
  ManualTryView,
  PushTest,
} from './connection-view.ts';
import { agoText, momentOf } from './connection-times.ts';
import { whyConnection } from './connection-reason.ts';
import { accountStatus, delayText } from './status.ts';
import type { StatusName } from './view.ts';

/** Whose connection it is. */
export interface ConnectionOwner {
  readonly id: string;
  readonly label: string;
}

/** The connection of one account as the window shows it. */
export function connectionView(
  owner: ConnectionOwner,
  facts: ConnectionFacts,
  reader: Reader,
): ConnectionView {
  const name = accountStatus(facts.state);
  return {
    accountId: owner.id,
    label: owner.label,
    name,
    title: titleOf(name, facts, reader),
    why: whyConnection(facts, reader),
    facts: facts.host === null ? lastChangeAlone(facts, reader) : factsOf(facts, facts.host, reader),
    test: facts.state.pushes ? testView(facts.test, reader) : null,
    // What does not run can try nothing.
    canEnter: facts.state.needsPerson === undefined,
    manual: facts.manual,
    manualTry: facts.manualProblem && manualTry(facts.manualProblem, reader),
  };
}

function titleOf(name: StatusName, { state }: ConnectionFacts, reader: Reader): string {
  switch (name) {
    case 'listening':
      return say(reader, 'connection.listening');
    case 'polling':
      return say(reader, state.pushes ? 'connection.pollingInstead' : 'connection.polling');
    case 'connecting':
    case 'signed-out':
      return say(reader, 'connection.connecting');
    case 'offline':
      return say(reader, 'connection.offline', { when: momentOf(state.offlineSince ?? reader.now, reader) });
    case 'sign-in':
      return say(reader, state.problem === 'unauthorized' ? 'connection.signInAgain' : 'connection.needsYou');
  }
}

type Fact = ConnectionView['facts'][number];

function factsOf(facts: ConnectionFacts, host: string, reader: Reader): readonly Fact[] {
  const { connection, lastPing, state } = facts;
  return [
    fact('connection.server', serverText(facts, host, reader), reader),
    ...(connection ? [fact('connection.since', momentOf(connection.since, reader), reader)] : []),
    fact('connection.lastPing', instantText(lastPing, reader), reader),
    fact('connection.lastHeartbeat', heartbeatText(facts, reader), reader),
    fact('connection.lastChange', changeText(facts, reader), reader),
    ...(state.denied > 0
      ? [fact('connection.denied', say(reader, 'connection.deniedCalendars', { n: state.denied }), reader)]
      : []),
  ];
}

/** Without push there is nothing but the changes that were found. */
function lastChangeAlone(facts: ConnectionFacts, reader: Reader): readonly Fact[] {
  return facts.lastChange ? [fact('connection.lastChange', changeText(facts, reader), reader)] : [];
}

function fact(name: MessageId, value: string, reader: Reader): Fact {
  return { name: say(reader, name), value };
}

function serverText({ connection }: ConnectionFacts, host: string, reader: Reader): string {
  if (!connection) return say(reader, 'connection.notConnected', { host: cleanText(host) });
  const { server, tls } = connection;
  return say(reader, 'connection.encrypted', {
    server: cleanText(server),
    // The version stays beside its name.
    tls: tls.replace(/^TLSv/, 'TLS\u00a0'),
  });
}

function instantText(instant: number | null, reader: Reader): string {
  return instant === null ? say(reader, 'connection.notYet') : agoText(instant, reader);
}

function heartbeatText({ lastHeartbeat, heartbeatMinutes }: ConnectionFacts, reader: Reader): string {
  if (heartbeatMinutes === null) return say(reader, 'connection.noHeartbeat');
  const values = { when: instantText(lastHeartbeat, reader), minutes: heartbeatMinutes };
  return say(reader, 'connection.heartbeatEvery', values);
}

function changeText({ lastChange }: ConnectionFacts, reader: Reader): string {
  if (!lastChange) return say(reader, 'connection.notYet');
  const when = agoText(lastChange.at, reader);
  if (lastChange.seenAfter === null) return say(reader, 'connection.changeByLooking', { when });
  const delay = delayText(lastChange.seenAfter, reader);
  return say(reader, 'connection.changeAfterPing', { when, delay });
}

function testView(test: PushTest, reader: Reader): ConnectionView['test'] {
  switch (test.at) {
    case 'idle':
      return { state: test.at, text: '' };
    case 'running':
      return { state: test.at, text: say(reader, 'connection.test.running') };
    case 'passed': {
      const delay = delayText(test.took, reader);
      return { state: test.at, text: say(reader, 'connection.test.passed', { delay }) };
    }
    case 'failed':
      return { state: test.at, text: say(reader, `connection.test.${test.because}`) };
  }
}

function manualTry(problem: ManualProblem, reader: Reader): ManualTryView {
  const text = say(reader, `manualPush.${problem}`);
  return { state: problem === 'checking' ? 'checking' : 'refused', field: fieldOf(problem), text };
}

function fieldOf(problem: ManualProblem): ManualTryView['field'] {
  switch (problem) {
    case 'bad-server':
      return 'server';
    case 'bad-jid':
      return 'jid';
    case 'bad-service':
      return 'service';
    case 'bad-node':
      return 'node';
    case 'no-password':
    case 'unauthorized':
      return 'password';
    case 'offline':
    case 'protocol':
      return 'server';
    case 'checking':
    case 'untrusted':
    case 'storage':
      return 'form';
  }
}

// What is wrong with an account, in words, with the one thing a person can do about it.
import type { BelfryError, CertificateFacts } from '../errors.ts';
import { say, type Speaker } from '../messages/index.ts';
import { certificateView } from './sign-in-wording.ts';
import type { ProblemView } from './view.ts';

/** An account that does not even run: its password is not to be had. */
export type NotRunning = 'no-password' | 'keyring-locked' | 'storage';

/** The problem of an account that is not running. */
export function notRunningProblem(why: NotRunning, reader: Speaker): ProblemView {
  switch (why) {
    case 'no-password':
      return problem('password', say(reader, 'problem.noPassword'), 'sign-in-again');
    case 'keyring-locked':
      return problem('keyring', say(reader, 'problem.keyringLocked'), 'unlock-keyring');
    case 'storage':
      return problem('storage', say(reader, 'problem.unreadablePassword'), 'retry');
  }
}

/** The problem of a running account; null when a person need not know of any. */
export function accountProblem(
  failure: BelfryError | null,
  certificate: CertificateFacts | null,
  reader: Speaker,
): ProblemView | null {
  if (certificate) {
    const text = say(reader, 'problem.certificate', { host: certificate.host });
    return {
      ...problem('certificate', text, 'look-at-certificate'),
      certificate: certificateView(certificate, reader),
    };
  }
  switch (failure?.kind) {
    case 'unauthorized':
      return problem('password', say(reader, 'problem.password'), 'sign-in-again');
    case 'storage':
      return problem('storage', say(reader, 'problem.storage'), 'retry');
    case 'protocol':
    case 'bug':
    case 'forbidden':
    case 'gone':
      return problem('server', say(reader, 'problem.server'), 'retry');
    case 'offline':
    case 'busy':
    case 'expired':
    case 'untrusted':
    case 'not-subscribed':
    case 'bad-object':
    case undefined:
      return null;
  }
}

/** The mark beside one calendar. */
export function calendarProblem(trouble: BelfryError | 'removed' | null, reader: Speaker): string {
  if (trouble === null) return '';
  if (trouble === 'removed') return say(reader, 'problem.removed');
  if (trouble.kind === 'forbidden') return say(reader, 'problem.mayNotRead');
  if (trouble.kind === 'storage') return say(reader, 'problem.cannotStore');
  return trouble.kind === 'offline' || trouble.kind === 'busy' ? '' : say(reader, 'problem.notUpToDate');
}

function problem(kind: ProblemView['kind'], text: string, remedy: ProblemView['remedy']): ProblemView {
  return { kind, text, remedy, certificate: null };
}

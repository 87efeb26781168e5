// What is wrong with an account, in words, with the one thing a person can do about it.
import type { BelfryError, CertificateFacts } from './errors.ts';
import { certificateView } from './sign-in-wording.ts';
import type { ProblemView } from './view.ts';

/** An account that does not even run: its password is not to be had. */
export type NotRunning = 'no-password' | 'keyring-locked' | 'storage';

/** The problem of an account that is not running. */
export function notRunningProblem(why: NotRunning): ProblemView {
  switch (why) {
    case 'no-password':
      return problem(
        'password',
        'Belfry does not have the password any more. Sign in again.',
        'sign-in-again',
      );
    case 'keyring-locked':
      return problem(
        'keyring',
        'The keyring of this computer is locked, and the password is in it.',
        'unlock-keyring',
      );
    case 'storage':
      return problem('storage', 'The stored password could not be read.', 'retry');
  }
}

/** The problem of a running account; null when a person need not know of any. */
export function accountProblem(
  failure: BelfryError | null,
  certificate: CertificateFacts | null,
): ProblemView | null {
  if (certificate) {
    const text = `The certificate of ${certificate.host} is not known to this computer.`;
    return {
      ...problem('certificate', text, 'look-at-certificate'),
      certificate: certificateView(certificate),
    };
  }
  switch (failure?.kind) {
    case 'unauthorized':
      return problem('password', 'The server does not accept the password any more.', 'sign-in-again');
    case 'storage':
      return problem(
        'storage',
        'This computer cannot store what the server sends. Is the disk full?',
        'retry',
      );
    case 'protocol':
    case 'bug':
    case 'forbidden':
    case 'gone':
      return problem(
        'server',
        'The server answers in a way Belfry does not understand. It will try again.',
        'retry',
      );
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
export function calendarProblem(trouble: BelfryError | 'removed' | null): string {
  if (trouble === null) return '';
  if (trouble === 'removed') return 'removed on the server';
  if (trouble.kind === 'forbidden') return 'may not be read';
  if (trouble.kind === 'storage') return 'cannot be stored';
  return trouble.kind === 'offline' || trouble.kind === 'busy' ? '' : 'not up to date';
}

function problem(kind: ProblemView['kind'], text: string, remedy: ProblemView['remedy']): ProblemView {
  return { kind, text, remedy, certificate: null };
}

// Asking about certificates that nobody vouches for, wherever in the sign-in they turn up.
import { BelfryError } from '../core/errors.ts';
import type { Speaker } from '../core/messages/index.ts';
import type { TrustedCertificate } from '../core/model.ts';
import type { Access, Credentials } from '../core/ports.ts';
import { certificateView } from '../core/window/sign-in-wording.ts';
import type { QuestionView } from '../core/window/sign-in-view.ts';

/** Runs a step with the account's access; repeats it after each certificate the person accepts. */
export type Trusting = <T>(step: (access: Access) => Promise<T>) => Promise<T>;

/** Who is asked, and how. */
export interface Asking {
  readonly reader: Speaker;
  readonly ask: (question: QuestionView) => Promise<boolean>;
}

/** Starts from what is trusted already; `trusted()` tells what has been added by then. */
export function truster(
  credentials: Credentials,
  initially: readonly TrustedCertificate[],
  { ask, reader }: Asking,
): { readonly trusting: Trusting; readonly trusted: () => readonly TrustedCertificate[] } {
  let trusted = initially;
  return {
    trusted: () => trusted,
    async trusting(step) {
      for (;;) {
        try {
          return await step({ credentials, trusted });
        } catch (error) {
          const certificate = error instanceof BelfryError ? error.certificate : null;
          // The same anchor refused twice would be asked for for ever.
          if (!certificate || trusted.some((t) => t.fingerprint === certificate.anchor.fingerprint))
            throw error;
          if (!(await ask({ kind: 'certificate', certificate: certificateView(certificate, reader) })))
            throw error;
          trusted = [...trusted, certificate.anchor];
        }
      }
    },
  };
}

// What stands above the page: sentences about this installation, problems with their remedy, a refused request.
import { useState } from 'preact/hooks';
import type { AccountView, ProblemView, View } from '../../main/core/view.ts';
import { Icon } from '../icon.tsx';
import { attempt, type WindowState } from '../window-state.ts';
import { Certificate } from './certificate.tsx';
import { Dialog } from './dialog.tsx';

/** Sentences about this installation. They stay: nothing the person does in the window makes them untrue. */
export function Notices({ view }: { view: View }) {
  if (view.notices.length === 0) return null;
  return (
    <aside class="notices" aria-label="Notices">
      {view.notices.map((notice) => (
        <p key={notice.id}>
          <Icon name="info" />
          <span>{notice.text}</span>
        </p>
      ))}
    </aside>
  );
}

/** Why the agenda may be old: only when there is something to say and no account problem says it already. */
export function OfflineNote({ view }: { view: View }) {
  const { name, detail } = view.status;
  if (name !== 'offline' || detail === '' || view.accounts.some((a) => a.problem)) return null;
  return <p class="offline-note">{detail}</p>;
}

export function FailureBanner({ state }: { state: WindowState }) {
  if (!state.failed.value) return null;
  return (
    <div class="banner bad" role="alert">
      <Icon name="alert" />
      <p>That did not work. Please try again.</p>
      <button
        type="button"
        class="icon-button"
        aria-label="Close this message"
        onClick={() => (state.failed.value = false)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

interface ProblemProps {
  readonly state: WindowState;
  readonly account: AccountView;
  readonly zone: string;
}

/** What is wrong with an account, and the button that helps; nothing when all is well. */
export function ProblemBanner({ state, account, zone }: ProblemProps) {
  const [isLooking, setLooking] = useState(false);
  const { problem } = account;
  if (!problem) return null;
  const act = () =>
    problem.remedy === 'look-at-certificate' ? setLooking(true) : remedy(state, account.id, problem);
  return (
    <div class="banner warn" role="group" aria-label={`Problem with ${account.label}`}>
      <Icon
        name={problem.kind === 'certificate' ? 'shield' : problem.kind === 'keyring' ? 'lock' : 'alert'}
      />
      <p>{problem.text}</p>
      {problem.remedy && (
        <button type="button" class="button small" onClick={act}>
          {REMEDY_WORDS[problem.remedy]}
        </button>
      )}
      {isLooking && problem.certificate && (
        <Dialog title={`Trust ${problem.certificate.host}?`} onClose={() => setLooking(false)}>
          <Certificate certificate={problem.certificate} zone={zone} />
          <div class="actions">
            <button type="button" class="button primary" onClick={() => setLooking(false)}>
              Do not trust
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                setLooking(false);
                trust(state, account);
              }}
            >
              Trust
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

const REMEDY_WORDS: Record<NonNullable<ProblemView['remedy']>, string> = {
  'sign-in-again': 'Sign in again',
  'look-at-certificate': 'Look at it',
  'unlock-keyring': 'Unlock',
  retry: 'Try again',
};

function remedy(state: WindowState, id: string, problem: ProblemView): void {
  switch (problem.remedy) {
    case 'sign-in-again':
      return void attempt(state, () => state.door.signInAgain({ id }));
    case 'unlock-keyring':
      return void attempt(state, () => state.door.unlockKeyring());
    case 'retry':
      return void attempt(state, () => state.door.refresh());
    case 'look-at-certificate':
    case null:
      return;
  }
}

function trust(state: WindowState, account: AccountView): void {
  const fingerprint = account.problem?.certificate?.fingerprint;
  if (fingerprint === undefined) return;
  void attempt(state, () => state.door.trustCertificate({ accountId: account.id, fingerprint }));
}

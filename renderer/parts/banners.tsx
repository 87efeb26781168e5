// What stands above the page: sentences about this installation, problems with their remedy, a refused request.
import { useState } from 'preact/hooks';
import type { AccountView, ProblemView, View } from '../../main/core/window/view.ts';
import type { CertificateView } from '../../main/core/window/sign-in-view.ts';
import { Icon } from '../icon.tsx';
import { say } from '../say.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';
import { Certificate } from './certificate.tsx';
import { Dialog } from './dialog.tsx';

/** Sentences about this installation. They stay: nothing the person does in the window makes them untrue. */
export function Notices({ view }: { view: View }) {
  if (view.notices.length === 0) return null;
  return (
    <aside class="notices" aria-label={say('window.notices')}>
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
      <p>{say('window.failed')}</p>
      <button
        type="button"
        class="icon-button"
        aria-label={say('window.closeMessage')}
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
    <div class="banner warn" role="group" aria-label={say('problem.of', { account: account.label })}>
      <Icon
        name={problem.kind === 'certificate' ? 'shield' : problem.kind === 'keyring' ? 'lock' : 'alert'}
      />
      <p>{problem.text}</p>
      {problem.remedy && (
        <button type="button" class="button small" onClick={act}>
          {say(`problem.${problem.remedy}`)}
        </button>
      )}
      {isLooking && problem.certificate && (
        <TrustDialog
          certificate={problem.certificate}
          zone={zone}
          onClose={() => setLooking(false)}
          onTrust={() => {
            setLooking(false);
            trust(state, account);
          }}
        />
      )}
    </div>
  );
}

interface TrustProps {
  readonly certificate: CertificateView;
  readonly zone: string;
  readonly onClose: () => void;
  readonly onTrust: () => void;
}

function TrustDialog({ certificate, zone, onClose, onTrust }: TrustProps) {
  return (
    <Dialog title={say('certificate.title', { host: certificate.host })} onClose={onClose}>
      <Certificate certificate={certificate} zone={zone} />
      <div class="actions">
        <button type="button" class="button primary" onClick={onClose}>
          {say('certificate.doNotTrust')}
        </button>
        <button type="button" class="button" onClick={onTrust}>
          {say('certificate.trust')}
        </button>
      </div>
    </Dialog>
  );
}

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

// A question signing in cannot answer by itself. It takes the form's place, so that nothing else can be pressed.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { QuestionView } from '../../main/core/view.ts';
import { Icon, type IconName } from '../icon.tsx';
import { Certificate } from '../parts/certificate.tsx';

interface QuestionProps {
  readonly question: QuestionView;
  /** IANA zone for dates. */
  readonly zone: string;
  readonly onAnswer: (yes: boolean) => void;
}

interface Wording {
  readonly icon: IconName;
  readonly title: string;
  readonly body: ComponentChildren;
  readonly yes: string;
  readonly no: string;
  /** Which answer is drawn as the one to take: yes only where it costs no safety. */
  readonly advised: 'yes' | 'no';
}

export function Question({ question, zone, onAnswer }: QuestionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { icon, title, body, yes, no, advised } = wordingOf(question, zone);
  return (
    <div
      class="question"
      role="alertdialog"
      aria-labelledby="question-title"
      aria-describedby="question-body"
    >
      <Icon name={icon} className="question-icon" />
      <h2 id="question-title" class="title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <div id="question-body">{body}</div>
      <div class="actions">
        <button
          type="button"
          class={advised === 'yes' ? 'button primary' : 'button'}
          onClick={() => onAnswer(true)}
        >
          {yes}
        </button>
        <button
          type="button"
          class={advised === 'no' ? 'button primary' : 'button'}
          onClick={() => onAnswer(false)}
        >
          {no}
        </button>
      </div>
    </div>
  );
}

function wordingOf(question: QuestionView, zone: string): Wording {
  switch (question.kind) {
    case 'certificate':
      return {
        icon: 'shield',
        title: `Trust ${question.certificate.host}?`,
        body: <Certificate certificate={question.certificate} zone={zone} />,
        yes: 'Trust',
        no: 'Do not trust',
        advised: 'no',
      };
    case 'host':
      return hostWording(question);
    case 'push':
      return pushWording(question);
    case 'storage':
      return storageWording;
    case 'keyring':
      return keyringWording;
    case 'substitute':
      return substituteWording;
  }
}

function hostWording({ host, domain }: Extract<QuestionView, { kind: 'host' }>): Wording {
  return {
    icon: 'shield',
    title: `Sign in at ${host}?`,
    body: (
      <p>
        The calendars of <strong>{domain}</strong> are kept at <strong>{host}</strong>, outside that domain.
        Your password would be sent there.
      </p>
    ),
    yes: 'Sign in there',
    no: 'Stop',
    advised: 'no',
  };
}

function pushWording({ host, jid }: Extract<QuestionView, { kind: 'push' }>): Wording {
  return {
    icon: 'mark',
    title: 'Hear about changes at once?',
    body: (
      <p>
        This server announces changes through <strong>{host}</strong>. Belfry would sign in there as{' '}
        <strong>{jid}</strong> with your calendar password. Without it, Belfry asks every few minutes.
      </p>
    ),
    yes: 'Allow',
    no: 'Not now',
    advised: 'yes',
  };
}

const storageWording: Wording = {
  icon: 'key',
  title: 'No keyring here',
  body: (
    <p>
      This computer offers no safe place for your password. Belfry can forget it when it ends, or keep it in a
      file that other programs of yours could read.
    </p>
  ),
  yes: 'Keep it in a file',
  no: 'Forget it at the end',
  advised: 'no',
};

const keyringWording: Wording = {
  icon: 'lock',
  title: 'The keyring is locked',
  body: <p>Unlock it to keep your password safely, or use the password for this run only.</p>,
  yes: 'Unlock the keyring',
  no: 'This run only',
  advised: 'yes',
};

const substituteWording: Wording = {
  icon: 'alert',
  title: 'Use a real account here?',
  body: (
    <p>
      Belfry runs on a rebuilt Electron meant for trying and testing, not on an official release. Better use
      an account that does not matter.
    </p>
  ),
  yes: 'Use it anyway',
  no: 'Stop',
  advised: 'no',
};

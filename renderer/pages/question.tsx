// A question signing in cannot answer by itself. It takes the form's place, so that nothing else can be pressed.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { QuestionView } from '../../main/core/window/sign-in-view.ts';
import { Icon, type IconName } from '../icon.tsx';
import { Certificate } from '../parts/certificate.tsx';
import { say, sayWith } from '../say.ts';

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
        title: say('certificate.title', { host: question.certificate.host }),
        body: <Certificate certificate={question.certificate} zone={zone} />,
        yes: say('certificate.trust'),
        no: say('certificate.doNotTrust'),
        advised: 'no',
      };
    case 'host':
      return hostWording(question);
    case 'push':
      return pushWording(question);
    case 'storage':
      return plainWording('storage', 'key', 'no');
    case 'keyring':
      return plainWording('keyring', 'lock', 'yes');
    case 'substitute':
      return plainWording('substitute', 'alert', 'no');
  }
}

function hostWording({ host, domain }: Extract<QuestionView, { kind: 'host' }>): Wording {
  const names = { domain: <strong>{domain}</strong>, host: <strong>{host}</strong> };
  return {
    icon: 'shield',
    title: say('ask.host.title', { host }),
    body: <p>{sayWith('ask.host.text', names)}</p>,
    yes: say('ask.host.yes'),
    no: say('ask.host.no'),
    advised: 'no',
  };
}

function pushWording({ host, jid }: Extract<QuestionView, { kind: 'push' }>): Wording {
  const names = { host: <strong>{host}</strong>, jid: <strong>{jid}</strong> };
  return {
    icon: 'mark',
    title: say('ask.push.title'),
    body: <p>{sayWith('ask.push.text', names)}</p>,
    yes: say('ask.push.yes'),
    no: say('ask.push.no'),
    advised: 'yes',
  };
}

function plainWording(
  kind: 'storage' | 'keyring' | 'substitute',
  icon: IconName,
  advised: Wording['advised'],
): Wording {
  return {
    icon,
    title: say(`ask.${kind}.title`),
    body: <p>{say(`ask.${kind}.text`)}</p>,
    yes: say(`ask.${kind}.yes`),
    no: say(`ask.${kind}.no`),
    advised,
  };
}

// What signing in does, line by line while it happens.
import type { StepView } from '../../main/core/view.ts';
import { Icon, type IconName } from '../icon.tsx';

const SHOWN_AS: Record<StepView['state'], { readonly icon: IconName | null; readonly word: string }> = {
  waiting: { icon: null, word: 'to do: ' },
  doing: { icon: 'spinner', word: '' },
  done: { icon: 'check', word: 'done: ' },
  failed: { icon: 'close', word: 'failed: ' },
};

export function Steps({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol class="steps" aria-live="polite" aria-label="Progress">
      {steps.map((step) => (
        <li key={step.id} data-state={step.state}>
          <span class="step-icon" aria-hidden="true">
            {step.state === 'waiting' ? '·' : <Icon name={SHOWN_AS[step.state].icon ?? 'check'} />}
          </span>
          <p>
            <span class="visually-hidden">{SHOWN_AS[step.state].word}</span>
            {step.text}
          </p>
        </li>
      ))}
    </ol>
  );
}

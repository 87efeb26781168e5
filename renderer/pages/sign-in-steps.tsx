// What signing in does, line by line while it happens.
import type { StepView } from '../../main/core/window/sign-in-view.ts';
import { Icon, type IconName } from '../icon.tsx';
import { say } from '../say.ts';

const ICONS: Record<StepView['state'], IconName | null> = {
  waiting: null,
  doing: 'spinner',
  done: 'check',
  failed: 'close',
};

export function Steps({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol class="steps" aria-live="polite" aria-label={say('steps.label')}>
      {steps.map((step) => (
        <li key={step.id} data-state={step.state}>
          <span class="step-icon" aria-hidden="true">
            {step.state === 'waiting' ? '·' : <Icon name={ICONS[step.state] ?? 'check'} />}
          </span>
          <p>
            {step.state !== 'doing' && (
              <span class="visually-hidden">{`${say(`steps.${step.state}`)} `}</span>
            )}
            {step.text}
          </p>
        </li>
      ))}
    </ol>
  );
}

// Signing in: the form, the steps while they happen, the questions, then the calendars to choose from.
import type { View } from '../../main/core/window/view.ts';
import { say } from '../say.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';
import { ChooseCalendars } from './choose-calendars.tsx';
import { Question } from './question.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { Steps } from './sign-in-steps.tsx';

export function SignIn({ state, view }: { state: WindowState; view: View }) {
  const { signIn } = view;
  const isAsking = signIn.stage === 'asking' && signIn.question !== null;
  const isChoosing = signIn.stage === 'choosing';
  const mayCancel = signIn.stage !== 'idle' || signIn.again !== null;
  return (
    <div class="page">
      <div class="scroll sign-in" tabIndex={-1}>
        {/* Hidden, not removed, while a question waits: what was typed must still be there after a refusal. */}
        <div hidden={isAsking || isChoosing}>
          <SignInForm state={state} signIn={signIn} />
        </div>
        {isAsking && signIn.question && (
          <Question
            key={signIn.question.kind}
            question={signIn.question}
            zone={view.zone}
            onAnswer={(yes) => void attempt(state, () => state.door.answer({ yes }))}
          />
        )}
        {isChoosing && <ChooseCalendars state={state} found={signIn.found} />}
        {mayCancel && (
          <p class="cancel">
            <button
              type="button"
              class="text-button"
              onClick={() => void attempt(state, () => state.door.cancelSignIn())}
            >
              {say(signIn.stage === 'working' ? 'signIn.stop' : 'signIn.cancel')}
            </button>
          </p>
        )}
        {!isChoosing && <Steps steps={signIn.steps} />}
      </div>
    </div>
  );
}

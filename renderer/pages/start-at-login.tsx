// Asked once, after the first sign-in; the settings hold the same choice for later.
import { say } from '../say.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';

export function StartAtLoginQuestion({ state }: { state: WindowState }) {
  const answer = (on: boolean) => {
    // The question goes away with its answer; the focus goes on to what lies below it.
    document.getElementById('panel-agenda')?.focus();
    void attempt(state, () => state.door.setStartAtLogin({ on }));
  };
  return (
    <section class="ask-card" aria-labelledby="ask-start">
      <h2 id="ask-start">{say('start.title')}</h2>
      <p>{say('start.text')}</p>
      <div class="actions">
        <button type="button" class="button primary small" onClick={() => answer(true)}>
          {say('start.yes')}
        </button>
        <button type="button" class="button small" onClick={() => answer(false)}>
          {say('start.no')}
        </button>
      </div>
    </section>
  );
}

// Top of the window: the mark, the status, the way to the settings.
import type { View } from '../../main/core/view.ts';
import { Icon } from '../icon.tsx';
import { isSigningIn, type WindowState } from '../window-state.ts';
import { Status } from './status.tsx';

export function Header({ state, view }: { state: WindowState; view: View | null }) {
  const inSettings = state.page.value === 'settings';
  return (
    <header class="header">
      <Icon name="mark" className="brand-mark" />
      <h1 class="brand">Belfry</h1>
      {view && view.accounts.length > 0 && <Status status={view.status} />}
      {view && !isSigningIn(view) && (
        <button
          type="button"
          class="icon-button"
          aria-label={inSettings ? 'Back to the agenda' : 'Accounts and settings'}
          onClick={() => (state.page.value = inSettings ? 'agenda' : 'settings')}
        >
          <Icon name={inSettings ? 'back' : 'settings'} />
        </button>
      )}
    </header>
  );
}

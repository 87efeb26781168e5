// Top of the window: the mark, the status and the way to the connection behind it, what is held back just now, the way to
// the settings.
import type { View } from '../../main/core/window/view.ts';
import { Icon, type IconName } from '../icon.tsx';
import { say } from '../say.ts';
import { isSigningIn, type WindowState } from '../window-state.ts';
import { Status } from './status.tsx';

export function Header({ state, view }: { state: WindowState; view: View | null }) {
  const { page } = state;
  const isAway = page.value === 'settings' || page.value === 'connection';
  return (
    <header class="header">
      <Icon name="mark" className="brand-mark" />
      <h1 class="brand">Belfry</h1>
      {view && !isSigningIn(view) && <Marks state={state} view={view} />}
      {view && view.accounts.length > 0 && (
        <Status status={view.status} onShow={isSigningIn(view) ? null : () => (page.value = 'connection')} />
      )}
      {view && !isSigningIn(view) && (
        <button
          type="button"
          class="icon-button"
          aria-label={say(isAway ? 'window.back' : 'window.settings')}
          onClick={() => (page.value = isAway ? 'agenda' : 'settings')}
        >
          <Icon name={isAway ? 'back' : 'settings'} />
        </button>
      )}
    </header>
  );
}

/** Small marks for what makes alerts say less, each the way to where it is changed. */
function Marks({ state, view: { preferences, attention } }: { state: WindowState; view: View }) {
  const toSettings = () => (state.page.value = 'settings');
  return (
    <>
      {preferences.presenting && (
        <Mark icon="presenting" label={say('window.presenting')} onClick={toSettings} />
      )}
      {attention.label !== '' && <Mark icon="bellOff" label={attention.label} onClick={toSettings} />}
    </>
  );
}

interface MarkProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
}

function Mark({ icon, label, onClick }: MarkProps) {
  return (
    <button type="button" class="icon-button header-mark" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

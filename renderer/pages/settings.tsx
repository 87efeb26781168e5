// Accounts and settings: the connection, each account's calendars, what is told and how.
import type { StatusView, View } from '../../main/core/window/view.ts';
import { attempt } from '../attempt.ts';
import { Group, SwitchSetting } from '../parts/setting.tsx';
import { StatusShape } from '../parts/status.tsx';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';
import { Account } from './account-settings.tsx';
import { AlertSettings } from './alert-settings.tsx';
import { KeepSettings, LanguageSettings, PlaceSettings, PrivacySettings } from './more-settings.tsx';
import { ReminderSettings } from './reminder-settings.tsx';

export function Settings({ state, view }: { state: WindowState; view: View }) {
  return (
    <div class="page">
      <div class="scroll settings" tabIndex={0} role="region" aria-labelledby="settings-title">
        <h2 id="settings-title" class="title">
          {say('window.settings')}
        </h2>
        <Connection state={state} status={view.status} />
        {view.accounts.map((account) => (
          <Account key={account.id} state={state} account={account} zone={view.zone} />
        ))}
        <AlertSettings state={state} view={view} />
        <ReminderSettings state={state} preferences={view.preferences} />
        <PrivacySettings state={state} preferences={view.preferences} />
        <KeepSettings state={state} preferences={view.preferences} />
        <PlaceSettings state={state} preferences={view.preferences} />
        <LanguageSettings state={state} preferences={view.preferences} />
        <Group title={say('settings.starting')}>
          <SwitchSetting
            label={say('settings.startAtLogin')}
            on={view.preferences.startAtLogin}
            onSwitch={(on) => attempt(state, () => state.door.setStartAtLogin({ on }))}
          />
        </Group>
      </div>
    </div>
  );
}

function Connection({ state, status }: { state: WindowState; status: StatusView }) {
  return (
    <Group title={say('settings.connection')}>
      <div class="connection">
        <StatusShape name={status.name} />
        <div>
          <p class="connection-word">{status.label}</p>
          {status.detail !== '' && <p class="where">{status.detail}</p>}
          <p class="where">{status.footer}</p>
        </div>
        <div class="connection-buttons">
          <button
            type="button"
            class="button small"
            onClick={() => void attempt(state, () => state.door.refresh())}
          >
            {say('agenda.checkNow')}
          </button>
          <button type="button" class="button small" onClick={() => (state.page.value = 'connection')}>
            {say('connection.details')}
          </button>
        </div>
      </div>
    </Group>
  );
}

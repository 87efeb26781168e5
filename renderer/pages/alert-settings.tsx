// When alerts are held back: now, every day, far ahead, and where nobody knows who changed something.
import { useId } from 'preact/hooks';
import type { AttentionView } from '../../main/core/alerts/toast-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { attempt } from '../attempt.ts';
import { Icon } from '../icon.tsx';
import { useDraft } from '../parts/draft.ts';
import { DaysSetting, Group, setPreferences, SwitchSetting } from '../parts/setting.tsx';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';

type QuietHours = View['preferences']['quietHours'];

export function AlertSettings({ state, view }: { state: WindowState; view: View }) {
  const { quietHours, horizonDays, quietOwn } = view.preferences;
  return (
    <Group title={say('alerts.title')}>
      <Attention state={state} attention={view.attention} />
      <SwitchSetting
        label={say('alerts.quietHours')}
        explanation={say('alerts.quietText')}
        on={quietHours.on}
        onSwitch={(on) => setPreferences(state, { quietHours: { ...quietHours, on } })}
      />
      {quietHours.on && <Times state={state} quietHours={quietHours} />}
      <DaysSetting
        label={say('alerts.horizon')}
        explanation={say('alerts.horizonText')}
        days={horizonDays}
        unit={say('alerts.days', { days: horizonDays })}
        onSave={(days) => setPreferences(state, { horizonDays: days })}
      />
      <SwitchSetting
        label={say('alerts.quietOwn')}
        explanation={say('alerts.quietOwnText')}
        on={quietOwn}
        onSwitch={(on) => setPreferences(state, { quietOwn: on })}
      />
    </Group>
  );
}

/** What is held back just now, and how to hold back or let go by hand. */
function Attention({ state, attention }: { state: WindowState; attention: AttentionView }) {
  const { muted, label, held } = attention;
  const mute = (until: 'hour' | 'tomorrow' | 'off') => void attempt(state, () => state.door.mute({ until }));
  return (
    <div class="attention">
      <p class="attention-state" role="status">
        <Icon name={label ? 'bellOff' : 'mark'} />
        <span>
          {label || say('alerts.nothingHeld')}
          {held > 0 && <span class="attention-held">{say('alerts.held', { count: held })}</span>}
        </span>
      </p>
      <div class="attention-buttons">
        <button type="button" class="button small" onClick={() => mute('hour')}>
          {say('alerts.muteHour')}
        </button>
        <button type="button" class="button small" onClick={() => mute('tomorrow')}>
          {say('alerts.muteTomorrow')}
        </button>
        {muted && (
          <button type="button" class="button primary small" onClick={() => mute('off')}>
            {say('alerts.unmute')}
          </button>
        )}
      </div>
    </div>
  );
}

function Times({ state, quietHours }: { state: WindowState; quietHours: QuietHours }) {
  const save = (changed: Partial<QuietHours>) =>
    setPreferences(state, { quietHours: { ...quietHours, ...changed } });
  return (
    <div class="times">
      <Time label={say('alerts.from')} held={quietHours.from} onSave={(from) => save({ from })} />
      <Time label={say('alerts.to')} held={quietHours.to} onSave={(to) => save({ to })} />
    </div>
  );
}

interface TimeProps {
  readonly label: string;
  /** 'HH:MM'. */
  readonly held: string;
  readonly onSave: (time: string) => Promise<boolean>;
}

function Time({ label, held, onSave }: TimeProps) {
  const id = useId();
  // The browser's field is empty while the time is not complete.
  const draft = useDraft(held, (time) => (time === '' ? Promise.resolve(false) : onSave(time)));
  return (
    <span class="time-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input small"
        type="time"
        value={draft.value}
        onInput={(event) => draft.onType(event.currentTarget.value)}
        onBlur={draft.onDone}
        onKeyDown={(event) => event.key === 'Enter' && draft.onDone()}
      />
    </span>
  );
}

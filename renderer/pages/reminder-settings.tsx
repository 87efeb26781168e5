// Reminders: for events without one, how they stand out, and what the server is told of them.
import type { View } from '../../main/core/window/view.ts';
import { Group, SelectSetting, setPreferences, SwitchSetting } from '../parts/setting.tsx';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';

/** Minutes before the start that can be chosen; another one that is held already is offered too. */
const CHOICES: readonly number[] = [0, 5, 10, 15, 30, 60];
const NONE = '';

interface ReminderProps {
  readonly state: WindowState;
  readonly preferences: View['preferences'];
}

export function ReminderSettings({ state, preferences }: ReminderProps) {
  const { defaultReminder, hardToMiss, acknowledgeOnServer } = preferences;
  return (
    <Group title={say('reminders.title')}>
      <SelectSetting
        label={say('reminders.default')}
        value={defaultReminder === null ? NONE : String(defaultReminder)}
        options={choicesWith(defaultReminder)}
        onChoose={(value) =>
          setPreferences(state, { defaultReminder: value === NONE ? null : Number(value) })
        }
      />
      <SwitchSetting
        label={say('reminders.hardToMiss')}
        explanation={say('reminders.hardToMissText')}
        on={hardToMiss}
        onSwitch={(on) => setPreferences(state, { hardToMiss: on })}
      />
      <SwitchSetting
        label={say('reminders.acknowledge')}
        explanation={say('reminders.acknowledgeText')}
        on={acknowledgeOnServer}
        onSwitch={(on) => setPreferences(state, { acknowledgeOnServer: on })}
      />
    </Group>
  );
}

function choicesWith(held: number | null): readonly { readonly value: string; readonly label: string }[] {
  const others = held === null || CHOICES.includes(held) ? [] : [held];
  const minutes = [...CHOICES, ...others].sort((a, b) => a - b);
  return [
    { value: NONE, label: say('reminders.none') },
    ...minutes.map((before) => ({
      value: String(before),
      label: before === 0 ? say('reminders.atStart') : say('reminders.before', { minutes: before }),
    })),
  ];
}

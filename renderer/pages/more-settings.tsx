// Who may see titles, how long changes are kept, where one meets, which language is spoken.
import { useId } from 'preact/hooks';
import type { View } from '../../main/core/window/view.ts';
import { linesIn, useDraft } from '../parts/draft.ts';
import { DaysSetting, Group, SelectSetting, setPreferences, SwitchSetting } from '../parts/setting.tsx';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';

interface MoreProps {
  readonly state: WindowState;
  readonly preferences: View['preferences'];
}

export function PrivacySettings({ state, preferences }: MoreProps) {
  return (
    <Group title={say('privacy.title')}>
      <SwitchSetting
        label={say('privacy.presenting')}
        explanation={say('privacy.presentingText')}
        on={preferences.presenting}
        onSwitch={(presenting) => setPreferences(state, { presenting })}
      />
      <SwitchSetting
        label={say('privacy.locked')}
        on={preferences.hideWhenLocked}
        onSwitch={(hideWhenLocked) => setPreferences(state, { hideWhenLocked })}
      />
    </Group>
  );
}

export function KeepSettings({ state, preferences }: MoreProps) {
  return (
    <Group title={say('keep.title')}>
      <DaysSetting
        label={say('keep.label')}
        days={preferences.keepDays}
        unit={say('keep.days', { days: preferences.keepDays })}
        onSave={(keepDays) => setPreferences(state, { keepDays })}
      />
    </Group>
  );
}

export function PlaceSettings({ state, preferences }: MoreProps) {
  const id = useId();
  const draft = useDraft(preferences.joinPatterns.join('\n'), (text) =>
    setPreferences(state, { joinPatterns: linesIn(text) }),
  );
  return (
    <Group title={say('places.title')}>
      <div class="field setting">
        <label for={id}>{say('places.label')}</label>
        <textarea
          id={id}
          rows={3}
          value={draft.value}
          placeholder="meet.example.org/*"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => draft.onType(event.currentTarget.value)}
          onChange={draft.onDone}
        />
        <p id={`${id}-hint`} class="hint">
          {say('places.text')}
        </p>
      </div>
    </Group>
  );
}

/** Languages say their own names; the accented English of tests is offered only where it is spoken already. */
const LANGUAGES = [
  { value: 'en', label: 'English', lang: 'en' },
  { value: 'de', label: 'Deutsch', lang: 'de' },
  { value: 'en-XA', label: 'Éñglíšh', lang: 'en' },
] as const;

export function LanguageSettings({ state, preferences }: MoreProps) {
  const { language } = preferences;
  const offered = LANGUAGES.filter(({ value }) => value !== 'en-XA' || language === value);
  return (
    <Group title={say('language.title')}>
      <SelectSetting
        label={say('language.label')}
        value={language}
        options={[{ value: 'system', label: say('language.system') }, ...offered]}
        onChoose={(value) =>
          setPreferences(state, { language: LANGUAGES.find((l) => l.value === value)?.value ?? 'system' })
        }
      />
    </Group>
  );
}

// What the groups of the settings are made of: a heading, switches with an explanation, a number with its unit.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Requests } from '../../preload/contract.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';
import { numberIn, useDraft } from './draft.ts';
import { Switch } from './switch.tsx';

/** Most days that can be chosen: ten years. */
const MOST_DAYS = 3_660;

/** Asks for changed preferences; false means they were refused. */
export function setPreferences(
  state: WindowState,
  changed: Parameters<Requests['setPreferences']>[0],
): Promise<boolean> {
  return attempt(state, () => state.door.setPreferences(changed));
}

export function Group({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useId();
  return (
    <section class="group" aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      {children}
    </section>
  );
}

interface SettingProps {
  readonly label: string;
  /** What it means, where the label alone does not say it. */
  readonly explanation?: string;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => Promise<boolean>;
}

export function SwitchSetting({ label, explanation = '', on, onSwitch }: SettingProps) {
  const hint = useId();
  return (
    <div class="setting">
      <Switch label={label} on={on} onSwitch={onSwitch} {...(explanation ? { describedBy: hint } : {})} />
      {explanation !== '' && (
        <p id={hint} class="hint">
          {explanation}
        </p>
      )}
    </div>
  );
}

interface DaysProps {
  readonly label: string;
  readonly explanation?: string;
  readonly days: number;
  /** What stands behind the number. */
  readonly unit: string;
  readonly onSave: (days: number) => Promise<boolean>;
}

export function DaysSetting({ label, explanation = '', days, unit, onSave }: DaysProps) {
  const id = useId();
  const draft = useDraft(String(days), (text) => {
    const number = numberIn(text, 1, MOST_DAYS);
    return number === null ? Promise.resolve(false) : onSave(number);
  });
  return (
    <div class="setting">
      <div class="setting-row">
        <label for={id}>{label}</label>
        <span class="with-unit">
          <input
            id={id}
            class="input small number"
            type="number"
            min={1}
            max={MOST_DAYS}
            step={1}
            value={draft.value}
            aria-describedby={explanation ? `${id}-hint` : undefined}
            onInput={(event) => draft.onType(event.currentTarget.value)}
            onChange={draft.onDone}
          />
          {unit}
        </span>
      </div>
      {explanation !== '' && (
        <p id={`${id}-hint`} class="hint">
          {explanation}
        </p>
      )}
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly lang?: string }[];
  readonly onChoose: (value: string) => Promise<boolean>;
}

export function SelectSetting({ label, value, options, onChoose }: SelectProps) {
  const id = useId();
  const choose = async (select: HTMLSelectElement) => {
    if (!(await onChoose(select.value))) select.value = value;
  };
  return (
    <div class="setting setting-row">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="select small"
        value={value}
        onChange={(event) => void choose(event.currentTarget)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={option.lang}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

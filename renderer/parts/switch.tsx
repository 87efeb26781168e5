// A switch that shows what the main process holds, and jumps back when it refused.
interface SwitchProps {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly on: boolean;
  readonly disabled?: boolean;
  /** Id of what explains it. */
  readonly describedBy?: string;
  /** Asks for the change; false means it was refused. */
  readonly onSwitch: (on: boolean) => Promise<boolean>;
}

export function Switch(props: SwitchProps) {
  const { label, labelHidden = false, on, disabled = false, onSwitch } = props;
  const change = async (input: HTMLInputElement) => {
    const wanted = input.checked;
    if (!(await onSwitch(wanted))) input.checked = !wanted;
  };
  return (
    <label class="switch">
      <span class={labelHidden ? 'visually-hidden' : 'switch-label'} dir="auto">
        {label}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={disabled}
        aria-describedby={props.describedBy}
        onChange={(event) => void change(event.currentTarget)}
      />
    </label>
  );
}

// A labelled text field with its message.
import { useEffect, useRef } from 'preact/hooks';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly readOnly: boolean;
  /** What is wrong with it; '' when nothing is. */
  readonly mistake: string;
  readonly onType: (text: string) => void;
  readonly isSecret?: boolean;
  readonly placeholder?: string;
  readonly autoComplete?: 'email' | 'username' | 'current-password';
  readonly autoFocus?: boolean;
}

export function Field(props: FieldProps) {
  const { name, label, mistake } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.autoFocus) input.current?.focus();
  }, []);
  const common = {
    ref: input,
    id: `field-${name}`,
    name,
    value: props.value,
    readOnly: props.readOnly,
    placeholder: props.placeholder ?? '',
    autoComplete: props.autoComplete ?? 'off',
    spellcheck: false,
    'aria-invalid': mistake !== '',
    'aria-describedby': mistake ? `mistake-${name}` : undefined,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => props.onType(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={common.id}>{label}</label>
      {props.isSecret ? <input type="password" {...common} /> : <input type="text" {...common} />}
      {mistake !== '' && (
        <p id={`mistake-${name}`} class="mistake">
          {mistake}
        </p>
      )}
    </div>
  );
}

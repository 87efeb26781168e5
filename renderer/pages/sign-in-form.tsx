// Address, user name, password. What is wrong is said at the field it is about, and the focus goes there.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SignInErrorView, SignInView } from '../../main/core/window/sign-in-view.ts';
import { Field } from '../parts/field.tsx';
import { Icon } from '../icon.tsx';
import { say, sayWith } from '../say.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';

export type FieldName = 'address' | 'username' | 'password';
interface Mistake {
  readonly field: FieldName | 'form';
  readonly text: string;
}

/** The place in the form an error is about. */
export function fieldOf(kind: SignInErrorView['kind']): FieldName | 'form' {
  switch (kind) {
    case 'host-not-found':
    case 'refused':
    case 'not-caldav':
    case 'clear-text':
    case 'bad-address':
      return 'address';
    case 'wrong-password':
      return 'password';
    case 'offline':
    case 'untrusted':
    case 'no-calendars':
    case 'busy':
    case 'storage':
    case 'unknown':
      return 'form';
  }
}

/** The same where only the password is asked: what is about another field is said above it. */
export function mistakeIn(error: SignInErrorView, onlyPassword: boolean): Mistake {
  const field = fieldOf(error.kind);
  return { field: onlyPassword && field !== 'password' ? 'form' : field, text: error.text };
}

/** The first field that cannot be empty and is; null when the form can be sent. */
export function firstGap(form: Record<FieldName, string>): Mistake | null {
  if (form.address.trim() === '') return { field: 'address', text: say('signIn.gap.address') };
  // An e-mail address is its own user name on most servers; a bare server needs one.
  if (form.username.trim() === '' && !form.address.includes('@')) {
    return { field: 'username', text: say('signIn.gap.username') };
  }
  if (form.password === '') return { field: 'password', text: say('signIn.gap.password') };
  return null;
}

interface SignInFormProps {
  readonly state: WindowState;
  readonly signIn: SignInView;
}

export function SignInForm({ state, signIn }: SignInFormProps) {
  const { again } = signIn;
  const { element, form, mistake, isWorking, bind, submit } = useForm({ state, signIn });
  return (
    <form ref={element} class="form" noValidate onSubmit={submit}>
      <h2 class="title">{say(again ? 'signIn.titleAgain' : 'signIn.title')}</h2>
      {again && (
        <p class="again">
          {sayWith('signIn.asAt', {
            username: <bdi>{again.username}</bdi>,
            address: <bdi>{again.address}</bdi>,
          })}
        </p>
      )}
      {mistake?.field === 'form' && <FormMistake text={mistake.text} />}
      {!again && <AccountFields bind={bind} addressIsName={form.address.includes('@')} />}
      <Field
        {...bind('password')}
        label={say('signIn.password')}
        isSecret
        autoComplete="current-password"
        autoFocus={again !== null}
      />
      <button type="submit" class="button primary wide" aria-disabled={isWorking}>
        {say(isWorking ? 'signIn.working' : 'signIn.button')}
      </button>
    </form>
  );
}

/** What was typed, what is wrong with it, and what to do when it is sent. */
function useForm({ state, signIn: { again, error, stage } }: SignInFormProps) {
  const [typed, setTyped] = useState({ address: '', username: '', password: '' });
  const [gap, setGap] = useState<Mistake | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const form = again ? { ...typed, address: again.address, username: again.username } : typed;
  const isWorking = stage === 'working';
  const mistake = gap ?? (error && !isWorking ? mistakeIn(error, again !== null) : null);
  useEffect(() => {
    if (mistake) focusOn(element.current, mistake.field);
  }, [mistake?.field, mistake?.text, stage]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (isWorking) return;
    const missing = firstGap(form);
    setGap(missing);
    if (missing) return focusOn(element.current, missing.field);
    const address = form.address.trim();
    const username = form.username.trim() || address;
    void attempt(state, () => state.door.signIn({ address, username, password: form.password }));
  };
  const type = (name: FieldName, text: string) => {
    setGap(null);
    setTyped((before) => ({ ...before, [name]: text }));
  };
  const bind = (name: FieldName) => ({
    name,
    value: form[name],
    readOnly: isWorking,
    mistake: mistake?.field === name ? mistake.text : '',
    onType: (text: string) => type(name, text),
  });
  return { element, form, mistake, isWorking, bind, submit };
}

interface AccountFieldsProps {
  readonly bind: (name: FieldName) => Omit<Parameters<typeof Field>[0], 'label'>;
  readonly addressIsName: boolean;
}

function AccountFields({ bind, addressIsName }: AccountFieldsProps) {
  return (
    <>
      <Field
        {...bind('address')}
        label={say('signIn.address')}
        placeholder={say('signIn.addressExample')}
        autoComplete="email"
        autoFocus
      />
      <Field
        {...bind('username')}
        label={say('signIn.username')}
        placeholder={addressIsName ? say('signIn.sameAsAddress') : ''}
        autoComplete="username"
      />
    </>
  );
}

function FormMistake({ text }: { text: string }) {
  return (
    <div class="banner bad" role="alert" tabIndex={-1} data-mistake="form">
      <Icon name="alert" />
      <p>{text}</p>
    </div>
  );
}

function focusOn(form: HTMLFormElement | null, field: FieldName | 'form'): void {
  const selector = field === 'form' ? '[data-mistake=form]' : `[name=${field}]`;
  form?.querySelector<HTMLElement>(selector)?.focus();
}

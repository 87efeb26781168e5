// Signing in, as a conversation: every step is shown, every question waits for the person, and nothing is stored
// before the last answer.
import { asBelfryError, isAbort, type BelfryError } from '../core/errors.ts';
import { say, type MessageId, type Values } from '../core/messages/index.ts';
import type { Account } from '../core/model.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import { isSameSite } from '../core/sync/same-site.ts';
import { signInError } from '../core/window/sign-in-wording.ts';
import type { QuestionView, SignInView, StepView } from '../core/window/sign-in-view.ts';
import type { World } from './context.ts';
import { keepPassword, type Keeping } from './keep-password.ts';
import { offerPush } from './offer-push.ts';
import { readerOf } from './reader.ts';
import { truster, type Trusting } from './truster.ts';

export interface SignInForm {
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** Everything a finished conversation brings; stored by whoever started it. */
export interface SignedIn {
  readonly account: Account;
  readonly password: string;
  readonly keeping: Keeping;
  readonly found: FoundAccount;
  /** URLs of the calendars to show; null when an existing account only got a new password. */
  readonly chosen: readonly string[] | null;
}

const IDLE: SignInView = { stage: 'idle', steps: [], question: null, found: [], error: null, again: null };

export class SignIn {
  readonly #world: World;
  readonly #onChange: () => void;
  #view: SignInView = IDLE;
  #again: Account | null = null;
  #controller: AbortController | null = null;
  #answer: ((yes: boolean) => void) | null = null;
  #choose: ((urls: readonly string[]) => void) | null = null;

  constructor(world: World, onChange: () => void) {
    this.#world = world;
    this.#onChange = onChange;
  }

  get view(): SignInView {
    return this.#view;
  }

  /** Makes the form ask for the password of an account that exists. */
  again(account: Account): void {
    this.cancel();
    this.#again = account;
    this.#show({ again: { address: account.principalUrl, username: account.username } });
  }

  answer(yes: boolean): void {
    this.#answer?.(yes);
  }

  choose(urls: readonly string[]): void {
    this.#choose?.(urls);
  }

  /** Back to the empty form; whatever was under way ends. */
  cancel(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.#again = null;
    this.#view = IDLE;
    this.#onChange();
  }

  /** Runs the conversation, whose last step is `adopt`. When it is cancelled or fails, the view says why. */
  async start(form: SignInForm, adopt: (signedIn: SignedIn) => Promise<void>): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#show({ stage: 'working', steps: [], question: null, found: [], error: null });
    try {
      const signedIn = await this.#converse(form, controller.signal);
      controller.signal.throwIfAborted();
      await adopt(signedIn);
      this.#again = null;
      this.#view = IDLE;
    } catch (error) {
      if (this.#controller !== controller) return;
      if (isAbort(error)) this.#show({ ...IDLE, again: this.#view.again });
      else this.#failed(asBelfryError(error));
    } finally {
      if (this.#controller === controller) this.#controller = null;
      this.#onChange();
    }
  }

  async #converse(form: SignInForm, signal: AbortSignal): Promise<SignedIn> {
    const again = this.#again;
    const username = form.username.trim() || form.address.trim();
    const ask = (question: QuestionView) => this.#ask(question, signal);
    const credentials = { username, password: form.password };
    const trust = truster(credentials, again?.trusted ?? [], { ask, reader: readerOf(this.#world) });
    const { trusting } = trust;
    const url = await this.#locate(form.address, trusting, ask, signal);
    const found = await trusting((access) => this.#discover(url, access, signal));
    const pushConsent = await offerPush({
      username,
      found,
      trusting,
      ask,
      say: this.#say,
      world: this.#world,
      signal,
    });
    const keeping = await keepPassword(this.#world.vault, ask);
    const chosen = again ? null : await this.#chooseFrom(found, signal);
    const { principalUrl, homeUrls, self, schedules } = found;
    const id = again?.id ?? this.#world.newId();
    const account = {
      id,
      label: username,
      username,
      self,
      schedules,
      principalUrl,
      homeUrls,
      trusted: trust.trusted(),
      pushConsent,
      ...(again?.manualPush ? { manualPush: again.manualPush } : {}),
    };
    return { account, password: form.password, keeping, found, chosen };
  }

  async #locate(
    address: string,
    trusting: Trusting,
    ask: (question: QuestionView) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<string> {
    this.#say({
      id: 'server',
      state: 'doing',
      text: this.#words('step.lookingFor', { address: address.trim() }),
    });
    const { url, domain } = await trusting((access) => this.#world.caldav.locate(address, access, signal));
    const { host, hostname } = new URL(url);
    // DNS answers are not authenticated: the person says whether this is where their password may go.
    if (domain && !isSameSite(hostname, domain) && !(await ask({ kind: 'host', host, domain })))
      throw aborted();
    const loopback = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
    if (this.#world.substitute && !loopback && !(await ask({ kind: 'substitute' }))) throw aborted();
    this.#say({
      id: 'server',
      state: 'done',
      text: domain ? this.#words('step.foundFor', { host, domain }) : this.#words('step.found', { host }),
    });
    return url;
  }

  async #discover(url: string, access: Access, signal: AbortSignal): Promise<FoundAccount> {
    this.#say({ id: 'principal', state: 'doing', text: this.#words('step.signingIn') });
    return this.#world.caldav.discover(
      url,
      access,
      ({ name, state, detail }) => {
        if (name === 'principal' && state === 'done') {
          const who = { name: detail || access.credentials.username };
          this.#say({ id: name, state, text: this.#words('step.signedInAs', who) });
        }
        if (name !== 'calendars') return;
        const text =
          state === 'done'
            ? this.#words('status.calendars', { n: Number(detail) })
            : this.#words('step.lookingForCalendars');
        this.#say({ id: name, state: state === 'done' ? state : 'doing', text });
      },
      signal,
    );
  }

  #words(id: MessageId, values?: Values): string {
    return say(readerOf(this.#world), id, values);
  }

  readonly #say = (step: StepView): void => {
    const others = this.#view.steps.some((s) => s.id === step.id)
      ? this.#view.steps.map((s) => (s.id === step.id ? step : s))
      : [...this.#view.steps, step];
    this.#show({ steps: others });
  };

  #ask(question: QuestionView, signal: AbortSignal): Promise<boolean> {
    this.#show({ stage: 'asking', question });
    return this.#wait<boolean>(signal, (resolve) => (this.#answer = resolve)).finally(() => {
      this.#answer = null;
      if (!signal.aborted) this.#show({ stage: 'working', question: null });
    });
  }

  #chooseFrom(found: FoundAccount, signal: AbortSignal): Promise<readonly string[]> {
    const offered = found.calendars.map(({ url, name, color }) => ({ url, name, color }));
    this.#show({ stage: 'choosing', found: offered });
    return this.#wait<readonly string[]>(signal, (resolve) => (this.#choose = resolve)).finally(() => {
      this.#choose = null;
    });
  }

  #wait<T>(signal: AbortSignal, offer: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(aborted());
      signal.addEventListener('abort', () => reject(aborted()), { once: true });
      offer(resolve);
    });
  }

  #failed(error: BelfryError): void {
    this.#world.log.warn('sign-in', { kind: error.kind, reason: error.reason });
    if (error.kind === 'bug') this.#world.log.error('sign-in', error);
    const steps = this.#view.steps.map((s): StepView =>
      s.state === 'doing' ? { ...s, state: 'failed' } : s,
    );
    this.#show({
      stage: 'idle',
      steps,
      question: null,
      found: [],
      error: signInError(error, readerOf(this.#world)),
    });
  }

  #show(part: Partial<SignInView>): void {
    this.#view = { ...this.#view, ...part };
    this.#onChange();
  }
}

function aborted(): Error {
  return new DOMException('the person said no', 'AbortError');
}

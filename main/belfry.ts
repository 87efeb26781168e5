// The conductor: ping -> pull -> commit -> agenda and toasts. Owns every lifetime; knows no library.
import { muteUntil } from './core/alerts/attention.ts';
import { BelfryError } from './core/errors.ts';
import type { AccountId, CalendarId } from './core/model.ts';
import type { Written } from './core/sync/replica-ports.ts';
import type { Preferences } from './core/preferences.ts';
import type { View } from './core/window/view.ts';
import type { ToastActionId } from './core/alerts/toast-view.ts';
import { Accounts } from './conductor/accounts.ts';
import { alertFirst } from './conductor/alert-first.ts';
import type { World } from './conductor/context.ts';
import { diagnose, type Around } from './conductor/diagnose.ts';
import { Answers } from './conductor/answers.ts';
import { Bells } from './conductor/bells.ts';
import type { InboxLook } from './conductor/inbox-look.ts';
import { IndexKeeper } from './conductor/index-keeper.ts';
import type { EnteredPush } from './conductor/manual-push.ts';
import { noticesOf } from './conductor/notices.ts';
import { SignIn, type SignInForm } from './conductor/sign-in.ts';
import { Teller } from './conductor/teller.ts';
import { ToastDesk } from './conductor/toast-desk.ts';
import { Viewer } from './conductor/viewer.ts';
import type { ObjectWrite } from './conductor/write-object.ts';

export type { World } from './conductor/context.ts';

export class Belfry {
  readonly #world: World;
  readonly #accounts: Accounts;
  readonly #signIn: SignIn;
  readonly #viewer: Viewer;
  readonly #desk: ToastDesk;
  readonly #teller: Teller;
  readonly #bells: Bells;
  readonly #answers: Answers;
  readonly #index: IndexKeeper;

  constructor(world: World) {
    this.#world = world;
    const show = () => void this.#viewer.refresh();
    const checkAll = () => {
      show();
      this.#bells.check();
    };
    const write = (calendar: CalendarId, what: ObjectWrite) => this.write(calendar, what);
    this.#desk = new ToastDesk(world);
    this.#answers = new Answers(world, { write, onChange: show });
    this.#teller = new Teller(world, this.#desk, {
      onTold: show,
      reply: (answer) => this.#answers.reply(answer),
    });
    this.#bells = new Bells(world, this.#desk, { write });
    this.#accounts = new Accounts(world, {
      onChange: show,
      onPinged: () => this.#teller.foresee(),
      onLooked: (account, offlineSince) => this.#teller.looked(account, offlineSince),
      onPulled: () => this.#bells.check(),
      onChanges: () => alertFirst(() => this.#teller.request(), checkAll, world.clock),
    });
    this.#signIn = new SignIn(world, show);
    this.#viewer = new Viewer(world, {
      watch: (account) => this.#accounts.watch(account.id),
      notRunning: (account) => this.#accounts.notRunning(account.id),
      signIn: () => this.#signIn.view,
      invitations: () => this.#answers.view(),
      undo: () => this.#answers.undoView(),
      attention: () => this.#teller.view(),
      notices: (complete, reader) => noticesOf(world, this.#accounts, { complete, reader }),
    });
    this.#index = new IndexKeeper(world, checkAll);
  }

  /** Shows what is known, then starts every account. Resolves when the cache is on screen; the network comes after. */
  async start(): Promise<void> {
    await this.#viewer.refresh();
    this.#teller.start();
    this.#index.check();
    this.#bells.check();
    this.#accounts.refresh();
  }

  /** Ends everything in good order; idempotent. */
  async stop(): Promise<void> {
    this.#signIn.cancel();
    // An answer that waits is sent while its account still runs.
    await this.#answers.stop();
    await this.#accounts.stop();
    await Promise.all([this.#teller.stop(), this.#bells.stop(), this.#index.stop(), this.#viewer.stop()]);
    await this.#world.caldav.close();
    await this.#world.store.close();
  }

  /** The machine slept or woke, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend'): void {
    this.#accounts.nudge(event);
    this.#teller.nudge(event);
    if (event !== 'suspend') {
      this.#index.check();
      this.#bells.check();
    }
    void this.#viewer.refresh();
  }

  /** The window was shown or hidden. A person who looks gets fresh data where nothing announces it. */
  setVisible(visible: boolean): void {
    this.#viewer.setVisible(visible);
    if (!visible) return;
    this.#index.check();
    for (const watch of this.#accounts.watches) if (!watch.listening.link.isBelieved) watch.refresh();
  }

  view(): Promise<View> {
    return this.#viewer.view();
  }

  /** Runs the sign-in conversation; the view tells how it goes. Nothing is stored unless it succeeds. */
  async signIn(form: SignInForm): Promise<void> {
    await this.#signIn.start(form, (signedIn) => this.#accounts.adopt(signedIn));
    await this.#viewer.refresh();
  }

  answer({ yes }: { readonly yes: boolean }): void {
    this.#signIn.answer(yes);
  }

  chooseCalendars({ urls }: { readonly urls: readonly string[] }): void {
    this.#signIn.choose(urls);
  }

  cancelSignIn(): void {
    this.#signIn.cancel();
  }

  signInAgain({ id }: { readonly id: AccountId }): void {
    const account = this.#world.settings.accounts().find((a) => a.id === id);
    if (account) this.#signIn.again(account);
  }

  /** Forgets account, password and replica. */
  signOut({ id }: { readonly id: AccountId }): Promise<void> {
    return this.#accounts.signOut(id);
  }

  /** Writes one object of a calendar. Throws BelfryError, 'offline' too when the account is not running. */
  async write(calendarId: CalendarId, write: ObjectWrite): Promise<Written> {
    const calendar = this.#world.settings.calendars().find((c) => c.id === calendarId);
    const watch = calendar && this.#accounts.watch(calendar.accountId);
    if (!watch) throw new BelfryError('offline', { what: calendarId, reason: 'not-running' });
    return watch.write(calendar, write);
  }

  async setCalendar(change: {
    readonly id: string;
    readonly shown: boolean;
    readonly alerts: boolean;
    readonly reminds: boolean;
  }): Promise<void> {
    const calendar = this.#world.settings.calendars().find((c) => c.id === change.id);
    if (!calendar) return;
    this.#world.settings.saveCalendar({ ...calendar, ...change });
    this.#accounts.watch(calendar.accountId)?.refresh();
    this.#bells.check();
    await this.#viewer.refresh();
  }

  trustCertificate(trust: { readonly accountId: AccountId; readonly fingerprint: string }): Promise<void> {
    return this.#accounts.trust(trust.accountId, trust.fingerprint);
  }

  /** Tests the way from an account's server to this computer; the view tells how it goes. */
  async testPush({ id }: { readonly id: AccountId }): Promise<void> {
    await this.#accounts.watch(id)?.listening.testPush();
  }

  /** Where an account listens from now on, if it is let in there; null: where its server says. The view tells how it goes. */
  setManualPush(manual: { readonly id: AccountId; readonly push: EnteredPush | null }): Promise<void> {
    return this.#accounts.setManualPush(manual.id, manual.push);
  }

  unlockKeyring(): Promise<void> {
    return this.#accounts.unlockKeyring();
  }

  /** Looks at every server now. */
  refresh(): void {
    this.#accounts.refresh();
  }

  async markRead(which: { readonly ids: readonly string[] | null; readonly read: boolean }): Promise<void> {
    await this.#world.store.markRead(which.ids, which.read);
    await this.#viewer.refresh();
  }

  /** What of the inbox the window shows from now on. */
  filterChanges(look: InboxLook): Promise<void> {
    return this.#viewer.look(look);
  }

  setStartAtLogin({ on }: { readonly on: boolean }): Promise<void> {
    return this.setPreferences({ startAtLogin: on, askedStartAtLogin: true });
  }

  /** Those that are not named stay as they are. */
  async setPreferences(changed: Partial<Preferences>): Promise<void> {
    const { settings } = this.#world;
    settings.savePreferences({ ...settings.preferences(), ...changed });
    this.#index.check();
    this.#bells.check();
    void this.#teller.request();
    await this.#viewer.refresh();
  }

  /** Says nothing at all for a while. */
  mute({ until }: { readonly until: 'hour' | 'tomorrow' | 'off' }): Promise<void> {
    const { clock, settings } = this.#world;
    const mutedUntil =
      until === 'off' ? null : muteUntil(until, clock.now(), clock.zone(), settings.preferences());
    return this.setPreferences({ mutedUntil });
  }

  /** A button of a toast, on the desktop or in the window. */
  act(button: { readonly toastId: string; readonly action: ToastActionId }): Promise<void> {
    return this.#desk.act(button);
  }

  /** Opens where the event of a row of the agenda meets. */
  async join({ id }: { readonly id: string }): Promise<void> {
    const { join = '' } = this.#viewer.occurrence(id) ?? {};
    if (join !== '') await this.#world.display.openLink(join);
  }

  /** Answers an invitation of the list. */
  reply(answer: {
    readonly id: string;
    readonly answer: 'accepted' | 'tentative' | 'declined';
    readonly note: string;
    readonly occurrence: boolean;
  }): Promise<void> {
    return this.#answers.replyTo(answer);
  }

  undo({ id }: { readonly id: string }): Promise<void> {
    return this.#answers.undo({ id });
  }

  /** What can be told about the connections without naming anybody, as text. Throws BelfryError 'storage'. */
  diagnostics(around: Around): Promise<string> {
    return diagnose(this.#world, this.#accounts, around);
  }
}

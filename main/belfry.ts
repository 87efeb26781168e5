// The conductor: ping -> pull -> commit -> agenda and toasts. Owns every lifetime; knows no library.
import { BelfryError } from './core/errors.ts';
import type { AccountId, CalendarId } from './core/model.ts';
import { noticesFor } from './core/notices.ts';
import type { Written } from './core/replica-ports.ts';
import type { RunScheduler } from './core/run-scheduler.ts';
import type { View } from './core/view.ts';
import { Accounts } from './conductor/accounts.ts';
import type { World } from './conductor/context.ts';
import { IndexKeeper } from './conductor/index-keeper.ts';
import { SignIn, type SignInForm } from './conductor/sign-in.ts';
import { teller } from './conductor/teller.ts';
import { Viewer } from './conductor/viewer.ts';
import type { ObjectWrite } from './conductor/write-object.ts';

export type { World } from './conductor/context.ts';

export class Belfry {
  readonly #world: World;
  readonly #accounts: Accounts;
  readonly #signIn: SignIn;
  readonly #viewer: Viewer;
  readonly #teller: RunScheduler;
  readonly #index: IndexKeeper;

  constructor(world: World) {
    this.#world = world;
    const show = () => void this.#viewer.refresh();
    this.#accounts = new Accounts(world, { onChange: show, onChanges: () => void this.#teller.request() });
    this.#signIn = new SignIn(world, show);
    this.#viewer = new Viewer(world, {
      watch: (account) => this.#accounts.watch(account.id),
      notRunning: (account) => this.#accounts.notRunning(account.id),
      signIn: () => this.#signIn.view,
      notices: (complete) =>
        noticesFor({
          substitute: world.substitute,
          replica: !world.replicaDamaged() ? 'sound' : complete ? 'loaded-again' : 'loading-again',
          keptInMemory: this.#accounts.keeps('memory'),
          keptWeakly: this.#accounts.keeps('weak'),
        }),
    });
    this.#teller = teller(world, show);
    this.#index = new IndexKeeper(world, show);
  }

  /** Shows what is known, then starts every account. Resolves when the cache is on screen; the network comes after. */
  async start(): Promise<void> {
    await this.#viewer.refresh();
    void this.#teller.request();
    this.#index.check();
    this.#accounts.refresh();
  }

  /** Ends everything in good order; idempotent. */
  async stop(): Promise<void> {
    this.#signIn.cancel();
    await this.#accounts.stop();
    await Promise.all([this.#teller.stop(), this.#index.stop(), this.#viewer.stop()]);
    await this.#world.caldav.close();
    await this.#world.store.close();
  }

  /** The machine slept or woke, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend'): void {
    for (const watch of this.#accounts.watches) watch.nudge(event);
    if (event !== 'suspend') this.#index.check();
    void this.#viewer.refresh();
  }

  /** The window was shown or hidden. A person who looks gets fresh data where nothing announces it. */
  setVisible(visible: boolean): void {
    this.#viewer.setVisible(visible);
    if (!visible) return;
    this.#index.check();
    for (const watch of this.#accounts.watches) if (watch.state.link.at !== 'listening') watch.refresh();
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
  }): Promise<void> {
    const calendar = this.#world.settings.calendars().find((c) => c.id === change.id);
    if (!calendar) return;
    this.#world.settings.saveCalendar({ ...calendar, shown: change.shown, alerts: change.alerts });
    this.#accounts.watch(calendar.accountId)?.refresh();
    await this.#viewer.refresh();
  }

  trustCertificate(trust: { readonly accountId: AccountId; readonly fingerprint: string }): Promise<void> {
    return this.#accounts.trust(trust.accountId, trust.fingerprint);
  }

  async unlockKeyring(): Promise<void> {
    await this.#world.vault.unlock();
    this.#accounts.refresh();
  }

  /** Looks at every server now. */
  refresh(): void {
    this.#accounts.refresh();
  }

  async markRead({ ids }: { readonly ids: readonly string[] | null }): Promise<void> {
    await this.#world.store.markRead(ids);
    await this.#viewer.refresh();
  }

  async setStartAtLogin({ on }: { readonly on: boolean }): Promise<void> {
    this.#world.settings.savePreferences({ startAtLogin: on, askedStartAtLogin: true });
    await this.#viewer.refresh();
  }
}

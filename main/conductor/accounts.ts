// Every account and what runs for it: a watch, or the reason why none does.
import type { NotRunning } from '../core/window/account-problem.ts';
import { asBelfryError } from '../core/errors.ts';
import type { Account, AccountId } from '../core/model.ts';
import { AccountWatch } from './account-watch.ts';
import { toCalendar } from './adopt-calendars.ts';
import type { World } from './context.ts';
import type { Keeping } from './keep-password.ts';
import { manualPushKey, withoutPassword, type EnteredPush } from './manual-push.ts';
import type { SignedIn } from './sign-in.ts';
import { takingTurns } from './turns.ts';
import type { WatchEvents } from './watch-events.ts';

export class Accounts {
  readonly #world: World;
  readonly #events: WatchEvents;
  readonly #running = new Map<AccountId, AccountWatch | NotRunning>();
  readonly #kept = new Map<AccountId, Keeping>();
  /** Starting and stopping take turns, so that no account ever runs twice. */
  readonly #inTurn = takingTurns();
  #stopped = false;

  constructor(world: World, events: WatchEvents) {
    this.#world = world;
    this.#events = events;
  }

  get watches(): readonly AccountWatch[] {
    return [...this.#running.values()].filter((r) => r instanceof AccountWatch);
  }

  watch(id: AccountId): AccountWatch | null {
    const running = this.#running.get(id);
    return running instanceof AccountWatch ? running : null;
  }

  notRunning(id: AccountId): NotRunning | null {
    const running = this.#running.get(id);
    return running === undefined || running instanceof AccountWatch ? null : running;
  }

  /** True when a password of this session is kept this way. */
  keeps(how: Keeping): boolean {
    return [...this.#kept.values()].includes(how);
  }

  /** Starts every account that does not run; those that do look at their server. */
  refresh(): void {
    for (const account of this.#world.settings.accounts()) {
      const watch = this.watch(account.id);
      if (watch) watch.refresh();
      else void this.#inTurn(() => this.#startUnlessRunning(account.id));
    }
  }

  /** Asks for the passwords that lie in a locked keyring, and starts what waited for them. */
  async unlockKeyring(): Promise<void> {
    await this.#world.vault.unlock();
    this.refresh();
  }

  /** Takes in what a sign-in brought: password first, so that an account is never stored without one. */
  async adopt({ account, found, chosen, keeping, password }: SignedIn): Promise<void> {
    const { settings, vault } = this.#world;
    const known = settings.calendars().filter((c) => c.accountId === account.id);
    const calendars = chosen
      ? found.calendars.map((c, position) =>
          toCalendar(account, c, position, { shown: chosen.includes(c.url), alerts: true, reminds: true }),
        )
      : known;
    await vault.save(account.id, password, keeping);
    this.#kept.set(account.id, keeping);
    settings.saveAccount(account, calendars);
    await this.#inTurn(() => this.#restart(account, password));
  }

  /** Forgets account, password and replicas. */
  signOut(id: AccountId): Promise<void> {
    return this.#inTurn(() => this.#signOut(id));
  }

  async #signOut(id: AccountId): Promise<void> {
    const { settings, store, vault } = this.#world;
    const watch = this.watch(id);
    await watch?.stop();
    this.#running.delete(id);
    this.#kept.delete(id);
    const calendars = settings.calendars().filter((c) => c.accountId === id);
    settings.removeAccount(id);
    await vault.forget(id);
    await vault.forget(manualPushKey(id));
    for (const calendar of calendars) await store.forget(calendar.id);
    this.#events.onChange();
    await watch?.listening.leave(); // last: a server that is not there delays nothing
  }

  /** Accepts the certificate shown for an account, if it is still the one the person looked at. */
  async trust(id: AccountId, fingerprint: string): Promise<void> {
    const { settings } = this.#world;
    const watch = this.watch(id);
    const facts = watch?.certificate;
    if (!watch || !facts || facts.fingerprint !== fingerprint) return;
    await this.#inTurn(async () => {
      await watch.stop(); // a look under way would store the account as it was
      const account = settings.accounts().find((a) => a.id === id);
      if (!account) return;
      const calendars = settings.calendars().filter((c) => c.accountId === id);
      settings.saveAccount({ ...account, trusted: [...account.trusted, facts.anchor] }, calendars);
      await this.#start(account);
    });
  }

  /**
   * Takes over where the account listens from now on, if the XMPP server lets it in there; null: where the server says.
   * Why it was not taken over, its watch tells.
   */
  async setManualPush(id: AccountId, entered: EnteredPush | null): Promise<void> {
    const watch = this.watch(id);
    if (!watch) return;
    const tried = entered && (await watch.listening.tryManualPush(entered));
    if (entered && !tried) return;
    await this.#inTurn(async () => {
      // Another sign-in or sign-out may have come first; then this belongs to nobody.
      if (this.watch(id) !== watch || this.#stopped) return;
      try {
        await this.#keepManualPush(id, tried);
      } catch (error) {
        return watch.listening.refuseManualPush(error);
      }
      await this.#changeAccount(watch, id, tried);
    });
  }

  async #keepManualPush(id: AccountId, push: EnteredPush | null): Promise<void> {
    const { vault } = this.#world;
    if (!push) return vault.forget(manualPushKey(id));
    const isReady = (await vault.state()) === 'ready';
    // As the account's own password is kept; never weakly unless the person said so for that one.
    const how = isReady ? 'keyring' : this.#kept.get(id) === 'weak' ? 'weak' : 'memory';
    await vault.save(manualPushKey(id), push.password, how);
  }

  // The watch ends first: a look under way would store the account as it was.
  async #changeAccount(watch: AccountWatch, id: AccountId, push: EnteredPush | null): Promise<void> {
    const { settings } = this.#world;
    await watch.stop();
    const account = settings.accounts().find((a) => a.id === id);
    if (!account) return;
    const { manualPush: _before, ...rest } = account;
    const calendars = settings.calendars().filter((c) => c.accountId === id);
    settings.saveAccount(push ? { ...rest, manualPush: withoutPassword(push) } : rest, calendars);
    await this.#start(account);
  }

  /** The machine slept or woke, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend'): void {
    if (event !== 'suspend') this.#world.caldav.renew();
    for (const watch of this.watches) watch.nudge(event);
  }

  /** Ends every watch, and those still to come; idempotent. */
  async stop(): Promise<void> {
    // Out of turn: a keyring that never answers must not keep the program from ending.
    this.#stopped = true;
    await Promise.all(this.watches.map((w) => w.stop()));
  }

  async #startUnlessRunning(id: AccountId): Promise<void> {
    const account = this.#world.settings.accounts().find((a) => a.id === id);
    if (account && !this.watch(id)) await this.#start(account);
  }

  async #start({ id }: Account): Promise<void> {
    try {
      const password = await this.#world.vault.load(id);
      const account = this.#world.settings.accounts().find((a) => a.id === id);
      if (!account) return;
      if (password === null) await this.#rest(id, 'no-password');
      else await this.#restart(account, password);
    } catch (error) {
      const { kind, reason } = asBelfryError(error);
      this.#world.log.warn('vault', { kind, reason });
      await this.#rest(id, reason === 'locked' ? 'keyring-locked' : 'storage');
    }
    this.#events.onChange();
  }

  async #rest(id: AccountId, why: NotRunning): Promise<void> {
    await this.watch(id)?.stop();
    this.#running.set(id, why);
  }

  async #restart(account: Account, password: string): Promise<void> {
    await this.watch(account.id)?.stop();
    if (this.#stopped) return;
    const watch = new AccountWatch(account, password, this.#world, this.#events);
    this.#running.set(account.id, watch);
    watch.refresh();
    this.#events.onChange();
  }
}

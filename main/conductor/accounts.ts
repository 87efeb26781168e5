// Every account and what runs for it: a watch, or the reason why none does.
import type { NotRunning } from '../core/window/account-problem.ts';
import { asBelfryError } from '../core/errors.ts';
import type { Account, AccountId } from '../core/model.ts';
import { AccountWatch, type WatchEvents } from './account-watch.ts';
import { toCalendar } from './adopt-calendars.ts';
import type { World } from './context.ts';
import type { Keeping } from './keep-password.ts';
import type { SignedIn } from './sign-in.ts';
import { takingTurns } from './turns.ts';

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
    await this.watch(id)?.stop();
    this.#running.delete(id);
    this.#kept.delete(id);
    const calendars = settings.calendars().filter((c) => c.accountId === id);
    settings.removeAccount(id);
    await vault.forget(id);
    for (const calendar of calendars) await store.forget(calendar.id);
    this.#events.onChange();
  }

  /** Accepts the certificate shown for an account, if it is still the one the person looked at. */
  async trust(id: AccountId, fingerprint: string): Promise<void> {
    const { settings } = this.#world;
    const account = settings.accounts().find((a) => a.id === id);
    const facts = this.watch(id)?.certificate;
    if (!account || !facts || facts.fingerprint !== fingerprint) return;
    const trusting = { ...account, trusted: [...account.trusted, facts.anchor] };
    const calendars = settings.calendars().filter((c) => c.accountId === id);
    settings.saveAccount(trusting, calendars);
    await this.#inTurn(() => this.#start(trusting));
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

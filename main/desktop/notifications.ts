// Toasts on Linux, straight through org.freedesktop.Notifications: Electron's own have no buttons there.
import { asBelfryError, BelfryError } from '../core/errors.ts';
import type { ToastActionId, ToastView } from '../core/alerts/toast-view.ts';
import { SELF, type LastingBus } from './lasting-bus.ts';
import { actionOf, DAEMON, notifyCall } from './notify-call.ts';

export interface NotificationEvents {
  /** A button was pressed, or the notification itself ('open'). It is gone. */
  readonly onAction: (toastId: string, action: ToastActionId) => void;
  /** The person waved it away. */
  readonly onDismissed: (toastId: string) => void;
  /** The desktop allows what is opened next to come to the front, by this token (XDG activation). */
  readonly onToken: (token: string) => void;
}

/** Milliseconds a daemon may take, its start by the bus included. */
const PATIENCE = 5_000;
/** Milliseconds for taking toasts down when the app ends. */
const LAST_PATIENCE = 500;
/** NotificationClosed says why: 1 it expired, 2 the person closed it, 3 we did, 4 for reasons of its own. */
const BY_THE_PERSON = 2;

interface Up {
  /** The daemon's name for it. */
  readonly id: number;
  readonly toast: ToastView;
}

export class DesktopNotifications {
  readonly #bus: LastingBus;
  readonly #events: NotificationEvents;
  readonly #icon: string;
  /** By toast id. Ids of a daemon mean nothing to the one that follows it. */
  readonly #up = new Map<string, Up>();
  #capabilities: Promise<ReadonlySet<string>> | null = null;
  /** It left a call unanswered, and has said nothing since: nobody waits for it again. */
  #isSilent = false;
  /** One call after the other, so that what replaces a toast knows its id. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `icon`: absolute path of the picture beside each toast, '' for none. */
  constructor(bus: LastingBus, events: NotificationEvents, icon: string) {
    this.#bus = bus;
    this.#events = events;
    this.#icon = icon;
    const from = { sender: DAEMON.destination, path: DAEMON.path, interface: DAEMON.interface };
    bus.listen({ ...from, member: 'ActionInvoked' }, ([id, key]) => this.#invoked(id, key));
    bus.listen({ ...from, member: 'NotificationClosed' }, ([id, reason]) => this.#closed(id, reason));
    bus.listen({ ...from, member: 'ActivationToken' }, ([id, token]) => this.#allowed(id, token));
    const { path, interface: name } = SELF;
    const owner = { sender: SELF.destination, path, interface: name, first: DAEMON.destination };
    bus.listen({ ...owner, member: 'NameOwnerChanged' }, () => this.#forget());
    bus.onLost(() => this.#forget());
  }

  /**
   * Resolves once the daemon has taken it; the same toast again takes its own place. Throws BelfryError 'storage', reason
   * 'no-bus' where no message bus answers, 'no-notifications' where no daemon takes it within five seconds.
   */
  toast(toast: ToastView): Promise<void> {
    return this.#next(() => this.#show(toast));
  }

  /** Takes it down if it is still up. */
  closeToast(toastId: string): void {
    void this.#next(() => this.#takeDown(toastId, PATIENCE));
  }

  /** Takes all of them down; resolves when they are gone, or after half a second: the app ends now. */
  async closeAll(): Promise<void> {
    const gone = this.#next(async () => {
      await Promise.all([...this.#up.keys()].map((id) => this.#takeDown(id, LAST_PATIENCE)));
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_PATIENCE)));
    await Promise.race([gone, late]);
    clearTimeout(timer);
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  }

  async #show(toast: ToastView): Promise<void> {
    if (this.#isSilent) throw refused('silent');
    try {
      const capabilities = await this.#daemon();
      const replaces = this.#up.get(toast.id)?.id ?? 0;
      const call = notifyCall(toast, { replaces, capabilities, icon: this.#icon });
      const [id] = await this.#bus.call(call, PATIENCE, (late) => this.#tooLate(late));
      if (typeof id !== 'number') throw refused('bad-reply');
      this.#replaced(id);
      this.#up.set(toast.id, { id, toast });
    } catch (error) {
      const { reason } = asBelfryError(error);
      this.#isSilent = reason === 'timeout';
      throw reason === 'no-bus' ? error : refused(reason, error);
    }
  }

  /** Some daemons pile up what reads the same, and call the pile by one id: only the uppermost can be answered. */
  #replaced(id: number): void {
    const before = this.#find(id);
    if (before) this.#up.delete(before.toast.id);
  }

  /** What the daemon can do, asked once of each. The bus may start one to answer this. */
  #daemon(): Promise<ReadonlySet<string>> {
    if (this.#capabilities) return this.#capabilities;
    const call = { ...DAEMON, member: 'GetCapabilities' };
    const asked = this.#bus
      .call(call, PATIENCE, () => (this.#isSilent = false))
      .then(([names]) => new Set<string>(Array.isArray(names) ? names.map(String) : []));
    this.#capabilities = asked;
    asked.catch(() => {
      if (this.#capabilities === asked) this.#capabilities = null;
    });
    return asked;
  }

  /** Somebody else showed it meanwhile: it comes down again. */
  #tooLate(late: readonly unknown[] | null): void {
    this.#isSilent = false;
    const id = late?.[0];
    if (typeof id === 'number') void this.#close(id, PATIENCE);
  }

  async #takeDown(toastId: string, ms: number): Promise<void> {
    const up = this.#up.get(toastId);
    this.#up.delete(toastId);
    if (up && !this.#isSilent) await this.#close(up.id, ms);
  }

  async #close(id: number, ms: number): Promise<void> {
    const call = {
      ...DAEMON,
      member: 'CloseNotification',
      signature: 'u',
      body: [id],
      onlyRunning: true,
    } as const;
    // A daemon that refuses has closed it already, and one that is gone shows nothing.
    await this.#bus.call(call, ms).catch(() => undefined);
  }

  #invoked(id: unknown, key: unknown): void {
    const up = this.#find(id);
    const action = up && actionOf(String(key), up.toast);
    if (!up || !action) return; // somebody else's, or one of a run before this
    this.#up.delete(up.toast.id);
    void this.#close(up.id, PATIENCE); // some daemons leave it standing, or keep it in a list
    this.#events.onAction(up.toast.id, action);
  }

  #closed(id: unknown, reason: unknown): void {
    const up = this.#find(id);
    if (!up) return;
    this.#up.delete(up.toast.id);
    if (reason === BY_THE_PERSON) this.#events.onDismissed(up.toast.id);
  }

  #allowed(id: unknown, token: unknown): void {
    if (this.#find(id) && typeof token === 'string') this.#events.onToken(token);
  }

  #find(id: unknown): Up | undefined {
    return [...this.#up.values()].find((up) => up.id === id);
  }

  /** Another daemon, or none, or another bus: what was up is gone, and its ids may be somebody else's tomorrow. */
  #forget(): void {
    this.#up.clear();
    this.#capabilities = null;
    this.#isSilent = false;
  }
}

function refused(why: string, cause: unknown = new Error(why)): BelfryError {
  return new BelfryError('storage', { reason: 'no-notifications', what: 'desktop', cause });
}

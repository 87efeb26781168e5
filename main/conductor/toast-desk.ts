// Toasts that are up, and what their buttons do: whoever shows one says what happens when it is answered.
import { asBelfryError } from '../core/errors.ts';
import type { ToastActionId, ToastView } from '../core/alerts/toast-view.ts';
import type { World } from './context.ts';

/** Runs when a button of the toast is pressed, or the toast itself ('open'), or it is waved away ('dismiss'). */
export type Answered = (action: ToastActionId) => void | Promise<void>;

/** More than a desktop keeps; the oldest are answered by opening the window. */
const MOST = 200;

export class ToastDesk {
  readonly #world: Pick<World, 'display' | 'log'>;
  readonly #answers = new Map<string, Answered>();

  constructor(world: Pick<World, 'display' | 'log'>) {
    this.#world = world;
  }

  /** Shows a toast. Throws BelfryError when nothing showed it; it can be answered nevertheless. */
  async show(toast: ToastView, answered: Answered): Promise<void> {
    this.#answers.delete(toast.id);
    this.#answers.set(toast.id, answered);
    for (const id of this.#answers.keys()) {
      if (this.#answers.size <= MOST) break;
      this.#answers.delete(id);
    }
    await this.#world.display.toast(toast);
  }

  /** Takes a toast away that says nothing true any more. */
  close(id: string): void {
    this.#answers.delete(id);
    this.#world.display.closeToast(id);
  }

  /** A button was pressed. An answered toast is gone. */
  async act({
    toastId,
    action,
  }: {
    readonly toastId: string;
    readonly action: ToastActionId;
  }): Promise<void> {
    const answered = this.#answers.get(toastId);
    this.close(toastId);
    if (!answered) {
      if (action !== 'dismiss') this.#world.display.reveal({ rowId: '', changeIds: [] });
      return;
    }
    try {
      await answered(action);
    } catch (error) {
      this.#world.log.warn('toast-action', { action, kind: asBelfryError(error).kind });
      throw error;
    }
  }
}

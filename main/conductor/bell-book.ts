// What became of reminders, as the store knows it, and what it could not be told yet: while the disk fails nothing rings
// twice.
import type { Bell } from '../core/sync/store-port.ts';
import { DAY } from '../core/time/wall-time.ts';
import type { World } from './context.ts';

/** Nothing due before is looked at any more, ms. */
const KEPT = 60 * DAY;

export class BellBook {
  readonly #world: Pick<World, 'clock' | 'log' | 'store'>;
  readonly #unsaved = new Map<string, Bell>();

  constructor(world: Pick<World, 'clock' | 'log' | 'store'>) {
    this.#world = world;
  }

  /** All there are. Throws BelfryError 'storage'. */
  async bells(): Promise<readonly Bell[]> {
    const saved = await this.#world.store.bells();
    return [...saved.filter(({ id }) => !this.#unsaved.has(id)), ...this.#unsaved.values()];
  }

  /** Notes what became of some. Does not throw: what cannot be saved is known until it can. */
  async note(bells: readonly Bell[]): Promise<void> {
    const { clock, log, store } = this.#world;
    for (const bell of bells) this.#unsaved.set(bell.id, bell);
    const saving = [...this.#unsaved.values()];
    if (saving.length === 0) return;
    try {
      await store.saveBells(saving, clock.now() - KEPT);
      for (const bell of saving) if (this.#unsaved.get(bell.id) === bell) this.#unsaved.delete(bell.id);
    } catch (error) {
      log.error('bells', error);
    }
  }
}

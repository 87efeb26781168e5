// Keeps the database open for whoever asks: finds the intake a call is for, and replaces a database found damaged.
import { BelfryError } from '../core/errors.ts';
import type { CalendarId } from '../core/model.ts';
import type { Intake } from '../core/sync/replica-ports.ts';
import type { Call, Opening } from './calls.ts';
import { openDatabaseStore, setAside, type Damage } from './open-database.ts';
import type { SqliteStore } from './sqlite-store.ts';

export class Keeper {
  readonly #file: string;
  readonly #onDamage: (damage: Damage) => void;
  /** The last two of each calendar: an older one's late calls still hear that they came too late. */
  readonly #intakes = new Map<number, Intake>();
  readonly #numbers = new Map<CalendarId, readonly number[]>();
  #store: SqliteStore;
  /** What was wrong with the database when it was opened. */
  readonly damage: Damage | null;

  /** Throws BelfryError 'storage' when no database can be had. `onDamage` hears of what is found later. */
  constructor({ file, at }: Opening, onDamage: (damage: Damage) => void) {
    this.#file = file;
    this.#onDamage = onDamage;
    const opened = this.#open(at);
    this.#store = opened.store;
    this.damage = opened.damage;
  }

  /** Answers a call; what it answers can be sent. Throws BelfryError. */
  async answer(call: Call): Promise<unknown> {
    switch (call.to) {
      case 'store':
        return run(this.#store, call.method, call.args);
      case 'open':
        this.#remember(call.calendar, call.intake, this.#store.intake(call.calendar, call.facts));
        return undefined;
      case 'intake': {
        const intake = this.#intakes.get(call.intake);
        // What it had been told went with the database or the thread it had been told to.
        if (!intake) throw new BelfryError('storage', { reason: 'restarted', what: 'replica database' });
        return run(intake, call.method, call.args);
      }
    }
  }

  // One is made for every pull, for as long as the program runs.
  #remember(calendar: CalendarId, number: number, intake: Intake): void {
    const numbers = [...(this.#numbers.get(calendar) ?? []), number];
    for (const old of numbers.slice(0, -2)) this.#intakes.delete(old);
    this.#numbers.set(calendar, numbers.slice(-2));
    this.#intakes.set(number, intake);
  }

  #open(at: number) {
    const opened = openDatabaseStore(this.#file, at, (failure) => {
      if (failure.reason === 'damaged') setImmediate(() => this.#replace(opened.store, failure));
    });
    return opened;
  }

  // Every call that meets the damage reports it; only the first finds the damaged store still in use.
  #replace(damaged: SqliteStore, error: BelfryError): void {
    if (damaged !== this.#store) return;
    damaged.abandon();
    this.#intakes.clear();
    this.#numbers.clear();
    const at = Date.now();
    const keptAs = setAside(this.#file, 'damaged', at);
    this.#store = this.#open(at).store;
    this.#onDamage({ error, keptAs });
  }
}

function run<T extends object>(target: T, method: keyof T, args: readonly unknown[]): Promise<unknown> {
  // The caller's side is typed by the same ports; here the names meet again.
  const work = target[method] as (this: T, ...those: readonly unknown[]) => Promise<unknown>;
  return work.apply(target, args as unknown[]);
}

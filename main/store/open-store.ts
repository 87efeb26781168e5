// The Store port, answered by the thread that has the database. Calls are answered in the order they were made, except
// that what is short need not wait for what is long.
import { BelfryError } from '../core/errors.ts';
import type { CalendarId } from '../core/model.ts';
import type { Intake, PullFacts } from '../core/sync/replica-ports.ts';
import type { Store } from '../core/sync/store-port.ts';
import { received, type IntakeMethod, type Opening, type SentDamage, type StoreMethod } from './calls.ts';
import type { Damage } from './open-database.ts';
import { StoreThread } from './store-thread.ts';

/** What opening found out besides the store itself. */
export interface OpenedStore {
  readonly store: Store;
  readonly damage: Damage | null;
}

/** Where the database is, and who is told when it is found damaged after it was opened. */
export interface StoreOpening extends Opening {
  readonly onDamage?: (damage: Damage) => void;
}

/**
 * Opens or makes the database in a thread of its own; `script` is store/worker.ts or what it was built into.
 * Throws BelfryError 'storage' when no database can be had there at all (full, not writable).
 */
export async function openStore(opening: StoreOpening, script: string | URL): Promise<OpenedStore> {
  const { file, at, onDamage } = opening;
  const thread = new StoreThread({ file, at }, script, (damage) => onDamage?.(receivedDamage(damage)));
  const damage = await thread.start();
  return { store: threadedStore(thread), damage: damage && receivedDamage(damage) };
}

function receivedDamage({ error, keptAs }: SentDamage): Damage {
  return { error: received(error), keptAs };
}

type Asks<T, M extends keyof T> = T[M] extends (...args: infer A) => Promise<infer R>
  ? (...args: A) => Promise<R>
  : never;

function threadedStore(thread: StoreThread): Store {
  // What the other side answers is typed by the same port.
  const ask = <M extends StoreMethod>(method: M) =>
    ((...args: readonly unknown[]) => thread.ask({ to: 'store', method, args })) as Asks<Store, M>;
  let intakes = 0;
  return {
    syncState: ask('syncState'),
    intake: (calendar, facts) => threadedIntake(thread, { intake: (intakes += 1), calendar, facts }),
    object: ask('object'),
    etags: ask('etags'),
    noteWrite: ask('noteWrite'),
    settleWrite: ask('settleWrite'),
    occurrences: ask('occurrences'),
    occurrencesFrom: ask('occurrencesFrom'),
    search: ask('search'),
    rollIndex: ask('rollIndex'),
    ringing: ask('ringing'),
    invitations: ask('invitations'),
    record: ask('record'),
    changes: ask('changes'),
    inbox: ask('inbox'),
    untold: ask('untold'),
    beginTelling: ask('beginTelling'),
    halfTold: ask('halfTold'),
    markTold: ask('markTold'),
    markRead: ask('markRead'),
    expireChanges: ask('expireChanges'),
    bells: ask('bells'),
    saveBells: ask('saveBells'),
    health: ask('health'),
    forget: ask('forget'),
    close: () => thread.close(),
  };
}

interface IntakeOpening {
  readonly intake: number;
  readonly calendar: CalendarId;
  readonly facts: PullFacts;
}

// It is opened with its first call, so that a thread that cannot be had is heard of there.
function threadedIntake(thread: StoreThread, opening: IntakeOpening): Intake {
  const { intake } = opening;
  let life: number | null = null;
  const ask = <M extends IntakeMethod>(method: M) =>
    (async (...args: readonly unknown[]) => {
      const now = thread.alive();
      if (life === null) thread.tell({ to: 'open', ...opening });
      life ??= now;
      // What it had been told is forgotten: a commit of the rest would take for gone what was never mentioned.
      if (life !== now) throw new BelfryError('storage', { reason: 'restarted', what: opening.calendar });
      return thread.ask({ to: 'intake', intake, method, args });
    }) as Asks<Intake, M>;
  return {
    begin: ask('begin'),
    list: ask('list'),
    standing: ask('standing'),
    wanted: ask('wanted'),
    stage: ask('stage'),
    commit: ask('commit'),
  };
}

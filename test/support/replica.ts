// A calendar's replica in the real store, and whole pulls into it.
import { auditTimes } from '../../main/core/sync/audit.ts';
import type { RecordedChange, SyncState } from '../../main/core/model.ts';
import { pull, type Pulled, type PullStart } from '../../main/core/sync/pull.ts';
import type { Intake, PullFacts, RemoteCalendar } from '../../main/core/sync/replica-ports.ts';
import type { Store } from '../../main/core/sync/store-port.ts';
import { ANYBODY } from './model-facts.ts';
import { StoreInMemory } from './store-in-memory.ts';

export const CALENDAR = 'acc:work';
/** The instant of everything in these tests. */
export const NOW = Date.parse('2026-11-24T09:00:00Z');
const never = new AbortController().signal;

export interface PullOptions extends Partial<Pick<PullStart, 'version' | 'audit'>> {
  readonly signal?: AbortSignal;
  readonly silent?: boolean;
  /** Epoch ms; default NOW. */
  readonly at?: number;
  /** What stands between the conversation and the store. */
  readonly through?: (intake: Intake) => Intake;
}

export class Replica {
  readonly store: Store;

  constructor(store: Store = new StoreInMemory()) {
    this.store = store;
  }

  /** One whole pull; what was committed before a failure stays. */
  async pullFrom(remote: RemoteCalendar, options: PullOptions = {}): Promise<Pulled> {
    const { version = null, audit = false, signal = never, at = NOW, through = (i) => i } = options;
    const { silent = false } = options;
    const facts: PullFacts = { at, zone: 'UTC', ...ANYBODY, own: true, silent, ...auditTimes(at, 0.5) };
    const start = { state: await this.state(), version, audit };
    return pull(start, remote, through(this.store.intake(CALENDAR, facts)), signal);
  }

  state(): Promise<SyncState> {
    return this.store.syncState(CALENDAR);
  }

  etags(): Promise<ReadonlyMap<string, string>> {
    return this.store.etags(CALENDAR);
  }

  /** The recorded changes, the latest last: the inbox from its end. */
  async changes(): Promise<readonly RecordedChange[]> {
    return (await this.store.changes(1_000)).toReversed();
  }
}

// The real store on a database in memory, in the same thread; it can be told to fail, and shows what was committed.
import { DatabaseSync } from '@photostructure/sqlite';
import type { BelfryError } from '../../main/core/errors.ts';
import type { CalendarId, RecordedChange, SyncState } from '../../main/core/model.ts';
import type { Intake, PullFacts, PullResult } from '../../main/core/sync/replica-ports.ts';
import { Connection } from '../../main/store/connection.ts';
import { migrate } from '../../main/store/schema.ts';
import { SqliteStore } from '../../main/store/sqlite-store.ts';

/** A commit that succeeded. */
export interface SeenCommit {
  readonly calendarId: CalendarId;
  readonly next: SyncState;
  readonly complete: boolean;
  readonly result: PullResult;
  /** What it recorded, as the inbox shows it. */
  readonly changes: readonly RecordedChange[];
}

export class StoreInMemory extends SqliteStore {
  /** Set by a test: the next commit fails with this and changes nothing. */
  failNextCommit: BelfryError | null = null;
  /** Every commit that succeeded, in order. */
  readonly commits: SeenCommit[] = [];

  constructor() {
    const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
    migrate(database);
    super(new Connection(database));
  }

  override intake(calendar: CalendarId, facts: PullFacts): Intake {
    const intake = super.intake(calendar, facts);
    const commit: Intake['commit'] = async (end) => {
      const failure = this.failNextCommit;
      this.failNextCommit = null;
      if (failure) throw failure;
      const result = await intake.commit(end);
      const changes = await super.changes(result.changes);
      this.commits.push({ calendarId: calendar, ...end, result, changes });
      return result;
    };
    return {
      begin: (keepStaged) => intake.begin(keepStaged),
      list: (members) => intake.list(members),
      standing: (complete) => intake.standing(complete),
      wanted: (after, limit) => intake.wanted(after, limit),
      stage: (fetched) => intake.stage(fetched),
      commit,
    };
  }
}

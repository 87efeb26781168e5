// The Store kept in plain maps: what the SQLite one promises, without a file. test/contract/store.ts holds both to it.
import type { CalendarId, CalendarObject, Occurrence, When } from '../../main/core/model.ts';
import type { RecordedChange, ReplicaHealth, SyncState } from '../../main/core/model.ts';
import type { Commit, IndexEntry, Store, StoredObject } from '../../main/core/ports.ts';
import { BelfryError } from '../../main/core/errors.ts';

interface Kept {
  readonly object: CalendarObject;
  readonly entry: IndexEntry;
}

interface Replica {
  readonly sync: SyncState;
  readonly pulledAt: number;
  readonly kept: ReadonlyMap<string, Kept>;
}

export class MemoryStore implements Store {
  #replicas = new Map<CalendarId, Replica>();
  #changes: readonly RecordedChange[] = [];
  #closed = false;
  /** Set by a test: the next commit fails with this and changes nothing. */
  failNextCommit: BelfryError | null = null;
  /** Every commit that succeeded, in order. */
  readonly commits: Commit[] = [];

  async syncState(calendar: CalendarId): Promise<SyncState> {
    return this.#replica(calendar)?.sync ?? { at: 'nothing' };
  }

  async etags(calendar: CalendarId, hrefs?: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = hrefs && new Set(hrefs);
    const found = this.#kept(calendar).filter(({ object }) => wanted?.has(object.href) ?? true);
    return new Map(found.map(({ object }) => [object.href, object.etag]));
  }

  async objects(
    calendar: CalendarId,
    hrefs: readonly string[],
  ): Promise<ReadonlyMap<string, CalendarObject>> {
    const wanted = new Set(hrefs);
    const found = this.#kept(calendar).filter(({ object }) => wanted.has(object.href));
    return new Map(found.map(({ object }) => [object.href, object]));
  }

  async commit(commit: Commit): Promise<void> {
    this.#open();
    if (this.failNextCommit) {
      const failure = this.failNextCommit;
      this.failNextCommit = null;
      throw failure;
    }
    const { calendarId, delta } = commit;
    if (commit.index.length !== delta.upserts.length)
      throw new BelfryError('bug', { reason: 'one index entry per upsert' });
    const kept = new Map(this.#replica(calendarId)?.kept);
    const unchanged = new Set(delta.unchanged);
    if (delta.complete) for (const href of kept.keys()) if (!unchanged.has(href)) kept.delete(href);
    for (const href of delta.removals) kept.delete(href);
    for (const [at, object] of delta.upserts.entries())
      kept.set(object.href, { object, entry: commit.index[at]! });
    this.#replicas.set(calendarId, { sync: delta.next, pulledAt: commit.at, kept });
    const known = new Set(this.#changes.map((change) => change.id));
    const fresh = commit.changes.filter((change) => !known.has(change.id));
    this.#changes = [
      ...this.#changes,
      ...fresh.map((change) => ({ ...change, read: false, told: commit.silent })),
    ];
    this.commits.push(commit);
  }

  async occurrences(
    calendars: readonly CalendarId[],
    from: number,
    to: number,
  ): Promise<readonly Occurrence[]> {
    const all = calendars.flatMap((id) => this.#kept(id)).flatMap(({ entry }) => entry.occurrences);
    return all.filter((one) => overlaps(one.when, from, to)).sort((a, b) => start(a.when) - start(b.when));
  }

  async staleIndex(until: number, limit: number): Promise<readonly StoredObject[]> {
    const all = [...this.#replicas.keys()].flatMap((id) => this.#kept(id));
    const stale = all.filter(({ entry }) => entry.indexedUntil < until);
    const ordered = stale.sort((a, b) => a.entry.indexedUntil - b.entry.indexedUntil).slice(0, limit);
    return ordered.map(({ object, entry }) => ({ ...object, calendarId: entry.calendarId }));
  }

  async reindex(entries: readonly IndexEntry[]): Promise<void> {
    this.#open();
    for (const entry of entries) {
      const replica = this.#replica(entry.calendarId);
      const kept = replica?.kept.get(entry.href);
      if (!replica || !kept) continue;
      const next = new Map(replica.kept).set(entry.href, { object: kept.object, entry });
      this.#replicas.set(entry.calendarId, { ...replica, kept: next });
    }
  }

  async changes(limit: number): Promise<readonly RecordedChange[]> {
    this.#open();
    return this.#changes.toReversed().slice(0, limit);
  }

  async untold(): Promise<readonly RecordedChange[]> {
    this.#open();
    return this.#changes.filter((change) => !change.told);
  }

  async markTold(ids: readonly string[]): Promise<void> {
    this.#open();
    this.#changes = this.#changes.map((one) => (ids.includes(one.id) ? { ...one, told: true } : one));
  }

  async markRead(ids: readonly string[] | null): Promise<void> {
    this.#open();
    this.#changes = this.#changes.map((one) =>
      ids === null || ids.includes(one.id) ? { ...one, read: true } : one,
    );
  }

  async health(calendar: CalendarId): Promise<ReplicaHealth> {
    const kept = this.#kept(calendar);
    const badObjects = kept.filter(({ entry }) => entry.bad).length;
    const pulledAt = this.#replica(calendar)?.pulledAt ?? null;
    return { pulledAt, objects: kept.length, badObjects };
  }

  async forget(calendar: CalendarId): Promise<void> {
    this.#open();
    this.#replicas.delete(calendar);
    this.#changes = this.#changes.filter((change) => change.calendarId !== calendar);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #replica(calendar: CalendarId): Replica | undefined {
    this.#open();
    return this.#replicas.get(calendar);
  }

  #kept(calendar: CalendarId): readonly Kept[] {
    return [...(this.#replica(calendar)?.kept.values() ?? [])];
  }

  #open(): void {
    if (this.#closed) throw new BelfryError('storage', { reason: 'closed' });
  }
}

/** Whole days are compared in every zone on earth, as the SQLite store does. */
function overlaps(when: When, from: number, to: number): boolean {
  if (when.at === 'time') return when.startsAt < to && (when.endsAt > from || when.startsAt >= from);
  const [first, last] = [start(when), Date.parse(`${when.endDate}T00:00:00Z`)];
  return first - 14 * 3_600_000 < to && last + 12 * 3_600_000 > from;
}

function start(when: When): number {
  return when.at === 'time' ? when.startsAt : Date.parse(`${when.startDate}T00:00:00Z`);
}

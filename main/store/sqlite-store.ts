// The Store on one SQLite connection. What is short is done at once; what is long is done in slices, and what else is
// asked for has its turn between them.
import type {
  CalendarId,
  CalendarObject,
  Change,
  Occurrence,
  RecordedChange,
  SyncState,
} from '../core/model.ts';
import type { ReplicaHealth, Bell, InboxPage, InboxQuery, Store } from '../core/sync/store-port.ts';
import type { Intake, PullFacts } from '../core/sync/replica-ports.ts';
import type { Connection } from './connection.ts';
import { SqliteIntake } from './intake.ts';
import { storeParts, type StoreParts } from './store-parts.ts';

type Ids = readonly CalendarId[];

export class SqliteStore implements Store {
  readonly #connection: Connection;
  readonly #parts: StoreParts;
  readonly #intakes = new Map<CalendarId, SqliteIntake>();

  /** Wraps a migrated database. The store owns it from now on: close() closes it. */
  constructor(connection: Connection) {
    this.#connection = connection;
    this.#parts = storeParts(connection, {
      onEnded: (facts) => {
        this.#parts.series.changed();
        this.#tidy();
        this.#readAgain(facts);
      },
      onReading: () => this.#parts.series.forget(),
    });
    this.#tidy();
  }

  async syncState(calendar: CalendarId): Promise<SyncState> {
    return this.#connection.read(() => this.#parts.calendars.syncState(calendar));
  }

  intake(calendar: CalendarId, facts: PullFacts): Intake {
    this.#intakes.get(calendar)?.end();
    this.#parts.series.zone = facts.zone;
    const intake = new SqliteIntake(calendar, facts, this.#parts.tools);
    this.#intakes.set(calendar, intake);
    return intake;
  }

  async object(calendar: CalendarId, href: string): Promise<CalendarObject | null> {
    return this.#parts.objects.one(calendar, href);
  }

  async etags(calendar: CalendarId): Promise<ReadonlyMap<string, string>> {
    return this.#parts.objects.etags(calendar);
  }

  async noteWrite(calendar: CalendarId, href: string, ical: string | null): Promise<void> {
    const { calendars, writes } = this.#parts;
    this.#connection.write(() => writes.note(calendars.need(calendar).key, href, ical));
  }

  async settleWrite(calendar: CalendarId, href: string, outcome: 'done' | 'failed'): Promise<void> {
    const { calendars, writes } = this.#parts;
    this.#connection.write(() => {
      const row = calendars.find(calendar);
      if (row) writes.settle(row.key, href, outcome);
    });
  }

  async occurrences(calendars: Ids, from: number, to: number): Promise<readonly Occurrence[]> {
    return this.#parts.agenda.between(calendars, from, to);
  }

  async occurrencesFrom(calendars: Ids, from: number, limit: number): Promise<readonly Occurrence[]> {
    return this.#parts.agenda.from(calendars, from, limit);
  }

  async search(calendars: Ids, words: string, from: number, limit: number): Promise<readonly Occurrence[]> {
    return this.#parts.search.find(calendars, words, from, limit);
  }

  async ringing(calendars: Ids, from: number, to: number): Promise<readonly Occurrence[]> {
    return this.#parts.ringing.find(calendars, from, to);
  }

  async invitations(calendars: Ids, from: number): Promise<readonly Occurrence[]> {
    return this.#parts.invitations.find(calendars, from);
  }

  async rollIndex(now: number, zone: string, joinPatterns: readonly string[]): Promise<boolean> {
    const { readings, rollIndex, series } = this.#parts;
    series.zone = zone;
    if (readings.setPatterns(joinPatterns)) series.forget();
    const { rolled, more } = rollIndex.roll(now, zone);
    if (rolled > 0) series.changed();
    return more;
  }

  async record(changes: readonly Change[], told: boolean): Promise<void> {
    const { calendars, inbox } = this.#parts;
    const pull = inbox.nextPull();
    this.#connection.write(() => {
      for (const change of changes) {
        const { key } = calendars.need(change.calendarId);
        inbox.add({ calendar: key, since: 0, pull, told }, [change]);
      }
    });
  }

  async changes(limit: number): Promise<readonly RecordedChange[]> {
    return this.#parts.inbox.newest(limit);
  }

  async inbox(query: InboxQuery): Promise<InboxPage> {
    return this.#parts.pages.page(query);
  }

  async untold(limit: number): Promise<readonly RecordedChange[]> {
    return this.#parts.inbox.untold(limit);
  }

  async beginTelling(ids: readonly string[]): Promise<void> {
    this.#parts.inbox.beginTelling(ids);
  }

  async halfTold(): Promise<readonly RecordedChange[]> {
    return this.#parts.inbox.halfTold();
  }

  async markTold(ids: readonly string[]): Promise<void> {
    this.#parts.inbox.markTold(ids);
  }

  async markRead(ids: readonly string[] | null, read: boolean): Promise<readonly string[]> {
    const { inbox, turns } = this.#parts;
    return turns.run(() => inbox.markRead(ids, read));
  }

  async expireChanges(before: number): Promise<number> {
    const { inbox, turns } = this.#parts;
    return turns.run(() => inbox.expire(before));
  }

  async bells(): Promise<readonly Bell[]> {
    return this.#parts.bells.all();
  }

  async saveBells(bells: readonly Bell[], forget: number): Promise<void> {
    this.#parts.bells.save(bells, forget);
  }

  async health(calendar: CalendarId): Promise<ReplicaHealth> {
    return this.#connection.read(() => this.#parts.calendars.health(calendar));
  }

  async forget(calendar: CalendarId): Promise<void> {
    const { bells, calendars, series, sweep } = this.#parts;
    this.#intakes.get(calendar)?.end();
    this.#intakes.delete(calendar);
    this.#connection.write(() => {
      calendars.forget(calendar);
      bells.forget(calendar);
    });
    series.forget();
    await sweep.run();
    // What was signed out of shall not linger in the write-ahead log either.
    this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  async close(): Promise<void> {
    await this.#parts.turns.stop();
    this.#connection.close();
  }

  /** Closes it at once, whatever it was doing: it is damaged. */
  abandon(): void {
    void this.#parts.turns.stop();
    this.#connection.abandon();
  }

  #tidy(): void {
    // Whatever stops it is heard of by the next call, and the next start sweeps again.
    this.#parts.sweep.run().catch(() => {});
  }

  // Who the person is was heard with a pull: what was read for somebody else is read again without being asked for.
  #readAgain({ at, zone }: PullFacts): void {
    const { readings, rollIndex, series, turns } = this.#parts;
    if (!readings.due()) return;
    const reading = turns.run(() =>
      turns.slices(() => {
        const { rolled, more } = rollIndex.reread(at, zone);
        if (rolled > 0) series.changed();
        return !more;
      }),
    );
    reading.catch(() => {}); // likewise: what is left is remembered
  }
}

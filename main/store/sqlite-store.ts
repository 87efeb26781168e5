// The Store on one SQLite connection. What is short is done at once; what is long is done in slices, and what else is
// asked for has its turn between them.
import type { CalendarId, CalendarObject, Occurrence, RecordedChange, ReplicaHealth } from '../core/model.ts';
import type { SyncState } from '../core/model.ts';
import type { Intake, PullFacts, Store } from '../core/replica-ports.ts';
import { Agenda } from './agenda.ts';
import { Calendars } from './calendars.ts';
import type { Connection, Statements } from './connection.ts';
import { FarSeries } from './far-series.ts';
import { Inbox } from './inbox.ts';
import { SqliteIntake, type IntakeTools } from './intake.ts';
import { Listing } from './listing.ts';
import { ObjectRows } from './object-rows.ts';
import { OccurrenceRows } from './occurrence-rows.ts';
import { OwnWrites } from './own-writes.ts';
import { RollIndex } from './roll-index.ts';
import { Search } from './search.ts';
import { Settlement } from './settlement.ts';
import { StagedRows } from './staged-rows.ts';
import { Sweep } from './sweep.ts';
import { Touched } from './touched.ts';
import { Turns } from './turns.ts';

const SHOWN = `FROM objects o JOIN calendars k ON k.key = o.calendar
  AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)`;

const SQL = {
  object: `SELECT o.href, o.etag, o.ical ${SHOWN} WHERE k.id = ? AND o.href = ?`,
  etags: `SELECT o.href, o.etag ${SHOWN} WHERE k.id = ?`,
};

export class SqliteStore implements Store {
  readonly #connection: Connection;
  readonly #turns = new Turns();
  readonly #sql: Statements<typeof SQL>;
  readonly #agenda: Agenda;
  readonly #search: Search;
  readonly #rollIndex: RollIndex;
  readonly #sweep: Sweep;
  readonly #series: FarSeries;
  readonly #tools: IntakeTools;
  readonly #intakes = new Map<CalendarId, SqliteIntake>();

  /** Wraps a migrated database. The store owns it from now on: close() closes it. */
  constructor(connection: Connection) {
    const turns = this.#turns;
    const calendars = new Calendars(connection);
    const rows = new ObjectRows(connection);
    const inbox = new Inbox(connection);
    const listing = new Listing(connection);
    const writes = new OwnWrites(connection);
    const touched = new Touched(connection, writes);
    const settlement = new Settlement(connection, { turns, rows, touched, listing });
    const staged = new StagedRows(connection, rows, listing);
    const onEnded = () => {
      this.#series.changed();
      this.#tidy();
    };
    this.#tools = {
      connection,
      turns,
      calendars,
      rows,
      staged,
      listing,
      settlement,
      touched,
      inbox,
      writes,
      onEnded,
    };
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
    this.#series = new FarSeries(connection);
    this.#agenda = new Agenda(connection, {
      calendars,
      rows: new OccurrenceRows(connection),
      series: this.#series,
    });
    this.#search = new Search(connection, calendars, this.#series);
    this.#rollIndex = new RollIndex(connection, rows);
    this.#sweep = new Sweep(connection, { turns, rows, inbox });
    this.#tidy();
  }

  async syncState(calendar: CalendarId): Promise<SyncState> {
    return this.#connection.read(() => this.#tools.calendars.syncState(calendar));
  }

  intake(calendar: CalendarId, facts: PullFacts): Intake {
    this.#intakes.get(calendar)?.end();
    this.#series.zone = facts.zone;
    const intake = new SqliteIntake(calendar, facts, this.#tools);
    this.#intakes.set(calendar, intake);
    return intake;
  }

  async object(calendar: CalendarId, href: string): Promise<CalendarObject | null> {
    return this.#connection.read(() => {
      const row = this.#sql.object.get(calendar, href) as CalendarObject | undefined;
      return row ? { href: row.href, etag: row.etag, ical: row.ical } : null;
    });
  }

  async etags(calendar: CalendarId): Promise<ReadonlyMap<string, string>> {
    return this.#connection.read(() => {
      const rows: readonly Pick<CalendarObject, 'href' | 'etag'>[] = this.#sql.etags.all(calendar);
      return new Map(rows.map(({ href, etag }) => [href, etag]));
    });
  }

  async noteWrite(calendar: CalendarId, href: string, ical: string | null): Promise<void> {
    const { calendars, writes } = this.#tools;
    this.#connection.write(() => writes.note(calendars.need(calendar).key, href, ical));
  }

  async settleWrite(calendar: CalendarId, href: string, outcome: 'done' | 'failed'): Promise<void> {
    const { calendars, writes } = this.#tools;
    this.#connection.write(() => {
      const row = calendars.find(calendar);
      if (row) writes.settle(row.key, href, outcome);
    });
  }

  async occurrences(
    calendars: readonly CalendarId[],
    from: number,
    to: number,
  ): Promise<readonly Occurrence[]> {
    return this.#agenda.between(calendars, from, to);
  }

  async occurrencesFrom(
    calendars: readonly CalendarId[],
    from: number,
    limit: number,
  ): Promise<readonly Occurrence[]> {
    return this.#agenda.from(calendars, from, limit);
  }

  async search(
    calendars: readonly CalendarId[],
    words: string,
    from: number,
    limit: number,
  ): Promise<readonly Occurrence[]> {
    return this.#search.find(calendars, words, from, limit);
  }

  async rollIndex(now: number, zone: string): Promise<boolean> {
    this.#series.zone = zone;
    const { rolled, more } = this.#rollIndex.roll(now, zone);
    if (rolled > 0) this.#series.changed();
    return more;
  }

  async changes(limit: number): Promise<readonly RecordedChange[]> {
    return this.#tools.inbox.newest(limit);
  }

  async untold(): Promise<readonly RecordedChange[]> {
    return this.#tools.inbox.untold();
  }

  async markTold(ids: readonly string[]): Promise<void> {
    this.#tools.inbox.markTold(ids);
  }

  async markRead(ids: readonly string[] | null): Promise<void> {
    this.#tools.inbox.markRead(ids);
  }

  async health(calendar: CalendarId): Promise<ReplicaHealth> {
    return this.#connection.read(() => this.#tools.calendars.health(calendar));
  }

  async forget(calendar: CalendarId): Promise<void> {
    this.#intakes.get(calendar)?.end();
    this.#intakes.delete(calendar);
    this.#connection.write(() => {
      const row = this.#tools.calendars.find(calendar);
      if (row) this.#tools.calendars.forget(row.key);
    });
    this.#series.forget();
    await this.#sweep.run();
    // What was signed out of shall not linger in the write-ahead log either.
    this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  async close(): Promise<void> {
    await this.#turns.stop();
    this.#connection.close();
  }

  /** Closes it at once, whatever it was doing: it is damaged. */
  abandon(): void {
    void this.#turns.stop();
    this.#connection.abandon();
  }

  #tidy(): void {
    // Whatever stops it is heard of by the next call, and the next start sweeps again.
    this.#sweep.run().catch(() => {});
  }
}

// What became of reminders, so that none rings twice and a snoozed one comes again.
import type { CalendarId } from '../core/model.ts';
import type { Bell } from '../core/sync/store-port.ts';
import type { Connection, Statements } from './connection.ts';

const SQL = {
  all: 'SELECT id, calendar, due_at, state, until FROM bells ORDER BY due_at, id',
  save: `INSERT INTO bells (id, calendar, due_at, state, until) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET calendar = excluded.calendar, due_at = excluded.due_at, state = excluded.state,
      until = excluded.until`,
  expire: 'DELETE FROM bells WHERE due_at < :before AND (until IS NULL OR until < :before)',
  forget: 'DELETE FROM bells WHERE calendar = ?',
};

interface BellRow {
  readonly id: string;
  readonly calendar: string;
  readonly due_at: number;
  readonly state: Bell['state'];
  readonly until: number | null;
}

export class Bells {
  readonly #connection: Connection;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
  }

  all(): readonly Bell[] {
    return this.#connection.read(() => (this.#sql.all.all() as BellRow[]).map(toBell));
  }

  save(bells: readonly Bell[], forget: number): void {
    this.#connection.write(() => {
      for (const { id, calendarId, dueAt, state, until } of bells)
        this.#sql.save.get(id, calendarId, dueAt, state, until);
      this.#sql.expire.get({ before: forget });
    });
  }

  /** Drops those of a calendar; inside a transaction. */
  forget(calendar: CalendarId): void {
    this.#sql.forget.get(calendar);
  }
}

function toBell({ id, calendar, due_at: dueAt, state, until }: BellRow): Bell {
  return { id, calendarId: calendar, dueAt, state, until };
}

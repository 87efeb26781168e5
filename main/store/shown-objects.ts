// The objects a calendar shows, as the server gave them.
import type { CalendarId, CalendarObject } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';

const SHOWN = `FROM objects o JOIN calendars k ON k.key = o.calendar
  AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)`;

const SQL = {
  object: `SELECT o.href, o.etag, o.ical ${SHOWN} WHERE k.id = ? AND o.href = ?`,
  etags: `SELECT o.href, o.etag ${SHOWN} WHERE k.id = ?`,
};

export class ShownObjects {
  readonly #connection: Connection;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
  }

  one(calendar: CalendarId, href: string): CalendarObject | null {
    return this.#connection.read(() => {
      const row = this.#sql.object.get(calendar, href) as CalendarObject | undefined;
      return row ? { href: row.href, etag: row.etag, ical: row.ical } : null;
    });
  }

  etags(calendar: CalendarId): ReadonlyMap<string, string> {
    return this.#connection.read(() => {
      const rows: readonly Pick<CalendarObject, 'href' | 'etag'>[] = this.#sql.etags.all(calendar);
      return new Map(rows.map(({ href, etag }) => [href, etag]));
    });
  }
}

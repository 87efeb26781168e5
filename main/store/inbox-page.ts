// The inbox as somebody looks at it: some of it, in order, with what is unread and who did anything.
import type { Person } from '../core/model.ts';
import type { InboxPage, InboxQuery } from '../core/sync/store-port.ts';
import type { Calendars } from './calendars.ts';
import { personKey, toChange, type ChangeRow } from './change-rows.ts';
import type { Connection, Statements } from './connection.ts';
import { matchOf } from './search.ts';

/** People named at most; and how many are looked at to find them. */
const MOST_PEOPLE = 100;
const LOOKED_AT = 1_000;

const SHOWN = 'CROSS JOIN calendars k ON k.key = h.calendar AND k.id IS NOT NULL AND h.since <= k.generation';

// Walked in the order in which it is shown, whichever index leads: nothing is sorted, and no row is read in vain.
const walkBy = (index: string, where: string) => `SELECT h.*, k.id AS calendar
  FROM changes h INDEXED BY ${index} ${SHOWN}
  WHERE ${where} AND (:calendars IS NULL OR h.calendar IN (SELECT value FROM json_each(:calendars)))
    AND (:match IS NULL OR h.seq IN (SELECT rowid FROM change_words WHERE change_words MATCH :match))
  ORDER BY h.pull DESC, h.starts_at, h.seq LIMIT :limit`;

const SQL = {
  all: walkBy('changes_in_order', 'TRUE'),
  unread: walkBy('changes_unread', 'h.read = 0'),
  byPerson: walkBy('changes_by_person', "h.person = :person AND h.person <> ''"),
  unreadByPerson: walkBy('changes_by_person', "h.person = :person AND h.person <> '' AND h.read = 0"),
  // All there are, without those nobody sees yet or any more, which are few.
  countUnread: `SELECT (SELECT count(*) FROM changes WHERE read = 0) - (
      SELECT count(*) FROM calendars k CROSS JOIN changes h INDEXED BY changes_by_age
        ON h.calendar = k.key AND h.since > iif(k.id IS NULL, -1, k.generation)
      WHERE h.read = 0) AS n`,
  // From one to the next in the index, however many changes each made.
  people: `WITH RECURSIVE people (person) AS (
      SELECT min(person) FROM changes WHERE person <> ''
      UNION ALL
      SELECT (SELECT min(c.person) FROM changes c WHERE c.person <> '' AND c.person > p.person)
      FROM people p WHERE p.person IS NOT NULL)
    SELECT (SELECT h.author FROM changes h INDEXED BY changes_by_person ${SHOWN}
      WHERE h.person = p.person AND h.person <> '' ORDER BY h.pull DESC LIMIT 1) AS author
    FROM people p WHERE p.person IS NOT NULL LIMIT ${LOOKED_AT}`,
};

export class InboxPages {
  readonly #connection: Connection;
  readonly #calendars: Calendars;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, calendars: Calendars) {
    this.#connection = connection;
    this.#calendars = calendars;
    this.#sql = connection.prepare(SQL);
  }

  /** The first changes that fit a query, newest first; of those found together, what happens first. */
  page(query: InboxQuery): InboxPage {
    return this.#connection.read(() => {
      const rows = this.#rows(query);
      return {
        changes: rows.slice(0, query.limit).map(toChange),
        more: rows.length > query.limit,
        unread: this.#sql.countUnread.get()['n'],
        people: this.#people(),
      };
    });
  }

  #rows({ calendars, limit, person, unreadOnly, words }: InboxQuery): readonly ChangeRow[] {
    const match = matchOf(words);
    // Signs alone are no word, and nothing has them.
    if (match === null && words.trim() !== '') return [];
    const keys = calendars === null ? null : JSON.stringify(this.#calendars.keys(calendars));
    const terms = { calendars: keys, match, limit: limit + 1 };
    if (person === '') return (unreadOnly ? this.#sql.unread : this.#sql.all).all(terms) as ChangeRow[];
    const walk = unreadOnly ? this.#sql.unreadByPerson : this.#sql.byPerson;
    // Whoever asks may have their name or their address.
    return walk.all({ ...terms, person: personKey({ address: person, name: '' }) }) as ChangeRow[];
  }

  #people(): readonly Person[] {
    const rows = this.#sql.people.all() as { readonly author: string | null }[];
    const people = rows.flatMap(({ author }) => (author === null ? [] : [JSON.parse(author) as Person]));
    const nameOf = ({ address, name }: Person) => name || address;
    return people.sort((a, b) => nameOf(a).localeCompare(nameOf(b))).slice(0, MOST_PEOPLE);
  }
}

// Step 2 of the schema: generations, so that a pull can be written bit by bit and shown all at once.
//
// A calendar shows what its `generation` says: an object from `since` on, and before `until`. A pull writes rows of the
// next generation, which nobody sees, and one small transaction moves the calendar on. What ended is swept afterwards.
//
// An occurrence's id is its object's key times 2^20 plus its place there: one b-tree serves as the object's list too.
// For whole days, which belong to no time zone, `starts_at` and `ends_at` are the UTC midnights of the two dates.
// `title` and `place` of an occurrence are NULL when they are its object's; `recurrence_id` when it is the start.

/** Keeps objects, tokens, changes and the index; what step 1 knew nothing of is filled in as the index rolls on. */
export const STEP_2 = `
  CREATE TABLE calendars_2 (
    key INTEGER PRIMARY KEY,
    id TEXT UNIQUE, -- NULL: forgotten, and about to be swept
    sync_at TEXT NOT NULL DEFAULT 'nothing' CHECK (sync_at IN ('nothing', 'token', 'ctag')),
    sync_value TEXT NOT NULL DEFAULT '',
    pulled_at INTEGER,
    audit_at INTEGER,
    generation INTEGER NOT NULL DEFAULT 0,
    objects INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  INSERT INTO calendars_2 (id, sync_at, sync_value, pulled_at, audit_at, objects, bad)
    SELECT id, sync_at, sync_value, pulled_at, pulled_at,
      (SELECT count(*) FROM objects WHERE calendar = id),
      (SELECT count(*) FROM objects WHERE calendar = id AND bad = 1)
    FROM calendars;

  CREATE TABLE objects_2 (
    key INTEGER PRIMARY KEY,
    calendar INTEGER NOT NULL REFERENCES calendars_2 (key),
    since INTEGER NOT NULL,
    until INTEGER,
    bad INTEGER NOT NULL,
    open INTEGER NOT NULL, -- more of it happens than the index holds
    zone TEXT, -- the viewer's zone it was indexed for, NULL when that does not matter; '': to be indexed again
    indexed_from REAL NOT NULL,
    indexed_until REAL NOT NULL,
    starts_at REAL NOT NULL,
    ends_at REAL NOT NULL,
    href TEXT NOT NULL,
    etag TEXT NOT NULL,
    uid TEXT NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    ical TEXT NOT NULL
  ) STRICT;
  INSERT INTO objects_2
    SELECT o.key, c.key, 0, NULL, o.bad, 0, '', 0, o.indexed_until, 0, 0, o.href, o.etag, o.uid, '', '', o.ical
    FROM objects o JOIN calendars_2 c ON c.id = o.calendar;

  CREATE TABLE occurrences_2 (
    id INTEGER PRIMARY KEY,
    calendar INTEGER NOT NULL,
    span INTEGER NOT NULL, -- class of its length: so that those running at an instant are found without looking at all
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    whole_days INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    recurrence_id TEXT,
    recurrence TEXT NOT NULL,
    title TEXT,
    place TEXT
  ) STRICT;
  INSERT INTO occurrences_2
    SELECT p.object * 1048576 + row_number() OVER (PARTITION BY p.object ORDER BY p.rowid) - 1, c.key,
      (p.ends_at - p.starts_at > 86400000) + (p.ends_at - p.starts_at > 691200000)
        + (p.ends_at - p.starts_at > 5529600000) + (p.ends_at - p.starts_at > 44236800000)
        + (p.ends_at - p.starts_at > 353894400000),
      p.starts_at, p.ends_at, p.start_date IS NOT NULL, p.cancelled, p.recurrence_id, p.recurrence, p.title, p.place
    FROM occurrences p JOIN calendars_2 c ON c.id = p.calendar;

  CREATE TABLE changes_2 (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    calendar INTEGER NOT NULL REFERENCES calendars_2 (key),
    since INTEGER NOT NULL, -- shows from this generation on
    uid TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    recurrence_id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    detected_at INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL
  ) STRICT;
  INSERT INTO changes_2
    SELECT h.seq, h.id, c.key, 0, h.uid, h.kind, h.scope, h.recurrence_id, h.before, h.after, h.detected_at, h.read, h.told
    FROM changes h JOIN calendars_2 c ON c.id = h.calendar ORDER BY h.seq;

  DROP TABLE occurrences;
  DROP TABLE objects;
  DROP TABLE changes;
  DROP TABLE calendars;
  ALTER TABLE calendars_2 RENAME TO calendars;
  ALTER TABLE objects_2 RENAME TO objects;
  ALTER TABLE occurrences_2 RENAME TO occurrences;
  ALTER TABLE changes_2 RENAME TO changes;

  CREATE UNIQUE INDEX objects_by_href ON objects (calendar, href, since);
  CREATE INDEX objects_by_age ON objects (calendar, since);
  CREATE INDEX objects_bad ON objects (calendar, since) WHERE bad = 1;
  CREATE INDEX objects_ended ON objects (calendar, until) WHERE until IS NOT NULL;
  CREATE INDEX objects_open ON objects (calendar, starts_at, ends_at, indexed_from, indexed_until) WHERE open = 1;
  CREATE INDEX objects_by_zone ON objects (zone) WHERE zone IS NOT NULL;
  CREATE INDEX occurrences_by_start ON occurrences (calendar, span, starts_at, ends_at);
  CREATE INDEX changes_untold ON changes (told) WHERE told = 0;
  CREATE INDEX changes_by_age ON changes (calendar, since);

  -- One's own edits that a pull has not found yet: what it will find of them is not news.
  CREATE TABLE writes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    calendar INTEGER NOT NULL REFERENCES calendars (key),
    href TEXT NOT NULL,
    ical TEXT, -- NULL: a deletion
    done INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX writes_by_href ON writes (calendar, href);

  -- Only the words, not the texts; of every object once, however often it happens.
  CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, detail = none,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
  );
`;

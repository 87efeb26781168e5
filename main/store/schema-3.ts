// Step 3 of the schema: who did what, in which order and by which words it is found; what rings, and whose answer is
// wanted. Columns are added behind those there are, so that a large file is opened as quickly as a small one; what
// objects say beyond their times is read out of them as the index rolls on (see re-reading.ts).

/** Keeps everything; each earlier change counts as a pull of its own, by which their order stays what it was. */
export const STEP_3 = `
  ALTER TABLE calendars ADD COLUMN reading TEXT; -- JSON: for whom its objects were read; NULL: nobody has said yet
  ALTER TABLE calendars ADD COLUMN reread TEXT; -- objects behind this href are to be read again; NULL: none
  ALTER TABLE calendars ADD COLUMN reread_guests INTEGER NOT NULL DEFAULT 0; -- of them, only those with guests
  UPDATE calendars SET reread = '';

  -- NULL while everything an object may say beside its words and times is in its quietest state, which it mostly is.
  ALTER TABLE objects ADD COLUMN extra TEXT;
  ALTER TABLE objects ADD COLUMN planned TEXT NOT NULL DEFAULT ''; -- name of the zone it was planned in
  ALTER TABLE objects ADD COLUMN invited INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE objects ADD COLUMN rings_from REAL; -- of alarms far from their event; NULL: it has none
  ALTER TABLE objects ADD COLUMN rings_until REAL;
  CREATE INDEX objects_invited ON objects (calendar) WHERE invited = 1;
  CREATE INDEX objects_ringing ON objects (calendar, rings_until, rings_from) WHERE rings_from IS NOT NULL;

  -- NULL when they are its object's.
  ALTER TABLE occurrences ADD COLUMN extra TEXT;
  ALTER TABLE occurrences ADD COLUMN planned TEXT;

  ALTER TABLE changes ADD COLUMN href TEXT NOT NULL DEFAULT '';
  ALTER TABLE changes ADD COLUMN details TEXT; -- JSON; NULL: there are none
  ALTER TABLE changes ADD COLUMN author TEXT; -- JSON; NULL: nobody knows
  ALTER TABLE changes ADD COLUMN person TEXT NOT NULL DEFAULT ''; -- their address, or their name in lower case
  ALTER TABLE changes ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
  -- Changes found together have the same number and are in the order of what happens; later ones have higher numbers.
  ALTER TABLE changes ADD COLUMN pull INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE changes ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
  UPDATE changes SET pull = seq;
  DROP INDEX changes_untold;
  CREATE INDEX changes_in_order ON changes (pull DESC, starts_at, seq, calendar, since);
  CREATE INDEX changes_unread ON changes (pull DESC, starts_at, seq, calendar, since) WHERE read = 0;
  CREATE INDEX changes_untold ON changes (pull, starts_at, seq, calendar, since) WHERE told = 0;
  -- told: 0 no, 1 yes, 2 its toast was about to go up
  CREATE INDEX changes_half_told ON changes (pull, starts_at, seq) WHERE told = 2;
  CREATE INDEX changes_by_person ON changes (person, pull DESC, starts_at, seq, calendar, since) WHERE person <> '';
  CREATE INDEX changes_by_time ON changes (detected_at) WHERE told = 1;

  CREATE VIRTUAL TABLE change_words USING fts5 (
    text, content = '', contentless_delete = 1, detail = none,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
  );
  INSERT INTO change_words (rowid, text)
    SELECT seq, concat_ws(char(10), before ->> 'title', before ->> 'place', after ->> 'title', after ->> 'place')
    FROM changes;

  -- What became of reminders.
  CREATE TABLE bells (
    id TEXT PRIMARY KEY,
    calendar TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('rung', 'snoozed', 'over')),
    until INTEGER
  ) STRICT, WITHOUT ROWID;
`;

// What a store is made of: each part answers for one thing, all on one connection.
import type { PullFacts } from '../core/sync/replica-ports.ts';
import { Agenda } from './agenda.ts';
import { Bells } from './bells.ts';
import { Calendars } from './calendars.ts';
import type { Connection } from './connection.ts';
import { FarSeries } from './far-series.ts';
import { InboxPages } from './inbox-page.ts';
import { Inbox } from './inbox.ts';
import type { IntakeTools } from './intake.ts';
import { Invitations } from './invitations.ts';
import { Listing } from './listing.ts';
import { Nearest } from './nearest.ts';
import { ObjectRows } from './object-rows.ts';
import { OccurrenceRows } from './occurrence-rows.ts';
import { OwnWrites } from './own-writes.ts';
import { Readings } from './readings.ts';
import { Ringing } from './ringing.ts';
import { RollIndex } from './roll-index.ts';
import { Search } from './search.ts';
import { Settlement } from './settlement.ts';
import { ShownObjects } from './shown-objects.ts';
import { StagedRows } from './staged-rows.ts';
import { Sweep } from './sweep.ts';
import { Touched } from './touched.ts';
import { Turns } from './turns.ts';
import { Writers } from './writers.ts';

/** What an intake tells of. */
interface Heard {
  onEnded(facts: PullFacts): void;
  onReading(): void;
}

export type StoreParts = ReturnType<typeof storeParts>;

/** Makes them; throws what SQLite says when the tables are not as expected. */
export function storeParts(connection: Connection, heard: Heard) {
  const writing = writingParts(connection);
  const { calendars, inbox, readings, rows, turns } = writing;
  const series = new FarSeries(connection);
  const nearest = new Nearest(connection, series);
  const agenda = new Agenda(connection, { calendars, rows: new OccurrenceRows(connection), series });
  const tools: IntakeTools = { connection, ...writing, ...heard };
  return {
    tools,
    turns,
    calendars,
    inbox,
    readings,
    writes: writing.writes,
    series,
    agenda,
    objects: new ShownObjects(connection),
    search: new Search(connection, calendars, nearest),
    ringing: new Ringing(connection, { calendars, agenda, series, nearest }),
    invitations: new Invitations(connection, calendars, nearest),
    pages: new InboxPages(connection, calendars),
    bells: new Bells(connection),
    rollIndex: new RollIndex(connection, rows, readings),
    sweep: new Sweep(connection, { turns, rows, inbox }),
  };
}

function writingParts(connection: Connection) {
  const turns = new Turns();
  const rows = new ObjectRows(connection);
  const listing = new Listing(connection);
  const writes = new OwnWrites(connection);
  const writers = new Writers(connection);
  const touched = new Touched(connection, writes, writers);
  return {
    turns,
    rows,
    listing,
    writes,
    writers,
    touched,
    calendars: new Calendars(connection),
    readings: new Readings(connection),
    inbox: new Inbox(connection, turns),
    settlement: new Settlement(connection, { turns, rows, touched, listing }),
    staged: new StagedRows(connection, { rows, listing, writers }),
  };
}

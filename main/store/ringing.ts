// What may ring in a stretch of time: the occurrences around it, and those whose alarms are far from them.
import { instantsOf, leadOf, NEAR, SLACK } from '../core/reminders/alarm-reach.ts';
import type { Alarm, CalendarId, Occurrence } from '../core/model.ts';
import { DAY, HOUR } from '../core/time/wall-time.ts';
import type { Agenda } from './agenda.ts';
import type { Calendars } from './calendars.ts';
import type { Connection, Statements } from './connection.ts';
import { toExtra } from './extras.ts';
import type { FarSeries } from './far-series.ts';
import { REACH, type Nearest, type Reaching } from './nearest.ts';
import { eachOnce, SHOWN_OCCURRENCES } from './occurrence-rows.ts';
import { PER_OBJECT } from './occurrence-writer.ts';
import { toOccurrence, type OccurrenceRow } from './rows.ts';
import { EARLIEST_MIDNIGHT, LATEST_MIDNIGHT } from './spans.ts';

const OF_OBJECT = `c.id >= :key * ${PER_OBJECT} AND c.id < (:key + 1) * ${PER_OBJECT}`;

const SQL = {
  far: `SELECT ${REACH}, o.extra FROM objects o INDEXED BY objects_ringing
    JOIN calendars k ON k.key = o.calendar AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)
    WHERE o.calendar = :calendar AND o.rings_from IS NOT NULL AND o.rings_until >= :from AND o.rings_from < :to`,
  within: `${SHOWN_OCCURRENCES} WHERE ${OF_OBJECT} AND c.starts_at < :to AND c.ends_at >= :from`,
  // Those that say something else than their object.
  differing: `${SHOWN_OCCURRENCES} WHERE ${OF_OBJECT} AND c.extra IS NOT NULL`,
};

interface Parts {
  readonly calendars: Calendars;
  readonly agenda: Agenda;
  readonly series: FarSeries;
  readonly nearest: Nearest;
}

/** Epoch ms: from inclusive, to exclusive. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

export class Ringing {
  readonly #connection: Connection;
  readonly #parts: Parts;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, parts: Parts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#sql = connection.prepare(SQL);
  }

  /** Occurrences of which an alarm, or a default reminder, may ring in [from, to), by start. */
  find(ids: readonly CalendarId[], from: number, to: number): readonly Occurrence[] {
    const stretch = { from, to };
    return this.#connection.read(() => {
      const keys = this.#parts.calendars.keys(ids);
      const rows = [...this.#near(keys, stretch), ...keys.flatMap((key) => this.#far(key, stretch))];
      return eachOnce(rows.filter(({ cancelled }) => cancelled === 0)).map(toOccurrence);
    });
  }

  #near(keys: readonly number[], { from, to }: Stretch): readonly OccurrenceRow[] {
    // The index knows of dates in every zone; an hour more is for those days that have one.
    const around = { from: from - NEAR.after - HOUR, to: to + NEAR.before + HOUR };
    const [begins, ends] = [(row: OccurrenceRow) => row.starts_at, (row: OccurrenceRow) => row.ends_at];
    return this.#parts.agenda.rows(keys, { ...around, limit: Infinity }).filter((row) => {
      if (isIn(row, begins, { from, to: to + DAY })) return true;
      // Whether it says anything of alarms is seen without reading it.
      return (
        row.extra?.includes('"alarms"') === true && (isIn(row, begins, around) || isIn(row, ends, around))
      );
    });
  }

  #far(calendar: number, stretch: Stretch): readonly OccurrenceRow[] {
    const found = this.#sql.far.all({ calendar, ...stretch }) as (Reaching & { extra: string | null })[];
    return found.flatMap((object) => this.#ofFar(object, stretch));
  }

  // Whatever its alarms may ring for, and what its absolute ones are of.
  #ofFar(
    object: Reaching & { readonly extra: string | null },
    { from, to }: Stretch,
  ): readonly OccurrenceRow[] {
    const { key } = object;
    const differing = this.#sql.differing.all({ key }) as OccurrenceRow[];
    const alarms = [object.extra, ...differing.map(({ extra }) => extra)].flatMap(
      (extra) => toExtra(extra).alarms,
    );
    const leads = alarms.map(leadOf);
    const after = leads.reduce((most, lead) => Math.max(most, lead.after), 0);
    const before = leads.reduce((most, lead) => Math.max(most, lead.before), 0);
    const range = { key, from: from - after - SLACK, to: to + before + SLACK };
    const rows = this.#sql.within.all(range) as OccurrenceRow[];
    const beyond = this.#parts.series.of(key, range.from, range.to);
    const absolute = alarms.some((alarm) => ringsIn(alarm, { from, to })) ? this.#absolute(object, from) : [];
    return [...beyond, ...rows, ...absolute, ...differing.filter((row) => hasRinging(row, { from, to }))];
  }

  #absolute(object: Reaching, from: number): readonly OccurrenceRow[] {
    const { nearest } = this.#parts;
    return [nearest.next(object, from) ?? nearest.last(object, from)].filter((row) => row !== undefined);
  }
}

// Dates are at some instant in every zone.
function isIn(row: OccurrenceRow, edge: (row: OccurrenceRow) => number, { from, to }: Stretch): boolean {
  const [early, late] = row.whole_days === 1 ? [EARLIEST_MIDNIGHT, LATEST_MIDNIGHT] : [0, 0];
  return edge(row) - early < to && edge(row) + late >= from;
}

function hasRinging({ extra }: OccurrenceRow, stretch: Stretch): boolean {
  return toExtra(extra).alarms.some((alarm) => ringsIn(alarm, stretch));
}

function ringsIn(alarm: Alarm, { from, to }: Stretch): boolean {
  const instants = instantsOf(alarm);
  return instants !== null && instants.from < to && instants.until >= from;
}

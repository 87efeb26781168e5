// One pull of one calendar, taken in part by part (see replica-ports.ts). Calls are answered in the order they are made.
import { randomUUID } from 'node:crypto';
import { BelfryError } from '../core/errors.ts';
import type { CalendarId, CalendarObject, SyncState } from '../core/model.ts';
import type {
  Fetched,
  Intake,
  ListedMember,
  PullFacts,
  PullResult,
  Standing,
} from '../core/sync/replica-ports.ts';
import type { Calendars, CalendarRow } from './calendars.ts';
import type { Connection } from './connection.ts';
import { Findings } from './findings.ts';
import type { Inbox } from './inbox.ts';
import { indexWindow } from './index-window.ts';
import type { Listing, Place } from './listing.ts';
import { indexed, type ObjectRows } from './object-rows.ts';
import type { OwnWrites } from './own-writes.ts';
import type { Readings } from './readings.ts';
import type { Settlement } from './settlement.ts';
import type { StagedRows } from './staged-rows.ts';
import { START, type Touched } from './touched.ts';
import { MOST_ROWS, type Turns } from './turns.ts';
import type { Writers } from './writers.ts';

/** What an intake works with; one set serves the whole store. */
export interface IntakeTools {
  readonly connection: Connection;
  readonly turns: Turns;
  readonly calendars: Calendars;
  readonly rows: ObjectRows;
  readonly staged: StagedRows;
  readonly listing: Listing;
  readonly settlement: Settlement;
  readonly touched: Touched;
  readonly inbox: Inbox;
  readonly writes: OwnWrites;
  readonly writers: Writers;
  readonly readings: Readings;
  /** Something ended or was dropped: rows can be swept, and the index looked after. */
  onEnded(facts: PullFacts): void;
  /** A calendar's objects are read for somebody else from now on. */
  onReading(): void;
}

type End = { readonly next: SyncState; readonly complete: boolean };

export class SqliteIntake implements Intake {
  readonly #calendarId: CalendarId;
  readonly #facts: PullFacts;
  readonly #tools: IntakeTools;
  #last: Promise<unknown> = Promise.resolve();
  #place: Place | null = null;
  /** Own writes confirmed before the server was asked. */
  #settled: readonly number[] = [];
  #over = false;

  constructor(calendarId: CalendarId, facts: PullFacts, tools: IntakeTools) {
    this.#calendarId = calendarId;
    this.#facts = facts;
    this.#tools = tools;
  }

  /** Another pull of this calendar begins, or it was forgotten: this one changes nothing any more. */
  end(): void {
    this.#over = true;
  }

  begin(keepStaged: boolean): Promise<void> {
    return this.#inTurn(() => this.#begin(keepStaged));
  }

  list(members: readonly ListedMember[]): Promise<void> {
    return this.#inTurn(() => {
      const place = this.#begun();
      return this.#each(members, (member) => {
        this.#tools.listing.put(place, member);
        return 1;
      });
    });
  }

  standing(complete: boolean): Promise<Standing> {
    return this.#inTurn(async () => {
      const place = this.#begun();
      const { connection, listing } = this.#tools;
      return connection.read(() => listing.standing(place, this.#row().objects, complete));
    });
  }

  wanted(after: string | null, limit: number): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const place = this.#begun();
      return this.#tools.connection.read(() => this.#tools.listing.wanted(place, after, limit));
    });
  }

  stage({ objects, gone, refused }: Fetched): Promise<void> {
    return this.#inTurn(async () => {
      const place = this.#begun();
      const { connection, listing, readings, staged } = this.#tools;
      // Not as this pull was told to: the person may have changed it meanwhile.
      const reading = connection.read(() => readings.of(place.calendar));
      const terms = { window: indexWindow(this.#facts.at), zone: this.#facts.zone, ...reading };
      await this.#each(objects, (object: CalendarObject) =>
        staged.put(place, object, () => indexed(object, this.#calendarId, terms)),
      );
      await this.#each(gone, (href) => {
        listing.put(place, { href, etag: null });
        return 1;
      });
      await this.#each(refused, (href) => {
        listing.keep(place, href);
        return 1;
      });
    });
  }

  commit(end: End): Promise<PullResult> {
    return this.#inTurn(() => this.#commit(this.#begun(), end));
  }

  async #begin(keepStaged: boolean): Promise<void> {
    const { calendars, connection, listing, readings, settlement, touched, writes } = this.#tools;
    const { key, generation } =
      calendars.find(this.#calendarId) ?? connection.write(() => calendars.need(this.#calendarId));
    const place = { calendar: key, generation };
    connection.stage(() => {
      listing.clear(key);
      touched.clear(key);
    });
    if (readings.set(key, this.#facts)) this.#tools.onReading();
    await settlement.restore(place);
    await this.#dropChanges(place);
    if (!keepStaged) await settlement.drop(place);
    this.#check();
    this.#settled = connection.read(() => writes.settled(key));
    this.#place = place;
  }

  async #commit(place: Place, { next, complete }: End): Promise<PullResult> {
    const { calendars, connection, inbox, listing, settlement, touched, writers, writes } = this.#tools;
    const row = this.#row();
    this.#place = null; // what follows is to begin again
    // What a calendar holds when it is first seen did not happen, it was there.
    const told = row.pulled_at !== null;
    const growth = await settlement.decide(place, { complete, told, held: row.objects });
    const { changes, over } = told ? await this.#findChanges(place) : NOTHING;
    this.#check();
    connection.write(() => {
      const { at } = this.#facts;
      calendars.advance(place.calendar, { next, at, auditAt: this.#auditAt(row, complete), ...growth });
      writes.drop([...this.#settled, ...over]);
    });
    this.#tools.onEnded(this.#facts);
    connection.stage(() => {
      listing.clear(place.calendar);
      touched.clear(place.calendar);
      writers.clear(place.calendar);
      inbox.prune();
    });
    return { objects: growth.touched, changes };
  }

  async #findChanges(place: Place): Promise<{ readonly changes: number; readonly over: readonly number[] }> {
    const { connection, inbox, readings, touched, turns } = this.#tools;
    const { at: now, zone, own, silent } = this.#facts;
    const { calendar, generation } = place;
    const reading = connection.read(() => readings.of(calendar));
    const found = { calendar, calendarId: this.#calendarId, now, zone, isOwnCalendar: own, ...reading };
    const terms = { ...found, newId: randomUUID };
    const addition = { calendar, since: generation + 1, pull: inbox.nextPull(), told: silent };
    const findings = new Findings(inbox, addition);
    const over: number[] = [];
    let mark = START;
    await turns.slices(() => {
      this.#check();
      return connection.stage(() => {
        const behind = touched.changesBehind(mark, terms);
        findings.add(behind.changes);
        over.push(...behind.over);
        mark = behind.next ?? mark;
        return behind.next === null;
      });
    });
    await turns.slices(() => {
      this.#check();
      return connection.stage(() => findings.settle());
    });
    return { changes: findings.count, over };
  }

  async #dropChanges({ calendar, generation }: Place): Promise<void> {
    const { connection, inbox, turns } = this.#tools;
    await turns.slices(() => connection.stage(() => inbox.dropAfter(calendar, generation) === 0));
  }

  #auditAt(row: CalendarRow, complete: boolean): number | null {
    if (complete) return this.#facts.auditAfterListing;
    return row.pulled_at === null ? this.#facts.auditAfterFirst : row.audit_at;
  }

  // Writes one after another, in slices; `write` gives how many rows it wrote.
  async #each<T>(all: readonly T[], write: (one: T) => number): Promise<void> {
    const { connection, turns } = this.#tools;
    let at = 0;
    await turns.slices((until) => {
      this.#check();
      if (at === all.length) return true;
      return connection.stage(() => {
        for (let rows = 0; at < all.length; at += 1) {
          if (rows >= MOST_ROWS || performance.now() > until) return false;
          rows += write(all[at]!); // at < all.length
        }
        return true;
      });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { connection, turns } = this.#tools;
    const run = async () => {
      this.#check();
      connection.read(() => {}); // says so when it is closed
      return work();
    };
    const done = turns.run(() => this.#last.then(run));
    this.#last = done.catch(() => {}); // whoever asked for it hears of it
    return done;
  }

  #begun(): Place {
    if (this.#place) return this.#place;
    throw new BelfryError('bug', { reason: 'an intake has to begin first', what: this.#calendarId });
  }

  #row(): CalendarRow {
    return this.#tools.calendars.need(this.#calendarId);
  }

  #check(): void {
    if (this.#over) throw new BelfryError('storage', { reason: 'superseded', what: this.#calendarId });
  }
}

const NOTHING = { changes: 0, over: [] } as const;

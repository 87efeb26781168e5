// Watches a store from outside: between two commits nothing may show, and the changes of a commit must be exactly what
// makes the state before it into the state after it.
import { expect } from 'vitest';
import { detectChanges, mergeMoves } from '../../main/core/changes/changes.ts';
import type { CalendarId, CalendarObject, Change, RecordedChange, SyncState } from '../../main/core/model.ts';
import type { Intake, PullFacts, PullResult } from '../../main/core/sync/replica-ports.ts';
import type { Store } from '../../main/core/sync/store-port.ts';

/** What shows of one calendar at an instant. */
export interface Visible {
  readonly state: SyncState;
  readonly objects: ReadonlyMap<string, CalendarObject>;
  /** Oldest first. */
  readonly changes: readonly RecordedChange[];
}

const NOTHING: Visible = { state: { at: 'nothing' }, objects: new Map(), changes: [] };

/** What shows of `calendar` now. */
export async function visible(store: Store, calendar: CalendarId): Promise<Visible> {
  const etags = await store.etags(calendar);
  const objects = new Map<string, CalendarObject>();
  for (const [href, etag] of etags) {
    const object = await store.object(calendar, href);
    expect(object?.etag).toBe(etag);
    if (object) objects.set(href, object);
  }
  expect((await store.health(calendar)).objects).toBe(objects.size);
  const changes = (await store.changes(100_000)).filter((c) => c.calendarId === calendar).toReversed();
  return { state: await store.syncState(calendar), objects, changes };
}

/** Hands out the intakes of one calendar and checks every commit. */
export class Ledger {
  readonly #store: Store;
  readonly #calendar: CalendarId;
  #last = NOTHING;
  /** Commits after which the replica had nothing although it had something before. */
  blanks = 0;
  commits = 0;

  constructor(store: Store, calendar: CalendarId) {
    this.#store = store;
    this.#calendar = calendar;
  }

  get last(): Visible {
    return this.#last;
  }

  intake(facts: PullFacts, inner = this.#store.intake(this.#calendar, facts)): Intake {
    return {
      begin: (keepStaged) => inner.begin(keepStaged),
      list: (members) => inner.list(members),
      standing: (complete) => inner.standing(complete),
      wanted: (after, limit) => inner.wanted(after, limit),
      stage: (fetched) => inner.stage(fetched),
      commit: async (end) => {
        await this.expectNothingNew();
        const result = await inner.commit(end);
        const after = await visible(this.#store, this.#calendar);
        expect(after.state).toEqual(end.next);
        this.#check(after, facts, result);
        return result;
      },
    };
  }

  /** Nothing shows that no commit made visible. */
  async expectNothingNew(): Promise<void> {
    expect(await visible(this.#store, this.#calendar)).toEqual(this.#last);
  }

  #check(after: Visible, facts: PullFacts, result: PullResult): void {
    const before = this.#last;
    const recorded = after.changes.slice(before.changes.length);
    expect(after.changes.slice(0, before.changes.length)).toEqual(before.changes);
    expect(recorded.length).toBe(result.changes);
    const first = before.state.at === 'nothing';
    const due = first ? [] : differences(before, after, { ...facts, calendarId: this.#calendar });
    expect(recorded.map(essence).toSorted()).toEqual(due.map(essence).toSorted());
    if (before.objects.size > 0 && after.objects.size === 0) this.blanks += 1;
    this.commits += 1;
    this.#last = after;
  }
}

/** The changes that make one visible state into another, as a person would be told of them. */
function differences(
  before: Visible,
  after: Visible,
  { calendarId, ...facts }: PullFacts & { readonly calendarId: CalendarId },
): readonly Change[] {
  let ids = 0;
  const { at: now, own: isOwnCalendar, zone, self, joinPatterns } = facts;
  const where = { calendarId, now, zone, self, joinPatterns, isOwnCalendar };
  const context = { ...where, newId: () => `due-${(ids += 1)}` };
  const hrefs = new Set([...before.objects.keys(), ...after.objects.keys()]);
  const found = [...hrefs].flatMap((href) => {
    const [old, young] = [before.objects.get(href) ?? null, after.objects.get(href) ?? null];
    return old?.ical === young?.ical ? [] : detectChanges(old, young, context);
  });
  return mergeMoves(found);
}

function essence({ uid, href, kind, scope, recurrenceId, before, after, details, by }: Change): string {
  return JSON.stringify({ uid, href, kind, scope, recurrenceId, before, after, details, by });
}

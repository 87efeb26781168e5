// Between rows of changes and the model.
import type { Change, ChangeDetails, Person, RecordedChange, Snapshot } from '../core/model.ts';
import { extentOf } from './rows.ts';

export interface ChangeRow {
  readonly id: string;
  readonly calendar: string;
  readonly uid: string;
  readonly href: string;
  readonly kind: RecordedChange['kind'];
  readonly scope: RecordedChange['scope'];
  readonly recurrence_id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly details: string | null;
  readonly author: string | null;
  readonly own: number;
  readonly detected_at: number;
  readonly read: number;
  readonly told: number;
}

const NO_DETAILS: ChangeDetails = {
  notes: null,
  added: [],
  removed: [],
  replies: [],
  organizer: null,
  mine: null,
  movedFrom: '',
  calendarName: '',
};

/** A change of the inbox. */
export function toChange(row: ChangeRow): RecordedChange {
  return {
    id: row.id,
    calendarId: row.calendar,
    uid: row.uid,
    href: row.href,
    kind: row.kind,
    scope: row.scope,
    recurrenceId: row.recurrence_id,
    before: toSnapshot(row.before),
    after: toSnapshot(row.after),
    details: row.details === null ? NO_DETAILS : { ...NO_DETAILS, ...read<ChangeDetails>(row.details) },
    by: row.author === null ? null : read<Person>(row.author),
    own: row.own === 1,
    detectedAt: row.detected_at,
    read: row.read === 1,
    told: row.told !== 0,
  };
}

function toSnapshot(json: string | null): Snapshot | null {
  if (json === null) return null;
  // Of before there were links and zones, neither is there.
  const snapshot = read<Omit<Snapshot, 'join' | 'zone'> & Partial<Snapshot>>(json);
  return { ...snapshot, join: snapshot.join ?? '', zone: snapshot.zone ?? '' };
}

// The columns are ours: what is in them was written below.
function read<T>(json: string): T {
  return JSON.parse(json) as T;
}

/** What a change is, by column; without where it was found, and what became of it. */
export function columnsOf(change: Change) {
  const { before, after, details, by, own, ...plain } = change;
  const { id, uid, href, kind, scope, recurrenceId, detectedAt } = plain;
  return {
    id,
    uid,
    href,
    kind,
    scope,
    recurrenceId,
    detectedAt,
    before: json(before),
    after: json(after),
    details: fromDetails(details),
    author: json(by),
    person: personKey(by),
    own: Number(own),
    startsAt: startOf(change),
  };
}

/** What somebody is looked for by. */
export function personKey(person: Person | null): string {
  return person === null ? '' : (person.address || person.name).toLowerCase();
}

function json(value: Snapshot | Person | null): string | null {
  return value && JSON.stringify(value);
}

function fromDetails(details: ChangeDetails): string | null {
  const text = JSON.stringify(details);
  return text === JSON.stringify(NO_DETAILS) ? null : text;
}

// What is about no event comes before what is.
function startOf({ before, after }: Change): number {
  const snapshot = after ?? before;
  return snapshot ? extentOf(snapshot.when)[0] : 0;
}

/** The words a change is found by; composed and decomposed letters are the same. */
export function wordsOf({ before, after, details, by }: Change): string {
  const { notes, added, removed, replies, organizer, calendarName } = details;
  const people = [by, organizer, ...added, ...removed, ...replies.map(({ person }) => person)];
  const texts = [before, after].flatMap((one) => (one ? [one.title, one.place] : []));
  const names = people.flatMap((person) => (person ? [person.name, person.address] : []));
  const all = [...texts, notes?.before ?? '', notes?.after ?? '', calendarName, ...names];
  return [...new Set(all)].join('\n').slice(0, MOST_WORDS).normalize('NFC');
}

/** Of a longer text only so much can be searched. */
const MOST_WORDS = 20_000;

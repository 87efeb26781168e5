// Objects that went in one place and came in another: one change, or none, instead of two.
import { isNews } from './change-details.ts';
import type { Change, ChangeDetails, Person } from '../model.ts';
import { personKey } from '../ical/people.ts';
import { isSameSnapshot } from './snapshots.ts';

/**
 * What vanished and appeared in the same calendar within one pull: an object written anew under another name, or, after
 * an import was repeated, the same event under another UID. Each pair becomes one change, or none when nothing differs.
 */
export function mergeMoves(changes: readonly Change[]): readonly Change[] {
  const sameObject = joined(changes, (change) => change.uid && [change.calendarId, change.uid]);
  return joined(sameObject, (change) => [change.calendarId, meaningOf(change)]);
}

/**
 * The same across calendars: what was deleted in one and came in another was moved there (ChangeDetails.movedFrom). The
 * two may have been found by different pulls; the change keeps the id of the one that came.
 */
export function mergeCalendarMoves(changes: readonly Change[]): readonly Change[] {
  const isElsewhere = (gone: Change, come: Change) => gone.calendarId !== come.calendarId;
  const sameObject = joined(changes, (change) => change.uid && [change.uid], isElsewhere);
  return joined(sameObject, (change) => [meaningOf(change)], isElsewhere);
}

/** What a person would know an event by. */
function meaningOf({ before, after }: Change): unknown {
  const known = after ?? before;
  return known && [known.title, known.when, known.recurrence];
}

/** Joins what went with what came, one to one, where `nameOf` names them alike; '' names nothing. */
function joined(
  changes: readonly Change[],
  nameOf: (change: Change) => unknown,
  fits: (gone: Change, come: Change) => boolean = () => true,
): readonly Change[] {
  const keyOf = (change: Change) => {
    const name = nameOf(change);
    return name ? JSON.stringify([name, change.scope === 'occurrence' ? change.recurrenceId : '']) : null;
  };
  const waiting = new Map<string, Change[]>();
  for (const change of changes) {
    const key = change.kind === 'deleted' ? keyOf(change) : null;
    if (key === null) continue;
    const alike = waiting.get(key);
    if (alike) alike.push(change);
    else waiting.set(key, [change]);
  }
  if (waiting.size === 0) return changes;
  const replaced = new Map<Change, Change | null>();
  for (const come of changes) {
    const key = come.kind === 'created' || come.kind === 'invited' ? keyOf(come) : null;
    const gone = waiting.get(key ?? '')?.find((one) => !replaced.has(one) && fits(one, come));
    if (!gone) continue;
    replaced.set(gone, null);
    replaced.set(come, moved(gone, come));
  }
  return changes.flatMap((change) => {
    const instead = replaced.get(change);
    return instead === undefined ? [change] : instead === null ? [] : [instead];
  });
}

/** One change out of two; null when nothing a person would notice is different. */
function moved(gone: Change, come: Change): Change | null {
  const movedFrom = gone.calendarId === come.calendarId ? '' : gone.calendarId;
  const details = { ...difference(gone.details, come.details), movedFrom };
  const change: Change = { ...come, kind: 'changed', before: gone.before, details };
  const { before, after } = change;
  const isSame = before !== null && after !== null && isSameSnapshot(before, after);
  return isSame && !isNews(details) ? null : change;
}

/** What went told all its guests as gone and its notes as lost, what came all of its as new. */
function difference(gone: ChangeDetails, come: ChangeDetails): ChangeDetails {
  const [old, young] = [gone.notes?.before ?? '', come.notes?.after ?? ''];
  return {
    ...come,
    notes: old === young ? null : { before: old, after: young },
    added: missing(come.added, gone.removed),
    removed: missing(gone.removed, come.added),
  };
}

function missing(list: readonly Person[], from: readonly Person[]): readonly Person[] {
  const known = new Set(from.map(personKey));
  return list.filter((one) => !known.has(personKey(one)));
}

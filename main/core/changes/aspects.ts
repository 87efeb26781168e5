// Which things about an event a change is about, in the order of what matters most to somebody who has to be there.
import type { Change, Snapshot } from '../model.ts';
import { isSameField } from './snapshots.ts';

export type Aspect =
  | 'when'
  | 'title'
  | 'place'
  | 'join'
  | 'repetition'
  | 'calendar'
  | 'guests'
  | 'replies'
  | 'notes';

/** What differs between before and after, most important first; nothing unless both are known. */
export function aspectsOf({
  before,
  after,
  details,
}: Pick<Change, 'before' | 'after' | 'details'>): readonly Aspect[] {
  if (!before || !after) return [];
  const isOther = (field: Parameters<typeof isSameField>[0]) => !isSameField(field, before, after);
  const isJoin = isOther('join');
  const differs: Record<Aspect, boolean> = {
    when: isOther('when'),
    title: isOther('title'),
    // An address in the place of a place is where to join.
    place: isOther('place') && !(isJoin && [before, after].every(hasNoPlace)),
    join: isJoin,
    repetition: isOther('recurrence'),
    calendar: details.movedFrom !== '',
    guests: details.added.length + details.removed.length > 0,
    replies: details.replies.length > 0,
    notes: details.notes !== null,
  };
  const found = ORDER.filter((aspect) => differs[aspect]);
  // Of a series that has another rhythm, the next date is another as a matter of course.
  const [first, ...others] = found;
  if (first !== 'when' || !differs.repetition || !isOtherRhythm(before, after)) return found;
  return ['repetition', first, ...others.filter((aspect) => aspect !== 'repetition')];
}

/** Whether it repeats in another measure, not just on other days or until another one. */
function isOtherRhythm(before: Snapshot, after: Snapshot): boolean {
  return measureOf(before) !== measureOf(after);
}

function measureOf({ recurrence }: Snapshot): string {
  const parts = recurrence.split(';').filter((part) => !/^(?:COUNT|UNTIL|RDATE)=/.test(part));
  const counted = (part: string) => part.replace(/=.*/, `=${part.split(',').length}`);
  return parts.map((part) => (/^(?:FREQ|INTERVAL)=/.test(part) ? part : counted(part))).join(';');
}

const ORDER: readonly Aspect[] = [
  'when',
  'title',
  'place',
  'join',
  'repetition',
  'calendar',
  'guests',
  'replies',
  'notes',
];

function hasNoPlace({ place }: Snapshot): boolean {
  return place === '' || /^https?:\/\/\S*$/i.test(place);
}

/** What became of the time: only its end moved, or all of it. */
export function timeShift(before: Snapshot, after: Snapshot): 'moved' | 'extended' | 'shortened' {
  const [old, young] = [before.when, after.when];
  if (old.at === 'time' && young.at === 'time') {
    if (old.startsAt !== young.startsAt) return 'moved';
    return young.endsAt > old.endsAt ? 'extended' : 'shortened';
  }
  if (old.at === 'day' && young.at === 'day' && old.startDate === young.startDate)
    return young.endDate > old.endDate ? 'extended' : 'shortened';
  return 'moved';
}

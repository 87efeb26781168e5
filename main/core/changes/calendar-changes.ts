// What happened to whole calendars between two looks at an account: shared, withdrawn, removed.
import type { Calendar, Change, ChangeDetails, ChangeKind } from '../model.ts';
import type { FoundAccount } from '../ports.ts';
import { shortHash } from '../short-hash.ts';

export interface CalendarChangeContext {
  readonly accountId: string;
  /** Epoch ms. */
  readonly now: number;
  readonly newId: () => string;
}

/**
 * What a look tells of calendars. `known` is the account's list as it was before it. Nothing on the first look of all,
 * and nothing of what is missing while a part of the server did not answer. A calendar that stays away is told of once
 * (Calendar.missing remembers it); one of another person that comes back is told of as shared again. One's own that
 * appears is no news: oneself made it.
 */
export function calendarChanges(
  known: readonly Calendar[],
  found: Pick<FoundAccount, 'calendars' | 'unanswered'>,
  context: CalendarChangeContext,
): readonly Change[] {
  if (known.length === 0) return [];
  const before = new Map(known.map((calendar) => [calendar.url, calendar]));
  const shared = found.calendars
    .filter(({ url, person }) => person !== '' && (before.get(url)?.missing ?? !before.has(url)))
    .map((one) => {
      const calendarId = before.get(one.url)?.id ?? calendarIdOf(context.accountId, one.url);
      return changeOf('calendar-shared', { ...one, calendarId }, context);
    });
  const gone = goneOf(known, found).map((one) => {
    const kind = one.person === '' ? 'calendar-removed' : 'calendar-unshared';
    return changeOf(kind, { ...one, calendarId: one.id }, context);
  });
  return [...shared, ...gone];
}

/** The calendars that have gone away since the look before; none while something did not answer. */
export function goneOf(
  known: readonly Calendar[],
  { calendars, unanswered }: Pick<FoundAccount, 'calendars' | 'unanswered'>,
): readonly Calendar[] {
  if (unanswered.length > 0) return [];
  const present = new Set(calendars.map(({ url }) => url));
  return known.filter(({ url, missing }) => missing !== true && !present.has(url));
}

/** The id of a calendar when it is met for the first time; one that moves keeps the one it had. */
export function calendarIdOf(accountId: string, url: string): string {
  return `${accountId}:${shortHash(url)}`;
}

interface Concerned {
  readonly calendarId: string;
  readonly name: string;
  readonly person: string;
}

function changeOf(
  kind: ChangeKind,
  { calendarId, name, person }: Concerned,
  { newId, now }: CalendarChangeContext,
): Change {
  return {
    id: newId(),
    calendarId,
    uid: '',
    href: '',
    kind,
    scope: 'calendar',
    recurrenceId: '',
    before: null,
    after: null,
    details: { ...NOTHING, calendarName: name },
    // Whose it is gave it, and took it away; who removed one's own nobody knows.
    by: person === '' ? null : { address: '', name: person },
    own: false,
    detectedAt: now,
  };
}

const NOTHING: ChangeDetails = {
  notes: null,
  added: [],
  removed: [],
  replies: [],
  organizer: null,
  mine: null,
  movedFrom: '',
  calendarName: '',
};

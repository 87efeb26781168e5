// Bringing the list of calendars in step with what the server has.
import { calendarChanges, calendarIdOf, goneOf } from '../core/changes/calendar-changes.ts';
import type { Account, Calendar, Change } from '../core/model.ts';
import type { FoundAccount, FoundCalendar } from '../core/ports.ts';
import type { World } from './context.ts';
import type { Surveyed } from './home-survey.ts';

/** Colours for calendars whose server names none, told apart at a glance. */
const COLORS = ['#2f6fb0', '#c4721a', '#7a55b5', '#2e7d4f', '#b3322e', '#a8741a'];

/**
 * Records what happened to whole calendars, then saves new ones and what changed about known ones; what the server no
 * longer has is kept: it may come back. In this order, so that a crash between tells twice rather than never. Resolves
 * to how many changes somebody is to be told of. Throws BelfryError 'storage'.
 */
export async function adoptCalendars(
  { account, found, moved }: Surveyed,
  { settings, store, clock, newId }: Pick<World, 'settings' | 'store' | 'clock' | 'newId'>,
  signal: AbortSignal,
): Promise<number> {
  const ofAccount = () => settings.calendars().filter((c) => c.accountId === account.id);
  // Homes that moved take all their calendars along: that is no news of any of them.
  const changes = moved
    ? []
    : calendarChanges(ofAccount(), found, { accountId: account.id, now: clock.now(), newId });
  const [loud, silent] = byLoudness(changes, ofAccount());
  if (silent.length > 0) await store.record(silent, true);
  if (loud.length > 0) await store.record(loud, false);
  signal.throwIfAborted(); // the account may be gone by now: nothing of it is stored again
  const known = ofAccount(); // the person may have flipped a switch meanwhile
  const before = new Map(known.map((c) => [c.url, c]));
  found.calendars.forEach((calendar, position) => {
    const old = before.get(calendar.url);
    const young = old ? updated(old, calendar) : toCalendar(account, calendar, position, NEW);
    if (JSON.stringify(old) !== JSON.stringify(young)) settings.saveCalendar(young);
  });
  for (const gone of leftBehind(known, found, moved)) settings.saveCalendar({ ...gone, missing: true });
  return loud.length;
}

/** What concerns a calendar the person hid or silenced goes to the inbox without a word. */
function byLoudness(
  changes: readonly Change[],
  known: readonly Calendar[],
): readonly [loud: readonly Change[], silent: readonly Change[]] {
  const quiet = new Set(known.filter((c) => !c.shown || !c.alerts).map((c) => c.id));
  return [changes.filter((c) => !quiet.has(c.calendarId)), changes.filter((c) => quiet.has(c.calendarId))];
}

// Of homes that moved, what did not come along is gone with the old place, whatever else did not answer. Other people's
// may be at the end of a line that is silent just now.
function leftBehind(known: readonly Calendar[], found: FoundAccount, moved: boolean): readonly Calendar[] {
  const gone = goneOf(known, moved ? { ...found, unanswered: [] } : found);
  return moved && found.unanswered.length > 0 ? gone.filter((c) => c.person === '') : gone;
}

/** The person's switches of one calendar. */
interface Switches {
  readonly shown: boolean;
  readonly alerts: boolean;
  readonly reminds: boolean;
}

const NEW: Switches = { shown: true, alerts: true, reminds: true };

/** A found calendar with the person's switches; `position` among all found chooses its colour if the server does not. */
export function toCalendar(
  account: Pick<Account, 'id'>,
  found: FoundCalendar,
  position: number,
  { shown, alerts, reminds }: Switches,
): Calendar {
  return {
    id: calendarIdOf(account.id, found.url),
    accountId: account.id,
    url: found.url,
    name: found.name,
    color: found.color || (COLORS[position % COLORS.length] ?? '#2f6fb0'),
    shown,
    alerts,
    reminds,
    writable: found.writable,
    person: found.person,
  };
}

function updated(before: Calendar, { name, color, writable, person }: FoundCalendar): Calendar {
  const { missing: _, ...there } = before;
  return { ...there, name, color: color || before.color, writable, person };
}

/**
 * The account's calendars after its homes moved (another host, another path). A calendar that is gone from its old place
 * and found in the new one under the same last name stays the same calendar: its switches and its replica go along.
 */
export function followMove(calendars: readonly Calendar[], found: FoundAccount): readonly Calendar[] {
  const old = new Set(calendars.map((c) => c.url));
  const present = new Set(found.calendars.map((c) => c.url));
  const appeared = new Map(
    found.calendars.filter((c) => !old.has(c.url)).map(({ url }) => [lastName(url), url]),
  );
  return calendars.map((calendar) => {
    const name = lastName(calendar.url);
    const url = present.has(calendar.url) ? undefined : appeared.get(name);
    if (url === undefined) return calendar;
    appeared.delete(name); // one of that name goes there, no second one
    return { ...calendar, url };
  });
}

function lastName(url: string): string {
  return new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '';
}

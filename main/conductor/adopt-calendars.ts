// Bringing the list of calendars in step with what the server has.
import { shortHash } from '../core/short-hash.ts';
import type { Account, Calendar, CalendarId } from '../core/model.ts';
import type { FoundAccount, FoundCalendar, Settings } from '../core/ports.ts';

/** Colours for calendars whose server names none, told apart at a glance. */
const COLORS = ['#2f6fb0', '#c4721a', '#7a55b5', '#2e7d4f', '#b3322e', '#a8741a'];

/** Saves new calendars and what changed about known ones; what the server no longer has is kept: it may come back. */
export function adoptCalendars(account: Account, found: FoundAccount, settings: Settings): void {
  const mine = settings.calendars().filter((c) => c.accountId === account.id);
  const known = new Map(mine.map((c) => [c.url, c]));
  found.calendars.forEach((calendar, position) => {
    const before = known.get(calendar.url);
    const after = before ? updated(before, calendar) : toCalendar(account, calendar, position, NEW);
    if (JSON.stringify(before) !== JSON.stringify(after)) settings.saveCalendar(after);
  });
}

/** The person's switches of one calendar. */
interface Switches {
  readonly shown: boolean;
  readonly alerts: boolean;
}

const NEW: Switches = { shown: true, alerts: true };

/** A found calendar with the person's switches; `position` among all found chooses its colour if the server does not. */
export function toCalendar(
  account: { readonly id: string },
  found: FoundCalendar,
  position: number,
  { shown, alerts }: Switches,
): Calendar {
  return {
    id: calendarId(account.id, found.url),
    accountId: account.id,
    url: found.url,
    name: found.name,
    color: found.color || (COLORS[position % COLORS.length] ?? '#2f6fb0'),
    shown,
    alerts,
    writable: found.writable,
    person: found.person,
  };
}

function updated(before: Calendar, { name, color, writable, person }: FoundCalendar): Calendar {
  return { ...before, name, color: color || before.color, writable, person };
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

function calendarId(account: string, url: string): CalendarId {
  return `${account}:${shortHash(url)}`;
}

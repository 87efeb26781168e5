// Bringing the list of calendars in step with what the server has.
import { shortHash } from '../core/short-hash.ts';
import type { Account, Calendar, CalendarId } from '../core/model.ts';
import type { FoundAccount, FoundCalendar, Settings, Store } from '../core/ports.ts';

/** Colours for calendars whose server names none, told apart at a glance. */
const COLORS = ['#2f6fb0', '#c4721a', '#7a55b5', '#2e7d4f', '#b3322e', '#a8741a'];

/** Saves new calendars and new names; what the server no longer has is kept, because it may come back. */
export function adoptCalendars(account: Account, found: FoundAccount, settings: Settings): void {
  const known = new Map(settings.calendars().map((c) => [c.id, c]));
  found.calendars.forEach((calendar, position) => {
    const id = calendarId(account.id, calendar.url);
    const before = known.get(id);
    const after = toCalendar(account, calendar, {
      position,
      shown: before?.shown ?? true,
      alerts: before?.alerts ?? true,
    });
    if (!before || before.name !== after.name || before.color !== after.color) settings.saveCalendar(after);
  });
}

/** A found calendar with the person's switches. */
export function toCalendar(
  account: { readonly id: string },
  found: FoundCalendar,
  {
    position,
    shown,
    alerts,
  }: { readonly position: number; readonly shown: boolean; readonly alerts: boolean },
): Calendar {
  const color = found.color || (COLORS[position % COLORS.length] ?? '#2f6fb0');
  return {
    id: calendarId(account.id, found.url),
    accountId: account.id,
    url: found.url,
    name: found.name,
    color,
    shown,
    alerts,
  };
}

/** True when the server is further than the replica, or does not say. */
export async function hasMoved(calendar: Calendar, found: FoundAccount, store: Store): Promise<boolean> {
  const now = found.calendars.find((c) => c.url === calendar.url);
  if (!now) return false;
  const state = await store.syncState(calendar.id);
  if (state.at === 'token' && now.token) return state.token !== now.token;
  if (state.at === 'ctag' && now.ctag) return state.ctag !== now.ctag;
  return true;
}

function calendarId(account: string, url: string): CalendarId {
  return `${account}:${shortHash(url)}`;
}

// What of the inbox the window shows: what the person looks for, and how far down they went.
import type { Calendar } from '../core/model.ts';
import type { InboxQuery } from '../core/sync/store-port.ts';
import type { ChangesFilter } from '../core/window/inbox-view.ts';

export type InboxLook = ChangesFilter & { readonly limit: number };

/** Everything, as far down as most people ever look. */
export const WHOLE_INBOX: InboxLook = { calendar: '', person: '', words: '', unreadOnly: false, limit: 200 };

/** The look as the store is asked. A calendar that is gone meanwhile is not looked for any more. */
export function inboxQuery(look: InboxLook, calendars: readonly Calendar[]): InboxQuery {
  const { calendar, ...rest } = look;
  return { ...rest, calendars: calendars.some(({ id }) => id === calendar) ? [calendar] : null };
}

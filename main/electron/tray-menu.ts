// What the tray says and offers, computed from the view: complete without the window, for those whose desktop shows
// nothing else and for screen readers.
import { say } from '../core/messages/index.ts';
import type { ChangeView } from '../core/window/inbox-view.ts';
import type { DayView, RowView, StatusName, View } from '../core/window/view.ts';

export type TrayAction =
  | { readonly do: 'open' | 'refresh' | 'quit' }
  | { readonly do: 'reveal'; readonly rowId: string; readonly changeIds: readonly string[] }
  | { readonly do: 'join'; readonly rowId: string }
  | { readonly do: 'mute'; readonly until: 'hour' | 'tomorrow' | 'off' }
  | { readonly do: 'start-at-login' | 'presenting'; readonly on: boolean };

export type TrayEntry =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly action: TrayAction }
  | {
      readonly kind: 'switch';
      readonly label: string;
      readonly checked: boolean;
      readonly action: TrayAction;
    }
  | { readonly kind: 'menu'; readonly label: string; readonly entries: readonly TrayEntry[] };

const EVENTS = 5;
const LONGEST = 60;
const LINE: TrayEntry = { kind: 'separator' };

/** The whole menu, top to bottom. */
export function trayMenu(view: View): readonly TrayEntry[] {
  const { accounts, preferences } = view;
  const isSignedIn = accounts.length > 0;
  const on = preferences.startAtLogin;
  return [
    { kind: 'text', label: clipped(view.status.label) },
    ...(view.attention.label === '' ? [] : [{ kind: 'text', label: clipped(view.attention.label) } as const]),
    LINE,
    ...joinEntry(view),
    ...eventEntries(view),
    LINE,
    changesEntry(view),
    ...invitationsEntry(view),
    ...(isSignedIn ? [muteEntry(view), presentingEntry(view)] : []),
    ...(isSignedIn ? [act(say(view, 'tray.refresh'), { do: 'refresh' })] : []),
    act(say(view, isSignedIn ? 'tray.openBelfry' : 'tray.signIn'), { do: 'open' }),
    LINE,
    {
      kind: 'switch',
      label: say(view, 'tray.startAtLogin'),
      checked: on,
      action: { do: 'start-at-login', on: !on },
    },
    act(say(view, 'tray.quit'), { do: 'quit' }),
  ];
}

/** 'Belfry: Listening · next: Stand-up 10:00'; no title while somebody else sees the screen. */
export function trayTooltip(view: View): string {
  const status = view.status.label;
  const next = upcoming(view.agenda.days).find(({ row }) => row.start !== '');
  if (!next) return say(view, 'tray.state', { status });
  const when = isToday(next.day, view) ? next.row.start : `${next.day.label} ${next.row.start}`;
  if (view.preferences.presenting) return say(view, 'tray.nextHidden', { status, when });
  return say(view, 'tray.next', { status, title: clipped(next.row.title), when });
}

/** What the icon shows. */
export function trayFace(view: View): { readonly name: StatusName; readonly unread: boolean } {
  return { name: view.status.name, unread: view.changes.unread > 0 || view.invitations.count > 0 };
}

// The meeting that is on, or the next one, when there is a place to join it.
function joinEntry(view: View): readonly TrayEntry[] {
  const row = view.agenda.next?.row;
  if (!row?.canJoin) return [];
  const label = view.preferences.presenting
    ? say(view, 'tray.joinHidden')
    : say(view, 'tray.join', { title: row.title });
  return [act(label, { do: 'join', rowId: row.id })];
}

function eventEntries(view: View): readonly TrayEntry[] {
  const rows = upcoming(view.agenda.days).slice(0, EVENTS);
  if (view.accounts.length === 0) return [{ kind: 'text', label: say(view, 'tray.notSignedIn') }];
  if (rows.length === 0)
    return [{ kind: 'text', label: say(view, view.agenda.loading ? 'tray.fetching' : 'tray.nothing') }];
  return rows.map(({ row, day }) => {
    const time = row.start || say(view, 'tray.allDay');
    const when = isToday(day, view) ? time : `${day.label} ${time}`;
    const title = view.preferences.presenting ? say(view, 'tray.busy') : row.title;
    return act(`${when}  ${title}`, { do: 'reveal', rowId: row.id, changeIds: [] });
  });
}

function upcoming(days: readonly DayView[]): readonly { readonly row: RowView; readonly day: DayView }[] {
  return days
    .flatMap((day) => [...day.allDay, ...day.timed].map((row) => ({ row, day })))
    .filter(({ row }) => !row.past && !row.cancelled && row.answer !== 'declined');
}

/** The first day of the agenda is always today. */
function isToday(day: DayView, view: View): boolean {
  return day === view.agenda.days[0];
}

function changesEntry(view: View): TrayEntry {
  const { latestUnread, unread } = view.changes;
  if (unread === 0) return { kind: 'text', label: say(view, 'tray.noUnread') };
  const entries = latestUnread.map((row): TrayEntry => {
    const target = { do: 'reveal', rowId: row.rowId, changeIds: [row.id] } as const;
    if (view.preferences.presenting) return act(`${say(view, 'tray.aChange')}, ${row.time}`, target);
    return act(`${row.title}: ${[row.sentence, movement(row)].filter(Boolean).join(', ')}`, target);
  });
  return { kind: 'menu', label: say(view, 'tray.unread', { n: unread }), entries };
}

/** 'Tue 14:00 → Wed 10:00', '' when nothing was replaced. */
function movement(row: ChangeView): string {
  const first = row.differences[0];
  return first?.before && first.after ? `${first.before} → ${first.after}` : '';
}

function invitationsEntry(view: View): readonly TrayEntry[] {
  const { count } = view.invitations;
  return count === 0 ? [] : [act(say(view, 'tray.invitations', { n: count }), { do: 'open' })];
}

function muteEntry(view: View): TrayEntry {
  if (view.attention.muted) return act(say(view, 'tray.unmute'), { do: 'mute', until: 'off' });
  const entries = [
    act(say(view, 'tray.muteHour'), { do: 'mute', until: 'hour' }),
    act(say(view, 'tray.muteTomorrow'), { do: 'mute', until: 'tomorrow' }),
  ];
  return { kind: 'menu', label: say(view, 'tray.mute'), entries };
}

function presentingEntry(view: View): TrayEntry {
  const on = view.preferences.presenting;
  const label = say(view, 'tray.presenting');
  return { kind: 'switch', label, checked: on, action: { do: 'presenting', on: !on } };
}

function act(label: string, action: TrayAction): TrayEntry {
  return { kind: 'action', label: clipped(label), action };
}

const graphemes = new Intl.Segmenter();

/** One line of bearable width, never cut inside a character as people see it. */
function clipped(text: string): string {
  const line = text.replace(/[\r\n\t]+/g, ' ');
  const seen = Array.from(graphemes.segment(line.slice(0, 1_000)), ({ segment }) => segment);
  return seen.length > LONGEST ? `${seen.slice(0, LONGEST - 1).join('')}…` : line;
}

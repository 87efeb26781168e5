// What the tray says and offers, computed from the view: complete without the window, for those whose desktop shows
// nothing else and for screen readers.
import type { ChangeView, DayView, RowView, StatusName, View } from '../core/view.ts';

export type TrayAction =
  | { readonly do: 'open' | 'refresh' | 'quit' }
  | { readonly do: 'reveal'; readonly rowId: string; readonly changeIds: readonly string[] }
  | { readonly do: 'start-at-login'; readonly on: boolean };

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
const CHANGES = 8;
const LONGEST = 60;

/** The whole menu, top to bottom. */
export function trayMenu(view: View): readonly TrayEntry[] {
  const line: TrayEntry = { kind: 'separator' };
  const on = view.preferences.startAtLogin;
  return [
    { kind: 'text', label: clipped(view.status.label) },
    line,
    ...eventEntries(view),
    line,
    changesEntry(
      view.changes.rows.filter((row) => row.unread),
      view.changes.unread,
    ),
    ...(view.accounts.length > 0 ? [act('Refresh now', { do: 'refresh' })] : []),
    act(view.accounts.length > 0 ? 'Open Belfry' : 'Sign in…', { do: 'open' }),
    line,
    { kind: 'switch', label: 'Start at login', checked: on, action: { do: 'start-at-login', on: !on } },
    act('Quit', { do: 'quit' }),
  ];
}

/** 'Belfry: Listening · next: Stand-up 10:00'. */
export function trayTooltip(view: View): string {
  const next = upcoming(view.agenda.days).find(({ row }) => row.start !== '');
  const when = next && (isToday(next.day, view) ? next.row.start : `${next.day.label} ${next.row.start}`);
  return `Belfry: ${view.status.label}${next ? ` · next: ${clipped(next.row.title)} ${when}` : ''}`;
}

/** What the icon shows. */
export function trayFace(view: View): { readonly name: StatusName; readonly unread: boolean } {
  return { name: view.status.name, unread: view.changes.unread > 0 };
}

function eventEntries(view: View): readonly TrayEntry[] {
  const rows = upcoming(view.agenda.days).slice(0, EVENTS);
  if (view.accounts.length === 0) return [{ kind: 'text', label: 'Not signed in' }];
  if (rows.length === 0) {
    return [{ kind: 'text', label: view.agenda.loading ? 'Fetching events…' : 'Nothing coming up' }];
  }
  return rows.map(({ row, day }) => {
    const time = row.start || 'all day';
    const when = isToday(day, view) ? time : `${day.label} ${time}`;
    return act(`${when}  ${row.title}`, { do: 'reveal', rowId: row.id, changeIds: [] });
  });
}

function upcoming(days: readonly DayView[]): readonly { readonly row: RowView; readonly day: DayView }[] {
  return days
    .flatMap((day) => [...day.allDay, ...day.timed].map((row) => ({ row, day })))
    .filter(({ row }) => !row.past && !row.cancelled);
}

/** The first day of the agenda is always today. */
function isToday(day: DayView, view: View): boolean {
  return day === view.agenda.days[0];
}

function changesEntry(rows: readonly ChangeView[], unread: number): TrayEntry {
  if (unread === 0) return { kind: 'text', label: 'No unread changes' };
  const entries = rows.slice(0, CHANGES).map((row): TrayEntry => {
    const target = { do: 'reveal', rowId: row.rowId, changeIds: [row.id] } as const;
    return act(`${row.title}: ${[row.sentence, movement(row)].filter(Boolean).join(', ')}`, target);
  });
  return { kind: 'menu', label: `Unread changes (${unread})`, entries };
}

/** 'Tue 14:00 → Wed 10:00', '' when nothing was replaced. */
function movement(row: ChangeView): string {
  const first = row.differences[0];
  return first?.before && first.after ? `${first.before} → ${first.after}` : '';
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

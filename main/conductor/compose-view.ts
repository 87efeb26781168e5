// The whole window, out of store, settings and accounts.
import type { ReplicaHealth } from '../core/sync/store-port.ts';
import { accountProblem, notRunningProblem, type NotRunning } from '../core/window/account-problem.ts';
import { agendaView } from '../core/window/agenda.ts';
import { calendarViews } from '../core/window/calendar-views.ts';
import { busyTimes, overlapOf, overlapText } from '../core/alerts/conflicts.ts';
import { changesView } from '../core/window/inbox.ts';
import type { Account, Calendar, CalendarId, Change, Occurrence, RecordedChange } from '../core/model.ts';
import { connectionView } from '../core/window/connection.ts';
import { rowId } from '../core/window/row-id.ts';
import { dormant, statusView, type AccountState } from '../core/window/status.ts';
import type { Reader } from '../core/time/time-wording.ts';
import { timeAskedFor } from '../core/alerts/toast-warning.ts';
import type { AccountView, NoticeView, View } from '../core/window/view.ts';
import type { AttentionView } from '../core/alerts/toast-view.ts';
import type { ChangesView, InvitationsView, UndoView } from '../core/window/inbox-view.ts';
import type { SignInView } from '../core/window/sign-in-view.ts';
import { DAY } from '../core/time/wall-time.ts';
import { dateAt, dayStart, viewerZone } from '../core/time/zones.ts';
import type { AccountWatch } from './account-watch.ts';
import { connectionOf } from './connection-of.ts';
import type { World } from './context.ts';
import { inboxQuery, type InboxLook } from './inbox-look.ts';
import { readerOf } from './reader.ts';

/** Days the agenda shows, today included. */
const DAYS = 14;
/** Of the latest changes, those unread mark their rows in the agenda. */
const MARKING = 200;

/** What is looked at besides the ports. */
export interface Watched {
  watch(account: Account): AccountWatch | null;
  notRunning(account: Account): NotRunning | null;
  signIn(): SignInView;
  invitations(): Promise<InvitationsView>;
  undo(): UndoView | null;
  attention(): Promise<AttentionView>;
  /** `complete`: every calendar that is shown was pulled at least once. */
  notices(complete: boolean, reader: Reader): readonly NoticeView[];
}

export interface Composed {
  readonly view: View;
  /** What can be joined and jumped to, by RowView.id. */
  readonly occurrences: ReadonlyMap<string, Occurrence>;
}

/** Composes the window as it is at this moment. Throws BelfryError 'storage'. */
export async function composeView(world: World, watched: Watched, look: InboxLook): Promise<Composed> {
  const { settings, store } = world;
  const reader = readerOf(world);
  const calendars = settings.calendars();
  const shown = calendars.filter((c) => c.shown);
  const ids = shown.map((c) => c.id);
  const occurrences = await store.occurrences(ids, ...agendaSpan(reader));
  const latest = await store.changes(MARKING);
  const health = new Map(await Promise.all(ids.map(async (id) => [id, await store.health(id)] as const)));
  const invitations = await watched.invitations();
  const view: View = {
    ...reader,
    ...standing(world, { shown, calendars, health, watched, reader }),
    signIn: watched.signIn(),
    agenda: { ...agendaView(occurrences, shown, latest, reader), loading: await isLoading(shown, world) },
    changes: await inboxOf(world, look, { latest, occurrences, invitations, reader }),
    invitations,
    undo: watched.undo(),
    attention: await watched.attention(),
    preferences: settings.preferences(),
    notices: watched.notices(
      ids.every((id) => health.get(id)?.pulledAt !== null),
      reader,
    ),
  };
  return { view, occurrences: new Map(occurrences.map((one) => [rowId(one), one])) };
}

interface Standing extends AccountFacts {
  readonly shown: readonly Calendar[];
}

/** How things stand: the status line, each account, and how it is connected. */
function standing({ settings }: World, facts: Standing): Pick<View, 'status' | 'accounts' | 'connections'> {
  const { shown, watched, reader } = facts;
  const accounts = settings.accounts();
  return {
    status: statusView({
      ...reader,
      accounts: accounts.map((a) => stateOf(a, watched)),
      calendars: shown.length,
      lastDelay: lastDelay(accounts, watched),
    }),
    accounts: accounts.map((a) => accountView(a, facts)),
    connections: accounts.map((a) => connectionView(a, connectionOf(a, watched), reader)),
  };
}

interface InboxParts {
  readonly latest: readonly RecordedChange[];
  readonly occurrences: readonly Occurrence[];
  readonly invitations: InvitationsView;
  readonly reader: Reader;
}

async function inboxOf(
  { settings, store }: World,
  look: InboxLook,
  { latest, occurrences, invitations, reader }: InboxParts,
): Promise<ChangesView> {
  const calendars = settings.calendars();
  const { limit: _limit, ...filter } = look;
  return changesView(
    {
      page: await store.inbox(inboxQuery(look, calendars)),
      latest,
      filter,
      calendars,
      occurrences,
      invitations: new Set(invitations.rows.map(({ id }) => id)),
      keepDays: settings.preferences().keepDays,
      overlap: overlapping(occurrences, calendars, reader),
    },
    reader,
  );
}

/** What the event of a change would overlap, as far as the agenda reaches. */
function overlapping(occurrences: readonly Occurrence[], calendars: readonly Calendar[], reader: Reader) {
  const busy = busyTimes(occurrences, calendars);
  return (change: Change): string => {
    const when = timeAskedFor(change);
    if (when?.at !== 'time' || when.endsAt <= reader.now) return '';
    const other = overlapOf(when, busy, change);
    return other ? overlapText(other, reader) : '';
  };
}

// A margin of a day on both sides: all-day dates are stored without a zone.
function agendaSpan({ now, zone }: Reader): readonly [from: number, to: number] {
  const viewer = viewerZone(zone);
  const from = dayStart(dateAt(now, viewer), viewer);
  return [from - DAY, from + (DAYS + 1) * DAY];
}

function stateOf(account: Account, watched: Watched): AccountState {
  const watch = watched.watch(account);
  return watch ? watch.state : dormant(watched.notRunning(account) !== null);
}

function lastDelay(accounts: readonly Account[], watched: Watched): number | null {
  return accounts.flatMap((account) => watched.watch(account)?.lastDelay ?? []).at(-1) ?? null;
}

interface AccountFacts {
  readonly calendars: readonly Calendar[];
  readonly health: ReadonlyMap<CalendarId, ReplicaHealth>;
  readonly watched: Watched;
  readonly reader: Required<Reader>;
}

function accountView(account: Account, { calendars, health, watched, reader }: AccountFacts): AccountView {
  const watch = watched.watch(account);
  const notRunning = watched.notRunning(account);
  const mine = calendars.filter((c) => c.accountId === account.id);
  const facts = mine.map((calendar) => ({
    calendar,
    trouble: watch?.troubleOf(calendar) ?? null,
    badObjects: health.get(calendar.id)?.badObjects ?? 0,
  }));
  return {
    id: account.id,
    label: account.label,
    calendars: calendarViews(facts, reader),
    problem: notRunning
      ? notRunningProblem(notRunning, reader)
      : watch && accountProblem(watch.failure, watch.certificate, reader),
  };
}

async function isLoading(shown: readonly Calendar[], { store }: World): Promise<boolean> {
  const states = await Promise.all(shown.map((c) => store.syncState(c.id)));
  return states.length > 0 && states.every((s) => s.at === 'nothing');
}

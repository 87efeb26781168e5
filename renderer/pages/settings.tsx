// Accounts and settings: the connection, each account's calendars, how Belfry starts.
import { useId, useState } from 'preact/hooks';
import type { AccountView, CalendarView, StatusView, View } from '../../main/core/view.ts';
import { colorStyle } from '../calendar-color.ts';
import { Icon } from '../icon.tsx';
import { ProblemBanner } from '../parts/banners.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { StatusShape } from '../parts/status.tsx';
import { Switch } from '../parts/switch.tsx';
import { attempt, type WindowState } from '../window-state.ts';

export function Settings({ state, view }: { state: WindowState; view: View }) {
  return (
    <div class="page">
      <div class="scroll settings" tabIndex={0} role="region" aria-labelledby="settings-title">
        <h2 id="settings-title" class="title">
          Accounts and settings
        </h2>
        <Connection state={state} status={view.status} />
        {view.accounts.map((account) => (
          <Account key={account.id} state={state} account={account} zone={view.zone} />
        ))}
        <section class="group" aria-labelledby="starting">
          <h3 id="starting">Starting</h3>
          <Switch
            label="Start Belfry when I log in"
            on={view.preferences.startAtLogin}
            onSwitch={(on) => attempt(state, () => state.door.setStartAtLogin({ on }))}
          />
        </section>
      </div>
    </div>
  );
}

function Connection({ state, status }: { state: WindowState; status: StatusView }) {
  return (
    <section class="group" aria-labelledby="connection">
      <h3 id="connection">Connection</h3>
      <div class="connection">
        <StatusShape name={status.name} />
        <div>
          <p class="connection-word">{status.label}</p>
          {status.detail && <p class="where">{status.detail}</p>}
          <p class="where">{status.footer}</p>
        </div>
        <button
          type="button"
          class="button small"
          onClick={() => void attempt(state, () => state.door.refresh())}
        >
          Check now
        </button>
      </div>
    </section>
  );
}

interface AccountProps {
  readonly state: WindowState;
  readonly account: AccountView;
  readonly zone: string;
}

function Account({ state, account, zone }: AccountProps) {
  const [isLeaving, setLeaving] = useState(false);
  const heading = `account-${account.id}`;
  return (
    <section class="group" aria-labelledby={heading}>
      <h3 id={heading} dir="auto">
        {account.label}
      </h3>
      <ProblemBanner state={state} account={account} zone={zone} />
      {account.calendars.length > 0 && <Calendars state={state} calendars={account.calendars} />}
      <button type="button" class="text-button danger" onClick={() => setLeaving(true)}>
        Sign out…
      </button>
      {isLeaving && (
        <SignOutDialog
          label={account.label}
          onClose={() => setLeaving(false)}
          onSignOut={() => {
            setLeaving(false);
            void attempt(state, () => state.door.signOut({ id: account.id }));
          }}
        />
      )}
    </section>
  );
}

interface CalendarsProps {
  readonly state: WindowState;
  readonly calendars: readonly CalendarView[];
}

function Calendars({ state, calendars }: CalendarsProps) {
  return (
    <>
      <div class="calendar-columns" aria-hidden="true">
        <span>Shown</span>
        <span>Alerts</span>
      </div>
      {peopleOf(calendars).map((person) => (
        <CalendarsOf
          key={person}
          state={state}
          person={person}
          calendars={calendars.filter((calendar) => calendar.person === person)}
        />
      ))}
    </>
  );
}

/** In the order of their first calendar; '' stands for oneself. */
function peopleOf(calendars: readonly CalendarView[]): readonly string[] {
  return [...new Set(calendars.map((calendar) => calendar.person))];
}

function CalendarsOf({ state, person, calendars }: CalendarsProps & { readonly person: string }) {
  const heading = useId();
  return (
    <>
      {person && (
        <h4 id={heading} class="calendar-person" dir="auto">
          {person}
        </h4>
      )}
      <ul class="calendars" aria-labelledby={person ? heading : undefined}>
        {calendars.map((calendar) => (
          <Calendar key={calendar.id} state={state} calendar={calendar} />
        ))}
      </ul>
    </>
  );
}

function Calendar({ state, calendar }: { state: WindowState; calendar: CalendarView }) {
  const { id, name, shown, alerts } = calendar;
  const set = (choice: { shown: boolean; alerts: boolean }) =>
    attempt(state, () => state.door.setCalendar({ id, ...choice }));
  return (
    <li class="calendar colored" style={colorStyle(calendar.color)}>
      <span class="swatch" aria-hidden="true" />
      <div class="calendar-name">
        <p class="calendar-title">
          <bdi>{name}</bdi>
          {!calendar.writable && <ReadOnlyMark />}
        </p>
        {calendar.problem && <p class="calendar-problem">{calendar.problem}</p>}
        {calendar.unreadable && <p class="calendar-problem">{calendar.unreadable}</p>}
      </div>
      <Switch label={`Show ${name}`} labelHidden on={shown} onSwitch={(on) => set({ shown: on, alerts })} />
      <Switch
        label={`Alerts for ${name}`}
        labelHidden
        on={alerts}
        disabled={!shown}
        onSwitch={(on) => set({ shown, alerts: on })}
      />
    </li>
  );
}

function ReadOnlyMark() {
  return (
    <span class="calendar-mark" title="Read only">
      <Icon name="readOnly" />
      <span class="visually-hidden">, read only</span>
    </span>
  );
}

interface SignOutProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

function SignOutDialog({ label, onClose, onSignOut }: SignOutProps) {
  return (
    <Dialog title="Sign out?" onClose={onClose}>
      <p>
        The password and the copy of the calendars of <bdi>{label}</bdi> are removed from this computer.
        Nothing changes on the server.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Stay signed in
        </button>
        <button type="button" class="button primary danger" onClick={onSignOut}>
          Sign out
        </button>
      </div>
    </Dialog>
  );
}

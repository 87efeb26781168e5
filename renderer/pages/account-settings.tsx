// One account: its calendars, each with what it may do, and the way out.
import { useId, useState } from 'preact/hooks';
import type { AccountView, CalendarView } from '../../main/core/window/view.ts';
import { attempt } from '../attempt.ts';
import { colorStyle } from '../calendar-color.ts';
import { Icon } from '../icon.tsx';
import { ProblemBanner } from '../parts/banners.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Switch } from '../parts/switch.tsx';
import { say, sayWith } from '../say.ts';
import type { WindowState } from '../window-state.ts';

interface AccountProps {
  readonly state: WindowState;
  readonly account: AccountView;
  readonly zone: string;
}

export function Account({ state, account, zone }: AccountProps) {
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
        {say('settings.signOut')}
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
        <span>{say('settings.shown')}</span>
        <span>{say('settings.alerts')}</span>
        <span>{say('settings.reminds')}</span>
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
      {person !== '' && (
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
  const { id, name, shown, alerts, reminds } = calendar;
  const set = (choice: { shown?: boolean; alerts?: boolean; reminds?: boolean }) =>
    attempt(state, () => state.door.setCalendar({ id, shown, alerts, reminds, ...choice }));
  return (
    <li class="calendar colored" style={colorStyle(calendar.color)}>
      <span class="swatch" aria-hidden="true" />
      <div class="calendar-name">
        <p class="calendar-title">
          <bdi>{name}</bdi>
          {!calendar.writable && <ReadOnlyMark />}
        </p>
        {calendar.problem !== '' && <p class="calendar-problem">{calendar.problem}</p>}
        {calendar.unreadable !== '' && <p class="calendar-problem">{calendar.unreadable}</p>}
      </div>
      <Switch
        label={say('settings.showCalendar', { name })}
        labelHidden
        on={shown}
        onSwitch={(on) => set({ shown: on })}
      />
      <Switch
        label={say('settings.alertsFor', { name })}
        labelHidden
        on={alerts}
        disabled={!shown}
        onSwitch={(on) => set({ alerts: on })}
      />
      <Switch
        label={say('settings.remindsOf', { name })}
        labelHidden
        on={reminds}
        disabled={!shown}
        onSwitch={(on) => set({ reminds: on })}
      />
    </li>
  );
}

function ReadOnlyMark() {
  return (
    <span class="calendar-mark" title={say('settings.readOnly')}>
      <Icon name="readOnly" />
      <span class="visually-hidden">{say('settings.readOnlyMark')}</span>
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
    <Dialog title={say('signOut.title')} onClose={onClose}>
      <p>{sayWith('signOut.text', { account: <bdi>{label}</bdi> })}</p>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {say('signOut.stay')}
        </button>
        <button type="button" class="button primary danger" onClick={onSignOut}>
          {say('signOut.leave')}
        </button>
      </div>
    </Dialog>
  );
}

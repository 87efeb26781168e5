// The agenda: what is next, then the days.
import type { AgendaView, DayView, NextView, View } from '../../main/core/window/view.ts';
import { colorStyle } from '../calendar-color.ts';
import { Icon } from '../icon.tsx';
import { say } from '../say.ts';
import { hourAndMinute } from '../wall-clock.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';
import { AllDayChip, NowLine, Row } from './agenda-row.tsx';
import { Skeleton } from './loading.tsx';
import { StartAtLoginQuestion } from './start-at-login.tsx';

export function Agenda({ state, view }: { state: WindowState; view: View }) {
  return (
    <div class="page">
      <div id="panel-agenda" class="scroll" role="tabpanel" aria-labelledby="tab-agenda" tabIndex={0}>
        {!view.preferences.askedStartAtLogin && <StartAtLoginQuestion state={state} />}
        {view.agenda.next && <NextCard state={state} next={view.agenda.next} />}
        {view.agenda.loading ? (
          <FirstPull />
        ) : (
          <Days state={state} agenda={view.agenda} now={hourAndMinute(view.now, view.zone, view.locale)} />
        )}
      </div>
      <footer class="footer">
        <p>{view.status.footer}</p>
        <button
          type="button"
          class="icon-button"
          aria-label={say('agenda.checkNow')}
          title={say('agenda.checkNow')}
          onClick={() => void attempt(state, () => state.door.refresh())}
        >
          <Icon name="refresh" />
        </button>
      </footer>
    </div>
  );
}

function FirstPull() {
  return (
    <>
      <p class="first-pull" role="status">
        {say('agenda.fetching')}
      </p>
      <Skeleton />
    </>
  );
}

function NextCard({ state, next: { row, lead } }: { state: WindowState; next: NextView }) {
  return (
    <section class="next-card colored" style={colorStyle(row.color)} aria-label={say('agenda.next')}>
      <div class="next-words">
        <p class="lead">{lead}</p>
        <h2 dir="auto">{row.title}</h2>
        <p class="where" dir="auto">
          {[row.span, row.place].filter(Boolean).join(' · ')}
        </p>
        {row.conflict !== '' && (
          <p class="warning" dir="auto">
            {row.conflict}
          </p>
        )}
      </div>
      {row.canJoin && (
        <button
          type="button"
          class="button primary"
          onClick={() => void attempt(state, () => state.door.join({ id: row.id }))}
        >
          {say('agenda.join')}
        </button>
      )}
    </section>
  );
}

interface DaysProps {
  readonly state: WindowState;
  readonly agenda: AgendaView;
  /** The time for the line that marks now. */
  readonly now: string;
}

function Days({ state, agenda, now }: DaysProps) {
  const isEmpty = agenda.days.every((day) => day.allDay.length + day.timed.length === 0);
  if (isEmpty) return <Empty />;
  return (
    <>
      {agenda.days.map((day, index) => (
        <Day key={day.date} state={state} day={day} now={now} isFirst={index === 0} />
      ))}
    </>
  );
}

function Empty() {
  return (
    <div class="empty">
      <Icon name="mark" />
      <h2>{say('agenda.emptyTitle')}</h2>
      <p>{say('agenda.emptyText')}</p>
    </div>
  );
}

interface DayProps {
  readonly state: WindowState;
  readonly day: DayView;
  readonly now: string;
  readonly isFirst: boolean;
}

function Day({ state, day, now, isFirst }: DayProps) {
  // Element timing: a start can be measured to the paint of the first day, without disturbing it.
  const timing = isFirst ? { elementtiming: 'agenda' } : {};
  const heading = `day-${day.date}`;
  return (
    <section class="day" aria-labelledby={heading}>
      <h2 id={heading} class="day-heading" {...timing}>
        <span class="day-label">{day.label}</span> <span class="day-date">{dateBeside(day)}</span>
      </h2>
      {day.allDay.length > 0 && (
        <ul class="chips" aria-label={say('agenda.allDay')}>
          {day.allDay.map((row) => (
            <AllDayChip key={row.id} row={row} />
          ))}
        </ul>
      )}
      <ol class="rows">
        {day.timed.flatMap((row, index) => [
          index === day.nowIndex && <NowLine key="now" time={now} />,
          <Row key={row.id} state={state} row={row} />,
        ])}
        {day.timed.length > 0 && day.nowIndex !== null && day.nowIndex >= day.timed.length && (
          <NowLine key="now" time={now} />
        )}
      </ol>
      {day.allDay.length + day.timed.length === 0 && <p class="free">{say('agenda.free')}</p>}
    </section>
  );
}

/** The long date without the weekday when the label already says it. */
function dateBeside({ label, longDate }: DayView): string {
  return longDate.startsWith(`${label} `) ? longDate.slice(label.length + 1) : longDate;
}

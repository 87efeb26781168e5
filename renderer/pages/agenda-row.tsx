// One occurrence in the agenda, all-day or timed, and the line that marks now.
import type { RowView } from '../../main/core/window/view.ts';
import { attempt } from '../attempt.ts';
import { colorStyle } from '../calendar-color.ts';
import { Icon } from '../icon.tsx';
import { steady } from '../parts/steady.tsx';
import { say } from '../say.ts';
import { rowKey, type WindowState } from '../window-state.ts';

/** One of hundreds: left alone while it says the same. */
export const Row = steady(TimedRow);

function TimedRow({ state, row }: { state: WindowState; row: RowView }) {
  return (
    <li
      class={classes('row colored', row)}
      data-key={rowKey(row.id)}
      data-answer={row.answer || undefined}
      tabIndex={-1}
      style={colorStyle(row.color)}
    >
      <p class="time">
        <span aria-hidden="true">{row.start}</span>
        <span class="visually-hidden">{row.span}</span>
      </p>
      <span class="bar" aria-hidden="true" />
      <div class="what">
        <h3 dir="auto">{row.title}</h3>
        <Where row={row} />
      </div>
      <div class="row-side">
        <Badges row={row} />
        {row.canJoin && !row.past && <JoinButton state={state} row={row} />}
      </div>
    </li>
  );
}

function JoinButton({ state, row }: { state: WindowState; row: RowView }) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={say('agenda.joinTitle', { title: row.title })}
      title={say('agenda.join')}
      onClick={() => void attempt(state, () => state.door.join({ id: row.id }))}
    >
      <Icon name="video" />
    </button>
  );
}

function Where({ row }: { row: RowView }) {
  const details = [row.badgeDetail, row.place].filter(Boolean);
  return (
    <>
      {details.length > 0 && (
        <p class="where">
          {details.map((detail, index) => (
            <span key={index}>
              {index > 0 && ' · '}
              <bdi>{detail}</bdi>
            </span>
          ))}
        </p>
      )}
      {row.conflict !== '' && (
        <p class="warning" dir="auto">
          {row.conflict}
        </p>
      )}
      <span class="visually-hidden">{[...conditions(row), row.calendarName].filter(Boolean).join(' ')}</span>
    </>
  );
}

/** What the look of a row says, in words. */
function conditions(row: RowView): readonly string[] {
  return [
    row.cancelled ? say('agenda.cancelled') : '',
    row.past ? say('agenda.over') : '',
    row.answer ? say(`agenda.${row.answer}`) : '',
  ];
}

/** The badge of an unread change, then that of one's answer; a cancelled row without one says so itself. */
function Badges({ row }: { row: RowView }) {
  const change = row.badge || (row.cancelled ? say('agenda.cancelledBadge') : '');
  // An event that is off needs no answer.
  const answer = row.answer && !row.cancelled ? say(`agenda.${row.answer}Badge`) : '';
  return (
    <>
      {change !== '' && <span class="badge">{change}</span>}
      {answer !== '' && (
        <span class="badge answer" data-answer={row.answer} aria-hidden="true">
          {answer}
        </span>
      )}
    </>
  );
}

export function AllDayChip({ row }: { row: RowView }) {
  const hidden = conditions(row).filter(Boolean).join(' ');
  return (
    <li
      class={classes('chip colored', row)}
      data-key={rowKey(row.id)}
      data-answer={row.answer || undefined}
      tabIndex={-1}
      style={colorStyle(row.color)}
      title={[row.calendarName, row.place, row.conflict].filter(Boolean).join(' · ')}
    >
      <span class="chip-title" dir="auto">
        {row.title}
      </span>
      {row.span !== '' && <span class="chip-span">{row.span}</span>}
      <Badges row={row} />
      {hidden !== '' && <span class="visually-hidden">{hidden}</span>}
    </li>
  );
}

export function NowLine({ time }: { time: string }) {
  return (
    <li class="now-line">
      <span class="visually-hidden">{`${say('agenda.now')} `}</span>
      {time}
    </li>
  );
}

function classes(base: string, row: RowView): string {
  return [base, row.past && 'past', row.cancelled && 'cancelled'].filter(Boolean).join(' ');
}

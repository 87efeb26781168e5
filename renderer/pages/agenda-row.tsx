// One occurrence in the agenda, all-day or timed, and the line that marks now.
import type { RowView } from '../../main/core/view.ts';
import { colorStyle } from '../calendar-color.ts';
import { rowKey } from '../window-state.ts';

export function Row({ row }: { row: RowView }) {
  return (
    <li
      class={classes('row colored', row)}
      data-key={rowKey(row.id)}
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
      <Badge row={row} />
    </li>
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
      <span class="visually-hidden">
        {row.cancelled && 'Cancelled. '}
        {row.past && 'Over. '}
        {row.calendarName}
      </span>
    </>
  );
}

/** The badge of an unread change; a cancelled row without one says so itself. */
function Badge({ row }: { row: RowView }) {
  const word = row.badge || (row.cancelled ? 'cancelled' : '');
  return word ? <span class="badge">{word}</span> : null;
}

export function AllDayChip({ row }: { row: RowView }) {
  return (
    <li
      class={classes('chip colored', row)}
      data-key={rowKey(row.id)}
      tabIndex={-1}
      style={colorStyle(row.color)}
      title={[row.calendarName, row.place].filter(Boolean).join(' · ')}
    >
      <span class="chip-title" dir="auto">
        {row.title}
      </span>
      {row.span && <span class="chip-span">{row.span}</span>}
      <Badge row={row} />
      {row.cancelled && <span class="visually-hidden">Cancelled</span>}
    </li>
  );
}

export function NowLine({ time }: { time: string }) {
  return (
    <li class="now-line">
      <span class="visually-hidden">Now, </span>
      {time}
    </li>
  );
}

function classes(base: string, row: RowView): string {
  return [base, row.past && 'past', row.cancelled && 'cancelled'].filter(Boolean).join(' ');
}

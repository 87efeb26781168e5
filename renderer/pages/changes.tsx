// The inbox: what happened, told as a sentence, then before and after.
import type { ChangeView, View } from '../../main/core/view.ts';
import { colorStyle } from '../calendar-color.ts';
import { Icon } from '../icon.tsx';
import { Differences } from '../parts/differences.tsx';
import { attempt, changeKey, reveal, type WindowState } from '../window-state.ts';

export function Changes({ state, view }: { state: WindowState; view: View }) {
  const { rows, unread } = view.changes;
  return (
    <div class="page">
      <div id="panel-changes" class="scroll" role="tabpanel" aria-labelledby="tab-changes" tabIndex={0}>
        {rows.length === 0 ? (
          <NoChanges />
        ) : (
          <ul class="changes">
            {rows.map((change) => (
              <ChangeCard key={change.id} state={state} change={change} />
            ))}
          </ul>
        )}
      </div>
      <footer class="footer">
        <p>{unread === 0 ? 'All read' : `${unread} unread`}</p>
        {unread > 0 && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              document.getElementById('panel-changes')?.focus();
              markRead(state, null);
            }}
          >
            Mark all read
          </button>
        )}
      </footer>
    </div>
  );
}

function NoChanges() {
  return (
    <div class="empty">
      <Icon name="mark" />
      <h2>No changes yet</h2>
      <p>When somebody adds, moves or cancels something, it is told here, with what it was before.</p>
    </div>
  );
}

interface ChangeProps {
  readonly state: WindowState;
  readonly change: ChangeView;
}

function ChangeCard({ state, change }: ChangeProps) {
  return (
    <li class="change-place" data-unread={change.unread}>
      <article
        class="card colored"
        data-key={changeKey(change.id)}
        tabIndex={-1}
        style={colorStyle(change.color)}
      >
        <Head state={state} change={change} />
        <p class="sentence">
          <bdi>{change.sentence}</bdi>
          {' · '}
          <span class="from">
            <span class="swatch" aria-hidden="true" />
            <bdi>{change.calendarName}</bdi>
          </span>
        </p>
        <Differences differences={change.differences} />
        {change.rowId && (
          <div class="actions">
            <button type="button" class="button small" onClick={() => open(state, change)}>
              Show in agenda
            </button>
          </div>
        )}
      </article>
    </li>
  );
}

function Head({ state, change }: ChangeProps) {
  return (
    <div class="card-head">
      <h2 dir="auto">
        {change.unread && <span class="visually-hidden">Unread: </span>}
        {change.title}
      </h2>
      <div class="card-side">
        <p class="when">{change.time}</p>
        {change.unread && (
          <button
            type="button"
            class="icon-button"
            aria-label={`Mark as read: ${change.title}`}
            title="Mark as read"
            onClick={(event) => {
              // The button goes away with the mark; the focus stays at its card.
              event.currentTarget.closest('article')?.focus();
              markRead(state, [change.id]);
            }}
          >
            <Icon name="check" />
          </button>
        )}
      </div>
    </div>
  );
}

function open(state: WindowState, change: ChangeView): void {
  if (change.unread) markRead(state, [change.id]);
  reveal(state, { rowId: change.rowId, changeIds: [change.id] });
}

function markRead(state: WindowState, ids: string[] | null): void {
  void attempt(state, () => state.door.markRead({ ids }));
}

// Everything that happened to one event: the newest told in full, what was before it in a line each.
import type { ChangeGroupView, ChangeView, InvitationView } from '../../main/core/window/inbox-view.ts';
import { attempt } from '../attempt.ts';
import { colorStyle } from '../calendar-color.ts';
import { Icon } from '../icon.tsx';
import { mark } from '../inbox-state.ts';
import { Differences } from '../parts/differences.tsx';
import { ReplyButtons } from '../parts/reply-buttons.tsx';
import { steady } from '../parts/steady.tsx';
import { say } from '../say.ts';
import { changeKey, invitationKey, lookAt, reveal, type WindowState } from '../window-state.ts';
import { ChangeHistory } from './change-history.tsx';

interface GroupProps {
  readonly state: WindowState;
  readonly group: ChangeGroupView;
  /** Whose answer is wanted; null: nobody asks. */
  readonly invitation: InvitationView | null;
}

/** A card of the inbox; one of thousands, so it is left alone while its event has nothing new. */
export const ChangeGroup = steady(Group);

function Group({ state, group, invitation }: GroupProps) {
  const [newest, ...earlier] = group.rows;
  if (!newest) return null;
  return (
    <li class="change-place" data-unread={group.unread}>
      <article
        class="card colored"
        data-key={changeKey(newest.id)}
        tabIndex={-1}
        style={colorStyle(group.color)}
      >
        <Head state={state} group={group} newest={newest} />
        <p class="sentence">
          <bdi>{newest.sentence}</bdi>
          {' · '}
          <span class="from">
            <span class="swatch" aria-hidden="true" />
            <bdi>{group.calendarName}</bdi>
          </span>
        </p>
        <Differences differences={newest.differences} />
        {newest.warning !== '' && (
          <p class="warning" dir="auto">
            {newest.warning}
          </p>
        )}
        {invitation && <Reply state={state} invitation={invitation} />}
        {(group.rowId || newest.rowId) !== '' && (
          <button type="button" class="text-button goto" onClick={() => open(state, group, newest)}>
            {say('inbox.showInAgenda')}
          </button>
        )}
        <ChangeHistory inbox={state.inbox} title={group.title} newest={newest} earlier={earlier} />
      </article>
    </li>
  );
}

interface HeadProps {
  readonly state: WindowState;
  readonly group: ChangeGroupView;
  readonly newest: ChangeView;
}

function Head({ state, group, newest }: HeadProps) {
  const { title, unread } = group;
  const word = unread ? 'inbox.markRead' : 'inbox.markUnread';
  const ids = group.rows.filter((row) => row.unread === unread).map((row) => row.id);
  return (
    <div class="card-head">
      <h2 dir="auto">
        {unread && <span class="visually-hidden">{`${say('inbox.unread')} `}</span>}
        {title}
      </h2>
      <div class="card-side">
        <p class="when">{newest.time}</p>
        <button
          type="button"
          class="icon-button"
          aria-label={say(word, { title })}
          title={say(`${word}Short`)}
          onClick={() => mark(state.inbox, ids, unread)}
        >
          <Icon name={unread ? 'check' : 'unread'} />
        </button>
      </div>
    </div>
  );
}

/** The answer without more ado; a note, or an answer for one day alone, is given where the invitations are. */
function Reply({ state, invitation }: { state: WindowState; invitation: InvitationView }) {
  const { id, title, busy, problem } = invitation;
  return (
    <>
      <ReplyButtons
        title={title}
        isBusy={busy}
        onReply={(answer) =>
          void attempt(state, () => state.door.reply({ id, answer, note: '', occurrence: false }))
        }
      />
      {problem !== '' && <p class="mistake">{problem}</p>}
      <button
        type="button"
        class="text-button goto"
        onClick={() => lookAt(state, 'invitations', invitationKey(id))}
      >
        {say('reply.moreChoices')}
      </button>
    </>
  );
}

function open(state: WindowState, group: ChangeGroupView, newest: ChangeView): void {
  const ids = group.rows.filter((row) => row.unread).map((row) => row.id);
  mark(state.inbox, ids, true);
  reveal(state, { rowId: group.rowId || newest.rowId, changeIds: [newest.id] });
}

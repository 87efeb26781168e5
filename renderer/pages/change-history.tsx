// What happened to an event before its newest change, a line each; a long past is folded away.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ChangeView, DifferenceView } from '../../main/core/window/inbox-view.ts';
import { Icon } from '../icon.tsx';
import { mark, type InboxState } from '../inbox-state.ts';
import { say } from '../say.ts';
import { changeKey } from '../window-state.ts';

/** More than this are folded. */
const OPEN_AT_MOST = 3;

interface HistoryProps {
  readonly inbox: InboxState;
  readonly title: string;
  readonly newest: ChangeView;
  readonly earlier: readonly ChangeView[];
}

export function ChangeHistory({ inbox, title, newest, earlier }: HistoryProps) {
  if (earlier.length === 0) return null;
  const list = (
    <ul class="history" aria-label={say('inbox.before')}>
      {earlier.map((row) => (
        <HistoryRow key={row.id} inbox={inbox} title={title} row={row} />
      ))}
    </ul>
  );
  if (earlier.length <= OPEN_AT_MOST) return list;
  return (
    <Fold
      key={newest.id}
      label={say('inbox.earlier', { count: earlier.length })}
      isOpen={earlier.some((row) => row.unread)}
    >
      {list}
    </Fold>
  );
}

interface FoldProps {
  readonly label: string;
  /** How it begins: nothing is unread that cannot be seen. Later it is the person's. */
  readonly isOpen: boolean;
  readonly children: ComponentChildren;
}

function Fold({ label, isOpen, children }: FoldProps) {
  const [began] = useState(isOpen);
  return (
    <details class="history-fold" open={began}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}

interface RowProps {
  readonly inbox: InboxState;
  readonly title: string;
  readonly row: ChangeView;
}

function HistoryRow({ inbox, title, row }: RowProps) {
  const { id, unread, sentence } = row;
  const label = say(unread ? 'inbox.markRowRead' : 'inbox.markRowUnread', { title, sentence });
  return (
    <li class="history-row" data-key={changeKey(id)} data-unread={unread} tabIndex={-1}>
      <p>
        {unread && <span class="visually-hidden">{`${say('inbox.unread')} `}</span>}
        <bdi>{sentence}</bdi>
        {row.differences.map((difference, index) => (
          <Brief key={index} difference={difference} />
        ))}
      </p>
      <p class="when">{row.time}</p>
      <button
        type="button"
        class="icon-button"
        aria-label={label}
        title={say(unread ? 'inbox.markReadShort' : 'inbox.markUnreadShort')}
        onClick={() => mark(inbox, [id], unread)}
      >
        <Icon name={unread ? 'check' : 'unread'} />
      </button>
    </li>
  );
}

/** ' · Tue 14:00 → Wed 10:00', with the old struck through. */
function Brief({ difference: { before, after } }: { difference: DifferenceView }) {
  return (
    <>
      {' · '}
      {before !== '' && (
        <>
          <span class="visually-hidden">{`${say('inbox.was')} `}</span>
          <del>
            <bdi>{before}</bdi>
          </del>
        </>
      )}
      {before !== '' && after !== '' && <span aria-hidden="true">{' → '}</span>}
      {after !== '' && (
        <>
          <span class="visually-hidden">{` ${say('inbox.now')} `}</span>
          <bdi>{after}</bdi>
        </>
      )}
    </>
  );
}

// The inbox: what happened, by event, the one that changed last first.
import type { ChangesView, InvitationView } from '../../main/core/window/inbox-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { Icon } from '../icon.tsx';
import { isFiltering, lookFor, lookFurther, markAllRead, NO_FILTER, shownFilter } from '../inbox-state.ts';
import { useGrowing } from '../parts/growing.ts';
import { say } from '../say.ts';
import { changeKey, type TargetKey, type WindowState } from '../window-state.ts';
import { ChangeFilter } from './change-filter.tsx';
import { ChangeGroup } from './change-group.tsx';

export function Changes({ state, view }: { state: WindowState; view: View }) {
  const { changes } = view;
  const filtering = isFiltering(shownFilter(state.inbox, changes));
  const isEmpty = changes.groups.length === 0;
  return (
    <div class="page">
      {(filtering || !isEmpty) && <ChangeFilter inbox={state.inbox} view={view} />}
      <div id="panel-changes" class="scroll" role="tabpanel" aria-labelledby="tab-changes" tabIndex={0}>
        {!isEmpty && <Groups state={state} view={view} />}
        {isEmpty && (filtering ? <NothingFits state={state} /> : <NoChanges />)}
        {changes.more && (
          <button type="button" class="button more" onClick={() => lookFurther(state.inbox, changes)}>
            {say('inbox.more')}
          </button>
        )}
      </div>
      <Footer state={state} changes={changes} filtering={filtering} />
    </div>
  );
}

function Groups({ state, view }: { state: WindowState; view: View }) {
  const { groups } = view.changes;
  const { drawn, end } = useGrowing(groups.length, placeOf(state.target.value, groups));
  const invitations = new Map<string, InvitationView>(view.invitations.rows.map((row) => [row.id, row]));
  return (
    <>
      <ul class="changes">
        {groups.slice(0, drawn).map((group) => (
          <ChangeGroup
            key={group.id}
            state={state}
            group={group}
            invitation={invitations.get(group.invitationId) ?? null}
          />
        ))}
      </ul>
      <div ref={end} />
    </>
  );
}

/** How many groups there are up to the one to be led to; 0 when nobody is led anywhere. */
function placeOf(target: TargetKey | null, groups: ChangesView['groups']): number {
  if (target === null) return 0;
  return groups.findIndex((group) => group.rows.some((row) => changeKey(row.id) === target)) + 1;
}

function NoChanges() {
  return (
    <div class="empty">
      <Icon name="mark" />
      <h2>{say('inbox.emptyTitle')}</h2>
      <p>{say('inbox.emptyText')}</p>
    </div>
  );
}

function NothingFits({ state }: { state: WindowState }) {
  return (
    <div class="empty" role="status">
      <Icon name="search" />
      <h2>{say('inbox.nothingFits')}</h2>
      <p>{say('inbox.nothingFitsText')}</p>
      <button type="button" class="button small" onClick={() => lookFor(state.inbox, NO_FILTER)}>
        {say('inbox.showAll')}
      </button>
    </div>
  );
}

interface FooterProps {
  readonly state: WindowState;
  readonly changes: ChangesView;
  readonly filtering: boolean;
}

function Footer({ state, changes, filtering }: FooterProps) {
  const mayMark = filtering ? changes.groups.some((group) => group.unread) : changes.unread > 0;
  return (
    <footer class="footer">
      <p>{changes.kept}</p>
      {mayMark && (
        <button type="button" class="text-button" onClick={() => markAllRead(state.inbox, changes)}>
          {say(filtering ? 'inbox.markTheseRead' : 'inbox.markAllRead')}
        </button>
      )}
    </footer>
  );
}

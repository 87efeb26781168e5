// Invitations that wait for an answer.
import type { View } from '../../main/core/window/view.ts';
import { Icon } from '../icon.tsx';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';
import { InvitationCard } from './invitation-card.tsx';

export function Invitations({ state, view }: { state: WindowState; view: View }) {
  const { rows, caution, count } = view.invitations;
  return (
    <div class="page">
      <div
        id="panel-invitations"
        class="scroll"
        role="tabpanel"
        aria-labelledby="tab-invitations"
        tabIndex={0}
      >
        {caution !== '' && rows.length > 0 && (
          <div class="banner warn" role="note">
            <Icon name="info" />
            <p>{caution}</p>
          </div>
        )}
        {rows.length === 0 ? (
          <div class="empty">
            <Icon name="mark" />
            <h2>{say('invitations.emptyTitle')}</h2>
            <p>{say('invitations.emptyText')}</p>
          </div>
        ) : (
          <ul class="invitations">
            {rows.map((invitation) => (
              <InvitationCard key={invitation.id} state={state} invitation={invitation} />
            ))}
          </ul>
        )}
      </div>
      <footer class="footer">
        <p>{say('invitations.footer', { count })}</p>
      </footer>
    </div>
  );
}

// The connection of each account: what is heard, from whom, since when; a test of the whole way; what to show to whoever
// helps.
import { useId, useState } from 'preact/hooks';
import type { SavedDiagnostics } from '../../preload/contract.ts';
import type { ConnectionView } from '../../main/core/window/connection-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { attempt } from '../attempt.ts';
import { ProblemBanner } from '../parts/banners.tsx';
import { Group } from '../parts/setting.tsx';
import { StatusShape } from '../parts/status.tsx';
import { say, sayWith } from '../say.ts';
import type { WindowState } from '../window-state.ts';
import { ManualPushDialog } from './manual-push.tsx';

export function ConnectionPage({ state, view }: { state: WindowState; view: View }) {
  return (
    <div class="page">
      <div class="scroll settings" tabIndex={0} role="region" aria-labelledby="connection-title">
        <h2 id="connection-title" class="title">
          {say('connection.title')}
        </h2>
        {view.connections.map((connection) => (
          <ConnectionCard key={connection.accountId} state={state} view={view} connection={connection} />
        ))}
        <Diagnostics state={state} />
      </div>
    </div>
  );
}

interface CardProps {
  readonly state: WindowState;
  readonly view: View;
  readonly connection: ConnectionView;
}

function ConnectionCard({ state, view, connection }: CardProps) {
  const heading = useId();
  const account = view.accounts.find(({ id }) => id === connection.accountId);
  return (
    <section class="group" aria-labelledby={heading}>
      <h3 id={heading} dir="auto">
        {connection.label}
      </h3>
      <div class="connection">
        <StatusShape name={connection.name} />
        <div>
          <p class="connection-word">{connection.title}</p>
          {connection.why !== '' && <p class="where">{connection.why}</p>}
        </div>
      </div>
      {account && <ProblemBanner state={state} account={account} zone={view.zone} />}
      {connection.facts.length > 0 && <Facts facts={connection.facts} />}
      <Doings state={state} connection={connection} />
    </section>
  );
}

function Facts({ facts }: Pick<ConnectionView, 'facts'>) {
  return (
    <dl class="facts connection-facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What can be done about a connection, and how its test went. */
function Doings({ state, connection }: Omit<CardProps, 'view'>) {
  const [isEntering, setEntering] = useState(false);
  const { accountId: id, test, manual, manualTry } = connection;
  return (
    <>
      {manual && (
        <p class="hint">{sayWith('connection.byHandNote', { server: <bdi>{manual.server}</bdi> })}</p>
      )}
      <p role="status" class="test-result" data-state={test?.state}>
        {test?.text}
      </p>
      {manualTry && !isEntering && <p class="hint">{manualTry.text}</p>}
      <div class="actions">
        {test && (
          <button
            type="button"
            class="button small"
            aria-disabled={test.state === 'running'}
            onClick={() => {
              if (test.state !== 'running') void attempt(state, () => state.door.testPush({ id }));
            }}
          >
            {say(test.state === 'running' ? 'connection.testing' : 'connection.test')}
          </button>
        )}
        {connection.canEnter && (
          <button type="button" class="button small" onClick={() => setEntering(true)}>
            {say(manual ? 'connection.byHandChange' : 'connection.byHand')}
          </button>
        )}
      </div>
      {isEntering && (
        <ManualPushDialog state={state} connection={connection} onClose={() => setEntering(false)} />
      )}
    </>
  );
}

function Diagnostics({ state }: { state: WindowState }) {
  const [outcome, setOutcome] = useState<SavedDiagnostics>('cancelled');
  const save = async () => {
    setOutcome('cancelled');
    await attempt(state, async () => setOutcome(await state.door.saveDiagnostics()));
  };
  const isBad = outcome === 'disk-full' || outcome === 'not-writable';
  return (
    <Group title={say('diagnostics.title')}>
      <p class="hint">{say('diagnostics.text')}</p>
      <div class="actions">
        <button type="button" class="button small" onClick={() => void save()}>
          {say('diagnostics.save')}
        </button>
      </div>
      <p role="status" class={isBad ? 'mistake' : 'hint'}>
        {outcome !== 'cancelled' && say(`diagnostics.${outcome}`)}
      </p>
    </Group>
  );
}

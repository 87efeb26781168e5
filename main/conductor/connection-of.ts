// How the connection of an account stands: as its watch knows it, or as it is while none runs.
import type { Account } from '../core/model.ts';
import type { ConnectionFacts } from '../core/window/connection-view.ts';
import { dormant } from '../core/window/status.ts';
import type { Watched } from './compose-view.ts';

/** The facts of one account's connection at this moment. */
export function connectionOf(
  account: Account,
  watched: Pick<Watched, 'watch' | 'notRunning'>,
): ConnectionFacts {
  const running = watched.watch(account)?.connection;
  if (running) return running;
  return {
    state: dormant(watched.notRunning(account) !== null),
    connection: null,
    host: null,
    offered: null,
    lacksEnrolment: false,
    lastPing: null,
    lastHeartbeat: null,
    heartbeatMinutes: null,
    lastDelay: null,
    lastChange: null,
    test: { at: 'idle' },
    manual: account.manualPush ?? null,
    manualProblem: null,
  };
}

// Gathers what the diagnostics say: every account's connection, and how large its replicas are.
import type { Account, Calendar } from '../core/model.ts';
import { diagnosticsText, type DiagnosedCalendar, type Surroundings } from '../core/window/diagnostics.ts';
import type { Accounts } from './accounts.ts';
import { connectionOf } from './connection-of.ts';
import type { World } from './context.ts';

/** What only the outside knows. */
export interface Around {
  readonly surroundings: Surroundings;
  /** The log as it was written, oldest line first. */
  readonly log: readonly string[];
}

/** The diagnostics as a text that names nobody. Throws BelfryError 'storage'. */
export async function diagnose(
  world: World,
  running: Pick<Accounts, 'watch' | 'notRunning'>,
  { surroundings, log }: Around,
): Promise<string> {
  const { clock, settings } = world;
  const watched = {
    watch: ({ id }: Account) => running.watch(id),
    notRunning: ({ id }: Account) => running.notRunning(id),
  };
  const accounts = settings.accounts().map(async (account) => {
    const mine = settings.calendars().filter((calendar) => calendar.accountId === account.id);
    const calendars = await Promise.all(mine.map((calendar) => replicaOf(calendar, world)));
    return { account, connection: connectionOf(account, watched), calendars };
  });
  return diagnosticsText({ now: clock.now(), surroundings, accounts: await Promise.all(accounts), log });
}

async function replicaOf(calendar: Calendar, { store }: World): Promise<DiagnosedCalendar> {
  const [health, state] = await Promise.all([store.health(calendar.id), store.syncState(calendar.id)]);
  return { calendar, health, sync: state.at };
}

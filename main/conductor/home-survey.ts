// One look at an account's homes: where they are by now, and what of the look before still holds.
import { BelfryError } from '../core/errors.ts';
import type { Account } from '../core/model.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import { followMove } from './adopt-calendars.ts';
import type { World } from './context.ts';

export interface Surveyed {
  /** With its new homes, if they moved, and who its person is by now; saved already. */
  readonly account: Account;
  /** Its principal or its homes are elsewhere than before. */
  readonly moved: boolean;
  readonly found: FoundAccount;
}

/** What was known before. */
export interface Known {
  readonly account: Account;
  readonly access: Access;
  readonly found: FoundAccount | null;
}

/** Surveys the account; when its homes are gone, discovers it once from its principal. Throws BelfryError. */
export async function surveyHomes(
  { account, access, found: before }: Known,
  { caldav, settings }: Pick<World, 'caldav' | 'settings'>,
  signal: AbortSignal,
): Promise<Surveyed> {
  const found = await caldav.survey(account, access, signal).catch((error: unknown) => {
    if (!(error instanceof BelfryError) || error.kind !== 'gone') throw error;
    return caldav.discover(account.principalUrl, access, () => {}, signal);
  });
  signal.throwIfAborted(); // the account may be gone by now: nothing of it is stored again
  const { principalUrl, homeUrls, self, schedules } = found;
  const moved = !isSame([principalUrl, homeUrls], [account.principalUrl, account.homeUrls]);
  const surveyed = { found: withMissing(found, before), moved };
  if (!moved && isSame([self, schedules], [account.self, account.schedules])) return { account, ...surveyed };
  const now: Account = { ...account, principalUrl, homeUrls, self, schedules };
  const calendars = settings.calendars().filter((c) => c.accountId === account.id);
  const follows = moved && found.unanswered.length === 0;
  settings.saveAccount(now, follows ? followMove(calendars, found) : calendars);
  return { account: now, ...surveyed };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// What did not answer hides nothing: its calendars are taken to be as they were, and their nodes stay subscribed.
function withMissing(found: FoundAccount, before: FoundAccount | null): FoundAccount {
  if (found.unanswered.length === 0 || !before) return found;
  const present = new Set(found.calendars.map((c) => c.url));
  const missing = before.calendars.filter((c) => !present.has(c.url));
  return { ...found, calendars: [...found.calendars, ...missing] };
}

// One look at an account's homes: where they are by now, and what of the look before still holds.
import { BelfryError } from '../core/errors.ts';
import type { Account } from '../core/model.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import { followMove } from './adopt-calendars.ts';
import type { World } from './context.ts';

export interface Surveyed {
  /** With its new homes, if they moved; saved already. */
  readonly account: Account;
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
  const { principalUrl, homeUrls } = found;
  if (JSON.stringify([principalUrl, homeUrls]) === JSON.stringify([account.principalUrl, account.homeUrls]))
    return { account, found: withMissing(found, before) };
  const moved = { ...account, principalUrl, homeUrls };
  const calendars = settings.calendars().filter((c) => c.accountId === account.id);
  settings.saveAccount(moved, found.unanswered.length > 0 ? calendars : followMove(calendars, found));
  return { account: moved, found: withMissing(found, before) };
}

// What did not answer hides nothing: its calendars are taken to be as they were, and their nodes stay subscribed.
function withMissing(found: FoundAccount, before: FoundAccount | null): FoundAccount {
  if (found.unanswered.length === 0 || !before) return found;
  const present = new Set(found.calendars.map((c) => c.url));
  const missing = before.calendars.filter((c) => !present.has(c.url));
  return { ...found, calendars: [...found.calendars, ...missing] };
}

// What a look at the server leads to: the calendars that moved, and those whose audit is due.
import { dueAudits } from '../core/sync/audit.ts';
import type { Calendar, SyncState } from '../core/model.ts';
import type { FoundAccount } from '../core/ports.ts';
import type { RemoteVersion } from '../core/sync/replica-ports.ts';
import type { Store } from '../core/sync/store-port.ts';
import type { PullWish } from './calendar-pull.ts';

/** What is known of the pulls before. */
export interface PullHistory {
  /** Whether the last pull of a calendar failed. */
  isTroubled(calendar: Calendar): boolean;
  /** Epoch ms at which objects that were refused are asked for again; null when there are none. */
  refusedUntil(calendar: Calendar): number | null;
}

export interface WishedPull {
  readonly calendar: Calendar;
  readonly wish: PullWish;
  /** It moved, and as far as is known there is nothing to pull but what happened since the look before. */
  readonly isNews: boolean;
}

/** The pulls that are to follow a look at `now` (epoch ms) that found `found`. Throws BelfryError 'storage'. */
export async function pullsAfterLook(
  found: FoundAccount,
  calendars: readonly Calendar[],
  { store, history, now }: { readonly store: Store; readonly history: PullHistory; readonly now: number },
): Promise<readonly WishedPull[]> {
  const versions = new Map(found.calendars.map((c) => [c.url, c]));
  const present = calendars.flatMap((calendar) => {
    const version = versions.get(calendar.url);
    return version ? [{ calendar, version }] : [];
  });
  const known = await Promise.all(
    present.map(async ({ calendar, version }) => ({
      id: calendar.id,
      calendar,
      version,
      state: await store.syncState(calendar.id),
      auditAt: earlier((await store.health(calendar.id)).auditAt, history.refusedUntil(calendar)),
    })),
  );
  const audits = dueAudits(known, now);
  return known.flatMap(({ calendar, version, state }) => {
    const audit = audits.has(calendar.id);
    const isTroubled = history.isTroubled(calendar);
    if (!audit && !isTroubled && !hasMoved(state, version)) return [];
    const { token, ctag, supportsSync } = version;
    const isNews = !audit && !isTroubled;
    return [{ calendar, wish: { version: { token, ctag, supportsSync }, audit }, isNews }];
  });
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** True when the server is further than the replica, or does not say. */
function hasMoved(state: SyncState, now: RemoteVersion): boolean {
  if (state.at === 'token' && now.token) return state.token !== now.token;
  if (state.at === 'ctag' && now.ctag) return state.ctag !== now.ctag;
  return true;
}

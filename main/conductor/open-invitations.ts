// The invitations that wait for an answer, read off the store.
import { busyTimes, overlapOf, overlapText } from '../core/alerts/conflicts.ts';
import { invitationFacts, type InvitationFacts } from '../core/replies/invitation-facts.ts';
import type { Account, Calendar, Occurrence } from '../core/model.ts';
import { rowId } from '../core/window/row-id.ts';
import type { Reader } from '../core/time/time-wording.ts';
import { DAY } from '../core/time/wall-time.ts';
import type { World } from './context.ts';
import { readerOf } from './reader.ts';

/** More than anybody looks through; the others follow when these are answered. */
const MOST = 100;

export interface OpenInvitation {
  readonly occurrence: Occurrence;
  /** Of the version it was read off. */
  readonly etag: string;
  readonly facts: InvitationFacts;
  /** 'Overlaps “Call the bank” (10:30)'; '' for nothing. */
  readonly conflict: string;
}

type Needed = Pick<World, 'clock' | 'locale' | 'settings' | 'store'>;

export class OpenInvitations {
  readonly #world: Needed;
  /** What was read off a version, by row: looked at each minute, read once. */
  #known = new Map<string, { readonly etag: string; readonly facts: InvitationFacts | null }>();

  constructor(world: Needed) {
    this.#world = world;
  }

  /** What is not over, in calendars that are shown, soonest first. Throws BelfryError 'storage'. */
  async list(): Promise<readonly OpenInvitation[]> {
    const { settings, store } = this.#world;
    const reader = readerOf(this.#world);
    const accounts = settings.accounts();
    const calendars = settings.calendars().filter((calendar) => calendar.shown);
    const ids = calendars.map(({ id }) => id);
    const found = await store.invitations(ids, reader.now);
    const once = onePerEvent(found, calendars, accounts).slice(0, MOST);
    const read = await Promise.all(once.map((occurrence) => this.#read(occurrence, accounts, calendars)));
    this.#known = new Map(read.flatMap((one) => (one ? [[rowId(one.occurrence), one] as const] : [])));
    const waiting = read.flatMap((one) => (one?.facts ? [{ ...one, facts: one.facts }] : []));
    return Promise.all(
      waiting.map(async (one) => ({
        ...one,
        conflict: await this.#conflict(one.occurrence, calendars, reader),
      })),
    );
  }

  async #read(occurrence: Occurrence, accounts: readonly Account[], calendars: readonly Calendar[]) {
    const { calendarId, href } = occurrence;
    const object = await this.#world.store.object(calendarId, href);
    const calendar = calendars.find(({ id }) => id === calendarId);
    const self = accounts.find(({ id }) => id === calendar?.accountId)?.self;
    if (!object || !self) return null;
    const { etag } = object;
    const known = this.#known.get(rowId(occurrence));
    const facts =
      known?.etag === etag
        ? known.facts
        : invitationFacts(object, occurrence, self, this.#world.clock.zone());
    return { occurrence, etag, facts };
  }

  async #conflict(occurrence: Occurrence, calendars: readonly Calendar[], reader: Reader): Promise<string> {
    const { when } = occurrence;
    if (when.at === 'day') return '';
    const ids = calendars.map(({ id }) => id);
    const near = await this.#world.store.occurrences(ids, when.startsAt - DAY, when.endsAt + DAY);
    const other = overlapOf(when, busyTimes(near, calendars), occurrence);
    return other ? overlapText(other, reader) : '';
  }
}

// The same event may lie in one's own calendar and in one that somebody shares: it is answered where the server takes
// the answer for one's own.
function onePerEvent(
  occurrences: readonly Occurrence[],
  calendars: readonly Calendar[],
  accounts: readonly Account[],
): readonly Occurrence[] {
  const carried = new Set(accounts.filter((account) => account.schedules).map(({ id }) => id));
  const worth = new Map(
    calendars.map(({ id, accountId, person, writable }) => {
      const points = (person === '' ? 4 : 0) + (writable ? 2 : 0) + (carried.has(accountId) ? 1 : 0);
      return [id, points] as const;
    }),
  );
  const best = new Map<string, Occurrence>();
  for (const occurrence of occurrences) {
    const key = occurrence.uid || `${occurrence.calendarId} ${occurrence.href}`;
    const other = best.get(key);
    const isBetter =
      (worth.get(occurrence.calendarId) ?? 0) > (other ? (worth.get(other.calendarId) ?? 0) : -1);
    if (isBetter) best.set(key, occurrence);
  }
  const chosen = new Set(best.values());
  return occurrences.filter((occurrence) => chosen.has(occurrence));
}

// Pulls as the store sees them, and the events they bring.
import type { CalendarId, CalendarObject } from '../../main/core/model.ts';
import type {
  Fetched,
  Intake,
  ListedMember,
  PullFacts,
  PullResult,
} from '../../main/core/sync/replica-ports.ts';
import type { Store } from '../../main/core/sync/store-port.ts';
import { eventText, type EventFacts } from './event-text.ts';
import { ANYBODY } from './model-facts.ts';

export const TEAM = 'acc1:team';
export const HOME = 'acc1:home';
export const NOON = Date.parse('2026-11-24T12:00:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** An event object '/team/UID.ics', an hour at noon unless said otherwise, of version 'v1'. */
export function event(uid: string, facts: Partial<EventFacts> = {}, etag = 'v1'): CalendarObject {
  const ical = eventText(uid, { title: `The ${uid}`, startsAt: NOON, minutes: 60, ...facts });
  return { href: `/team/${uid}.ics`, etag, ical };
}

/** What holds for a pull at noon in Berlin. */
export function pullFacts(over: Partial<PullFacts> = {}): PullFacts {
  const audits = { auditAfterFirst: NOON + HOUR, auditAfterListing: NOON + DAY };
  return { at: NOON, zone: 'Europe/Berlin', ...ANYBODY, own: true, silent: false, ...audits, ...over };
}

/** What one pull brings. */
export interface Round extends Partial<Fetched> {
  readonly calendar?: CalendarId;
  readonly listed?: readonly ListedMember[];
  readonly complete?: boolean;
  readonly token?: string;
  readonly keepStaged?: boolean;
  readonly facts?: Partial<PullFacts>;
}

/** Takes a round in up to its commit. */
export async function staged(store: Store, round: Round): Promise<Intake> {
  const { objects = [], gone = [], refused = [] } = round;
  const intake = store.intake(round.calendar ?? TEAM, pullFacts(round.facts));
  await intake.begin(round.keepStaged ?? true);
  await intake.list(round.listed ?? []);
  await intake.stage({ objects, gone, refused });
  return intake;
}

/** A whole pull. */
export async function pulled(store: Store, round: Round): Promise<PullResult> {
  const intake = await staged(store, round);
  const next = { at: 'token', token: round.token ?? 'sync-1' } as const;
  return intake.commit({ next, complete: round.complete ?? false });
}

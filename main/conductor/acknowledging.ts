// Tells the server that reminders were dismissed, so that one's other devices need not ring; see core/acknowledge.ts.
import { acknowledged, type Acknowledging } from '../core/reminders/acknowledge.ts';
import { asBelfryError } from '../core/errors.ts';
import type { CalendarId } from '../core/model.ts';
import type { Written } from '../core/sync/replica-ports.ts';
import type { World } from './context.ts';
import type { ObjectWrite } from './write-object.ts';

/** Writes one object of a calendar, then pulls; see Belfry.write. Throws BelfryError. */
export type Write = (calendarId: CalendarId, write: ObjectWrite) => Promise<Written>;

export interface Dismissed extends Omit<Acknowledging, 'zone'> {
  readonly calendarId: CalendarId;
  readonly href: string;
}

/**
 * Writes the acknowledgement into what the replica has of the object. After a conflict it is tried once more on the
 * version the pull brought. Never throws: on this computer the reminder is dismissed anyway.
 */
export async function acknowledgeOnServer(
  { calendarId, href, ...wish }: Dismissed,
  write: Write,
  { clock, log, store }: Pick<World, 'clock' | 'log' | 'store'>,
): Promise<void> {
  try {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const object = await store.object(calendarId, href);
      const ical = object && acknowledged(object.ical, { ...wish, zone: clock.zone() });
      if (!object || ical === null) return; // gone, or acknowledged on another device meanwhile
      const written = await write(calendarId, { do: 'change', href, etag: object.etag, ical });
      if (written.kind === 'written') return;
      log.info('acknowledge', { calendarId, attempt, outcome: written.kind });
      if (written.kind === 'refused') return;
    }
  } catch (error) {
    log.warn('acknowledge', { calendarId, kind: asBelfryError(error).kind });
  }
}

// Writing one object of a calendar: noted before, settled after, and pulled at once, so that the replica has it and
// nobody is told of what they did themselves.
import { BelfryError } from '../core/errors.ts';
import type { Calendar } from '../core/model.ts';
import type { RemoteCalendar, Written } from '../core/sync/replica-ports.ts';
import type { World } from './context.ts';

/** What is to be done to an object; `etag` is that of the version the person looked at. */
export type ObjectWrite =
  | { readonly do: 'create'; readonly ical: string }
  | { readonly do: 'change'; readonly href: string; readonly etag: string; readonly ical: string }
  | { readonly do: 'remove'; readonly href: string; readonly etag: string };

/** Where a write goes, and the pull that follows it. */
export interface WriteTarget {
  readonly calendar: Calendar;
  readonly remote: RemoteCalendar;
  /** Resolves when a pull that began after the call has ended. */
  pullNow(): Promise<void>;
}

/**
 * Writes, then pulls. 'conflict': somebody else wrote first; the replica has their version by now, if it could be had.
 * Throws BelfryError; unless the server certainly never did it, a later pull that finds the write knows it for one's own.
 */
export async function writeObject(
  wanted: ObjectWrite,
  target: WriteTarget,
  world: Pick<World, 'newId' | 'settings' | 'store'>,
  signal: AbortSignal,
): Promise<Written> {
  const { calendar, remote } = target;
  if (!calendar.writable) return { kind: 'refused', reason: 'read-only' };
  const write = wanted.do === 'remove' ? wanted : { ...wanted, ical: withLineEnds(wanted.ical) };
  const href = write.do === 'create' ? newHref(calendar, world.newId()) : write.href;
  const note = await noted(calendar, href, write.do === 'remove' ? null : write.ical, world);
  let written: Written;
  try {
    written = await send(write, href, remote, signal);
  } catch (error) {
    if (isCertainlyUndone(error)) await note('failed');
    else await target.pullNow(); // it may be there: then the pull finds it
    throw error;
  }
  await note(written.kind === 'written' ? 'done' : 'failed');
  if (written.kind !== 'refused') await target.pullNow();
  return written;
}

// RFC 5545 section 3.1 ends lines with CR LF; a text that came inside XML has lost its CRs on the way.
function withLineEnds(ical: string): string {
  return ical.replace(/\r*\n/g, '\r\n');
}

function send(
  write: ObjectWrite,
  href: string,
  remote: RemoteCalendar,
  signal: AbortSignal,
): Promise<Written> {
  if (write.do === 'remove') return remote.remove(href, write.etag, signal);
  return remote.put(href, write.ical, write.do === 'create' ? null : write.etag, signal);
}

// The same calendar through another account is another replica, and what it finds is no more news there than here.
async function noted(
  { url }: Calendar,
  href: string,
  ical: string | null,
  { settings, store }: Pick<World, 'settings' | 'store'>,
): Promise<(outcome: 'done' | 'failed') => Promise<void>> {
  const ids = settings.calendars().flatMap((c) => (c.url === url ? [c.id] : []));
  for (const id of ids) await store.noteWrite(id, href, ical);
  return async (outcome) => {
    for (const id of ids) await store.settleWrite(id, href, outcome);
  };
}

function newHref(calendar: Calendar, id: string): string {
  return new URL(`${id}.ics`, calendar.url).pathname;
}

/** Whether the request never reached the server, or the server turned it away at the door. */
function isCertainlyUndone(error: unknown): boolean {
  if (!(error instanceof BelfryError)) return false;
  const { kind, reason } = error;
  if (kind === 'offline') return reason === 'host-not-found' || reason === 'refused';
  return kind === 'unauthorized' || kind === 'forbidden' || kind === 'untrusted';
}

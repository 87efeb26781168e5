// Many events of one kind at once -> one number.
import { mainOf, type EventChanges } from './event-groups.ts';
import { nameOf } from '../changes/event-words.ts';
import { say } from '../messages/index.ts';
import type { Change, ChangeKind, Snapshot } from '../model.ts';
import { shortHash } from '../short-hash.ts';
import { calendarName, onlyPerson, plainToast, type Telling } from './telling.ts';
import { momentText, type Reader } from '../time/time-wording.ts';
import { crowdButtons } from './toast-buttons.ts';
import type { ToastView } from './toast-view.ts';
import { dayStart, viewerZone } from '../time/zones.ts';

/** More events of one kind in one calendar at once than this are told as one number. */
export const STORM = 3;

/** What is counted together: one kind in one calendar; calendars themselves by kind alone. */
export function stormKey({ calendarId, kind, scope }: Change): string {
  return JSON.stringify([scope === 'calendar' ? '' : calendarId, kind]);
}

/** '14 events added to Team', 'by Ben, the first is Mon 30 Nov'. The next storm of the same kind replaces it. */
export function stormToast(events: readonly [EventChanges, ...EventChanges[]], telling: Telling): ToastView {
  const { reader, hidden, more } = telling;
  const mains = events.map(mainOf);
  const main = mainOf(events[0]);
  const count = events.length;
  const calendar = calendarName(main.calendarId, telling);
  const kind: ChangeKind = main.kind;
  return plainToast(events.flat(), {
    id: `toast-${shortHash(JSON.stringify(['many', stormKey(main)]))}`,
    title: hidden
      ? say(reader, 'crowd.hidden', { count })
      : say(reader, `crowd.${kind}`, { count, calendar }),
    lines: [...firstLine(mains, hidden, reader), ...(more ? [say(reader, 'crowd.more')] : [])],
    actions: crowdButtons(reader),
  });
}

function firstLine(mains: readonly Change[], hidden: boolean, reader: Reader): readonly string[] {
  const known = mains.flatMap((change) => change.after ?? change.before ?? []);
  const person = hidden ? null : onlyPerson(mains);
  const who = person ? nameOf(person) : '';
  const [any] = known;
  if (!any) return who === '' ? [] : [say(reader, 'toast.by', { who })];
  const first = known.reduce((a, b) => (startOf(b, reader) < startOf(a, reader) ? b : a), any);
  const when = momentText(first.when, reader, true);
  return [who === '' ? say(reader, 'crowd.first', { when }) : say(reader, 'crowd.firstBy', { who, when })];
}

function startOf({ when }: Snapshot, reader: Reader): number {
  return when.at === 'time' ? when.startsAt : dayStart(when.startDate, viewerZone(reader.zone));
}

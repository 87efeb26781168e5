// What can be done about a change without opening anything. The useful one comes first.
import { say, type MessageId, type Speaker } from '../messages/index.ts';
import type { Calendar, Change } from '../model.ts';
import type { ToastAction, ToastActionId } from './toast-view.ts';
import { MINUTE } from '../time/wall-time.ts';

/** Something that begins this soon is rather joined than read about. */
const SOON = 15 * MINUTE;

/** The buttons of a toast about one event at `now` (epoch ms). */
export function eventButtons(
  change: Change,
  calendar: Calendar | undefined,
  reader: Speaker & { readonly now: number },
): readonly ToastAction[] {
  const button = buttons(reader);
  if (isAnswerWanted(change, calendar))
    return [button('accept'), button('decline'), button('open'), button('tentative', true)];
  const joins = joinableAt(change, reader.now) ? [button('join')] : [];
  return [...joins, button('open'), button('dismiss', true)];
}

/** The buttons of a toast about many events. */
export function crowdButtons(reader: Speaker): readonly ToastAction[] {
  const button = buttons(reader);
  return [{ ...button('open'), label: say(reader, 'toast.showChanges') }, button('dismiss', true)];
}

/** An invitation that waits, in a calendar where it can be answered. */
function isAnswerWanted({ kind, details, after }: Change, calendar: Calendar | undefined): boolean {
  const waits = kind === 'invited' && details.mine === 'needs-action';
  return waits && after !== null && !after.cancelled && calendar?.writable === true;
}

function joinableAt({ after }: Change, now: number): boolean {
  if (!after || after.join === '' || after.cancelled || after.when.at === 'day') return false;
  return after.when.startsAt - now <= SOON && after.when.endsAt > now;
}

const LABELS = {
  open: 'toast.open',
  join: 'toast.join',
  accept: 'toast.accept',
  tentative: 'toast.tentative',
  decline: 'toast.decline',
  dismiss: 'toast.dismiss',
} as const satisfies Partial<Record<ToastActionId, MessageId>>;

function buttons(reader: Speaker): (id: keyof typeof LABELS, isMore?: boolean) => ToastAction {
  return (id, isMore = false) => ({ id, label: say(reader, LABELS[id]), isMore });
}

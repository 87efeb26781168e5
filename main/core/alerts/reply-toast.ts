// What the guests of one event answered -> one rolling toast: 'Planning: 3 accepted and 1 declined'.
import { mainOf, type EventChanges } from './event-groups.ts';
import { eventToast } from './event-toast.ts';
import type { Reply } from '../model.ts';
import { shortHash } from '../short-hash.ts';
import type { Telling } from './telling.ts';
import type { ToastView } from './toast-view.ts';

/** `changes` are those of one event that are answers and nothing else, told lately or not yet. */
export function replyToast(changes: EventChanges, telling: Telling): ToastView {
  const main = mainOf(changes);
  const replies = latestReplies(changes);
  const toast = eventToast([{ ...main, details: { ...main.details, replies } }], telling);
  // Not the event's own id: who answers takes away nothing that was said about the event.
  const id = `toast-${shortHash(JSON.stringify(['answers', main.calendarId, main.uid || main.id]))}`;
  return { ...toast, id, changeIds: changes.map((change) => change.id) };
}

/** Who answered twice counts once, with the latest answer. */
function latestReplies(changes: EventChanges): readonly Reply[] {
  const inOrder = [...changes].sort((a, b) => a.detectedAt - b.detectedAt);
  const latest = new Map<string, Reply>();
  for (const reply of inOrder.flatMap((change) => change.details.replies)) {
    const { address, name } = reply.person;
    latest.delete(address || name);
    latest.set(address || name, reply);
  }
  return [...latest.values()];
}

// For changes whose toast the program may or may not have shown before it was cut off.
import { say } from '../messages/index.ts';
import type { Change } from '../model.ts';
import { byEvent } from './event-groups.ts';
import { plainToast, type Telling } from './telling.ts';
import { crowdButtons } from './toast-buttons.ts';
import type { ToastView } from './toast-view.ts';

/** '2 changes may not have been shown'. It names nothing, so it is right on every screen. `changes` is not empty. */
export function halfToldToast(changes: readonly Change[], { reader }: Telling): ToastView {
  return plainToast(changes, {
    id: 'toast-half-told',
    title: say(reader, 'halfTold.title', { count: byEvent(changes).length }),
    lines: [say(reader, 'halfTold.why')],
    actions: crowdButtons(reader),
  });
}

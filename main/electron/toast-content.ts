// A toast as Electron's notifications take it.
import { escapeMarkup } from '../core/ical/markup.ts';
import type { ToastAction, ToastView } from '../core/alerts/toast-view.ts';

/** Windows draws no more than five; macOS puts all but the first in a menu. */
const MOST_BUTTONS = 5;

/**
 * What the desktop is given. Linux daemons read the body as markup, the title as text, so only the body is escaped: a
 * stranger's "<b>" must arrive as it was written.
 */
export function content(
  toast: Pick<ToastView, 'title' | 'lines'>,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const body = toast.lines.join('\n');
  return { title: toast.title, body: platform === 'linux' ? escapeMarkup(body) : body };
}

/** The buttons Electron draws, in its own order: macOS and Windows only. A click on the notification itself opens. */
export function buttons(
  toast: Pick<ToastView, 'actions'>,
  platform: NodeJS.Platform,
): readonly ToastAction[] {
  if (platform !== 'darwin' && platform !== 'win32') return [];
  return toast.actions.filter(({ id }) => id !== 'open').slice(0, MOST_BUTTONS);
}

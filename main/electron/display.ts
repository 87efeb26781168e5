// The Display port: tray, window and notifications together.
import type { Display } from '../core/ports.ts';
import type { Notifications } from './notifications.ts';
import type { TrayIcon } from './tray.ts';
import type { Window } from './window.ts';

export interface Screens {
  readonly tray: TrayIcon;
  readonly window: Pick<Window, 'signal' | 'visible'>;
  readonly notifications: Notifications;
}

/** Shows each view everywhere it can be seen, and each toast on the desktop and, while it is open, in the window. */
export function openDisplay({ tray, window, notifications }: Screens): Display {
  return {
    show: (view) => {
      tray.show(view);
      window.signal('view', view);
    },
    toast: async (toast) => {
      if (window.visible) window.signal('toast', toast);
      await notifications.toast(toast);
    },
    closeToast: (id) => notifications.closeToast(id),
  };
}

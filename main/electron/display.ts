// The Display port: tray, window, desktop notifications and cards together.
import { asBelfryError } from '../core/errors.ts';
import type { Display, Log } from '../core/ports.ts';
import type { ToastView } from '../core/alerts/toast-view.ts';
import type { Cards } from './card-window.ts';
import { openExternal } from './external.ts';
import type { Notifications } from './notifications.ts';
import type { TrayIcon } from './tray.ts';
import type { Window } from './window.ts';

export interface Screens {
  readonly tray: Pick<TrayIcon, 'show'>;
  readonly window: Pick<Window, 'show' | 'signal' | 'visible'>;
  readonly notifications: Notifications;
  readonly cards: Pick<Cards, 'show' | 'close' | 'signal'>;
  /** The desktop's way to open an address. */
  readonly open: (url: string) => Promise<void>;
  readonly log: Log;
}

export interface Screen extends Display {
  /** A card has stood long enough; the desktop's own notification stays as long as the desktop likes. */
  expireCard(toastId: string): void;
}

/** Shows each view everywhere it can be seen, and each toast where the person is most likely to look. */
export function openDisplay(screens: Screens): Screen {
  const { tray, window, notifications, cards } = screens;
  const expireCard = (id: string): void => {
    window.signal('closeToast', { id });
    cards.close(id);
  };
  return {
    show: (view) => {
      tray.show(view);
      window.signal('view', view);
      cards.signal('view', view);
    },
    toast: (toast) => show(toast, screens),
    closeToast: (id) => {
      notifications.closeToast(id);
      expireCard(id);
    },
    expireCard,
    reveal: (target) => {
      window.show();
      window.signal('reveal', target);
    },
    openLink: (url) => openExternal(url, screens.open),
  };
}

/**
 * On the desktop, and in the window while it is open. Above everything, where that is wanted or nothing else showed it.
 * Throws what the last of them said when none did.
 */
async function show(toast: ToastView, { window, notifications, cards, log }: Screens): Promise<void> {
  const isInWindow = window.visible && !toast.isInsistent;
  if (isInWindow) window.signal('toast', toast);
  const [onDesktop, above] = await Promise.allSettled([
    notifications.toast(toast),
    ...(toast.isInsistent ? [cards.show(toast)] : []),
  ]);
  for (const each of [onDesktop, above]) {
    if (each?.status === 'rejected') log.warn('notification', { refused: why(each.reason) });
  }
  if (isInWindow || onDesktop.status === 'fulfilled') return;
  if (above?.status === 'rejected') throw above.reason;
  if (!toast.isInsistent) await cards.show(toast);
}

function why(error: unknown): string {
  const { kind, reason, cause } = asBelfryError(error);
  return `${kind} ${reason} ${cause instanceof Error ? cause.message : ''}`.trim();
}

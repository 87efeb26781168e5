// Desktop notifications through Electron.
import { Notification } from 'electron';
import { BelfryError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { ToastView } from '../core/view.ts';

export interface NotificationTarget {
  readonly rowId: string;
  readonly changeIds: readonly string[];
}

export interface Notifications {
  /** Resolves once the desktop shows it. Throws BelfryError 'storage' (reason 'no-notifications') when it will not. */
  toast(toast: ToastView): Promise<void>;
  /** Takes it down if it is still up. */
  closeToast(id: string): void;
  closeAll(): void;
}

/** Milliseconds to wait for the desktop's word; some daemons never say that they have shown something. */
const PATIENCE = 3_000;

/** `onClick` hears which occurrence and changes a clicked notification was about. */
export function openNotifications(onClick: (target: NotificationTarget) => void, log: Log): Notifications {
  // Without a reference the notification is collected and its click never arrives.
  const shown = new Map<string, Notification>();
  const drop = (id: string, one: Notification): void => {
    if (shown.get(id) === one) shown.delete(id);
  };
  const closeToast = (id: string): void => {
    shown.get(id)?.close();
    shown.delete(id);
  };
  return {
    toast: async (toast) => {
      if (!Notification.isSupported()) throw refused('not supported');
      closeToast(toast.id); // the same toast again replaces itself
      const one = new Notification(content(toast, process.platform));
      shown.set(toast.id, one);
      one.on('click', () => {
        drop(toast.id, one); // no 'close' follows a click on Linux
        onClick({ rowId: toast.rowId, changeIds: toast.changeIds });
      });
      one.on('close', () => drop(toast.id, one));
      try {
        await whenShown(one);
      } catch (error) {
        drop(toast.id, one);
        log.error('notification', error);
        throw error;
      }
    },
    closeToast,
    closeAll: () => [...shown.keys()].forEach(closeToast),
  };
}

function whenShown(notification: Notification): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PATIENCE);
    notification.once('show', () => {
      clearTimeout(timer);
      resolve();
    });
    notification.once('failed', (_event, why) => {
      clearTimeout(timer);
      reject(refused(why));
    });
    notification.show();
  });
}

function refused(why: string): BelfryError {
  return new BelfryError('storage', { reason: 'no-notifications', what: 'desktop', cause: new Error(why) });
}

/**
 * What the desktop is given. Linux daemons read the body as markup, the title as text, so only the body is escaped: a
 * stranger's "<b>" must arrive as it was written.
 */
export function content(
  toast: Pick<ToastView, 'title' | 'lines'>,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const body = toast.lines.join('\n');
  return { title: toast.title, body: platform === 'linux' ? escaped(body) : body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

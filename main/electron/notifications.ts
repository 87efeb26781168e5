// Desktop notifications through Electron.
import { Notification } from 'electron';
import { BelfryError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { ToastView } from '../core/view.ts';
import { content } from './toast-content.ts';

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

// Toasts through Electron's own Notification: macOS, Windows, and Linux where no message bus can be reached.
import type { Notification, NotificationConstructorOptions } from 'electron';
import { BelfryError } from '../core/errors.ts';
import type { ToastView } from '../core/alerts/toast-view.ts';
import type { Answers, Notifications } from './notifications.ts';
import { buttons, content } from './toast-content.ts';

/** The part of Electron's class that is used. */
export interface NotificationMaker {
  isSupported(): boolean;
  new (options: NotificationConstructorOptions): Notification;
}

export interface ElectronNotificationsPlan {
  readonly Notification: NotificationMaker;
  readonly platform: NodeJS.Platform;
  readonly answers: Answers;
}

/** Milliseconds to wait for the desktop's word; some daemons never say that they have shown something. */
const PATIENCE = 3_000;

export function electronNotifications(plan: ElectronNotificationsPlan): Notifications {
  // Without a reference the notification is collected and its click never arrives.
  const shown = new Map<string, Notification>();
  const closeToast = (id: string): void => {
    const one = shown.get(id);
    shown.delete(id); // first: what it says while it closes is no answer of a person
    one?.close();
  };
  return {
    toast: async (toast) => {
      if (!plan.Notification.isSupported()) throw refused('not supported');
      closeToast(toast.id); // the same toast again replaces itself
      const one = new plan.Notification(options(toast, plan.platform));
      shown.set(toast.id, one);
      hear(one, toast, { ...plan, shown });
      try {
        await whenShown(one);
      } catch (error) {
        if (shown.get(toast.id) === one) shown.delete(toast.id);
        throw error;
      }
    },
    closeToast,
    closeAll: async () => [...shown.keys()].forEach(closeToast),
  };
}

function options(toast: ToastView, platform: NodeJS.Platform): NotificationConstructorOptions {
  return {
    ...content(toast, platform),
    actions: buttons(toast, platform).map(({ label }) => ({ type: 'button', text: label })),
    silent: !toast.isUrgent,
    timeoutType: toast.isUrgent ? 'never' : 'default',
    urgency: toast.isInsistent ? 'critical' : 'normal',
  };
}

type Ear = ElectronNotificationsPlan & { readonly shown: Map<string, Notification> };

/** Each toast is answered once: after that, or once another has its place, it is heard no more. */
function hear(one: Notification, toast: ToastView, { platform, answers, shown }: Ear): void {
  const isOver = (): boolean => {
    if (shown.get(toast.id) !== one) return true;
    shown.delete(toast.id);
    return false;
  };
  one.on('click', () => {
    if (!isOver()) answers.onAction(toast.id, 'open');
  });
  one.on('action', (details, index) => {
    // Newer Electrons put the number into the details, older ones beside them.
    const pressed = buttons(toast, platform)[details.actionIndex ?? index];
    if (pressed && !isOver()) answers.onAction(toast.id, pressed.id);
  });
  one.on('close', (details) => {
    if (!isOver() && isByThePerson(details, platform)) answers.onDismissed(toast.id);
  });
}

/** Only macOS says 'close' for nothing but a person's doing; Windows gives a reason since Electron 41, Linux none. */
function isByThePerson(details: { readonly reason?: string }, platform: NodeJS.Platform): boolean {
  return platform === 'darwin' || (platform === 'win32' && details.reason === 'userCanceled');
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

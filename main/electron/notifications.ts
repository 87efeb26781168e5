// Desktop notifications, by whatever this desktop has: over D-Bus on Linux, because Electron's have no buttons there;
// Electron's elsewhere, and where no message bus can be reached.
import { asBelfryError } from '../core/errors.ts';
import type { ToastActionId, ToastView } from '../core/alerts/toast-view.ts';

export interface Notifications {
  /** Resolves once the desktop shows it. Throws BelfryError 'storage' (reason 'no-notifications') when it will not. */
  toast(toast: ToastView): Promise<void>;
  /** Takes it down if it is still up. */
  closeToast(id: string): void;
  /** Takes all of them down; resolves when they are gone, or it has taken too long. */
  closeAll(): Promise<void>;
}

export interface Answers {
  /** A button was pressed, or the notification itself ('open'). It is gone. */
  readonly onAction: (toastId: string, action: ToastActionId) => void;
  /** The person waved it away. */
  readonly onDismissed: (toastId: string) => void;
}

/**
 * `overBus`: null where there is no D-Bus to speak of (macOS, Windows); else what is loaded for the first toast, not for
 * the first tray icon.
 */
export function openNotifications(
  overBus: Promise<Notifications> | null,
  electrons: Notifications,
): Notifications {
  if (overBus === null) return electrons;
  return {
    toast: async (toast) => {
      try {
        await (await overBus).toast(toast);
      } catch (error) {
        // A bus that answers has no daemon for Electron either, which would ask the same one.
        if (asBelfryError(error).reason !== 'no-bus') throw error;
        await electrons.toast(toast);
      }
    },
    closeToast: (id) => {
      void overBus.then((there) => there.closeToast(id));
      electrons.closeToast(id);
    },
    closeAll: async () => {
      await Promise.all([overBus.then((there) => there.closeAll()), electrons.closeAll()]);
    },
  };
}

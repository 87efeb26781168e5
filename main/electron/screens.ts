// Everything the person can look at or press: tray, window, toasts and cards. Put up together, taken down together.
import { Notification, shell, type WebContents } from 'electron';
import type { Log } from '../core/ports.ts';
import { prepareCards } from './card-window.ts';
import { openDisplay, type Screen } from './display.ts';
import { electronNotifications } from './electron-notifications.ts';
import { openNotifications, type Answers, type Notifications } from './notifications.ts';
import { putUpTray } from './tray.ts';
import type { TrayAction } from './tray-menu.ts';
import { prepareWindow, type Window } from './window.ts';

export interface ScreensPlan {
  /** Absolute path of the built preload script. */
  readonly preload: string;
  readonly log: Log;
  readonly onTray: (action: TrayAction) => void;
  readonly onShown: () => void;
  readonly onHidden: () => void;
  /** What is pressed on a toast; what is pressed on a card comes as a request. */
  readonly answers: Answers;
}

export interface Screens {
  readonly window: Window;
  readonly display: Screen;
  /** Whose requests are answered. */
  contents(): readonly WebContents[];
  /** Takes down what outlives a window: toasts, cards and the tray icon. */
  close(): Promise<void>;
}

/**
 * Puts the tray icon up; everything else waits until it is wanted. `overBus`: what shows toasts on Linux, still being
 * loaded; null elsewhere. Call when the app is ready.
 */
export function openScreens(plan: ScreensPlan, overBus: Promise<Notifications> | null): Screens {
  const tray = putUpTray(plan.onTray);
  const window = prepareWindow(plan);
  const cards = prepareCards({ ...plan, onDismissed: plan.answers.onDismissed });
  const electrons = electronNotifications({
    Notification,
    platform: process.platform,
    answers: plan.answers,
  });
  const notifications = openNotifications(overBus, electrons);
  const open = (url: string): Promise<void> => shell.openExternal(url);
  return {
    window,
    contents: () => [window.contents, cards.contents].filter((each) => each !== null),
    display: openDisplay({ tray, window, notifications, cards, open, log: plan.log }),
    close: async () => {
      cards.destroy();
      await notifications.closeAll();
      tray.remove();
    },
  };
}

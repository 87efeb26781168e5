// Cards above everything else: for what must not be missed, and where the desktop shows nothing. A small window, made
// for its first card and destroyed with its last.
import { BrowserWindow, screen, type WebContents } from 'electron';
import { BelfryError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { ToastView } from '../core/alerts/toast-view.ts';
import { cardBounds } from './card-place.ts';
import { ground, loadPage, sealed, type Page } from './page.ts';

export interface CardsPlan {
  /** Absolute path of the built preload script. */
  readonly preload: string;
  readonly log: Log;
  /** The person closed the whole window, and with it this card. */
  readonly onDismissed: (toastId: string) => void;
}

export interface Cards {
  /** Resolves once its window stands on the screen. Throws BelfryError 'storage' (no-notifications) if none comes up. */
  show(toast: ToastView): Promise<void>;
  /** Takes a card away. */
  close(toastId: string): void;
  /** null while there is no card. */
  readonly contents: WebContents | null;
  /** Tells the page something, if there is one. */
  readonly signal: Page['signal'];
  /** Takes all away, without asking anybody. */
  destroy(): void;
}

/** Milliseconds a page may take to draw itself. */
const PATIENCE = 10_000;
/** The page lets cards that may go away go, after some seconds; at the latest they are gone after these. */
const LONGEST = 60_000;

interface Stack extends Page {
  /** Each card that is up, with what calls its end off; none for those that stay. */
  readonly cards: Map<string, () => void>;
  readonly isShown: Promise<void>;
}

export function prepareCards(plan: CardsPlan): Cards {
  let stack: Stack | null = null;
  const current = (): Stack | null => (stack === null || stack.window.isDestroyed() ? null : stack);
  const close = (toastId: string): void => {
    const there = current();
    const callOff = there?.cards.get(toastId);
    if (!there || !callOff) return;
    callOff();
    there.cards.delete(toastId);
    if (there.cards.size === 0) there.window.destroy();
    else there.signal('closeToast', { id: toastId });
  };
  return {
    show: async (toast) => {
      const there = current() ?? (stack = openStack(plan));
      there.cards.get(toast.id)?.();
      const timer = toast.isUrgent || toast.isInsistent ? null : setTimeout(() => close(toast.id), LONGEST);
      there.cards.set(toast.id, () => clearTimeout(timer ?? undefined));
      there.signal('toast', toast);
      await there.isShown;
    },
    close,
    get contents() {
      return current()?.window.webContents ?? null;
    },
    signal: (name, value) => current()?.signal(name, value),
    destroy: () => {
      for (const callOff of current()?.cards.values() ?? []) callOff();
      current()?.window.destroy();
    },
  };
}

function openStack(plan: CardsPlan): Stack {
  // Where the person is. A Wayland compositor places windows itself and ignores this.
  const area = screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea;
  const window = makeWindow(plan.preload, cardBounds(area, null, process.platform));
  const page = loadPage(window, '#cards', plan.log);
  const cards: Stack['cards'] = new Map();
  window.webContents.on('preferred-size-changed', (_event, { height }) => {
    if (!window.isDestroyed()) window.setBounds(cardBounds(area, height, process.platform));
  });
  window.on('close', () => {
    for (const [id, callOff] of cards) {
      callOff();
      plan.onDismissed(id);
    }
  });
  return { ...page, cards, isShown: whenShown(window) };
}

function makeWindow(preload: string, bounds: Electron.Rectangle): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    show: false,
    title: 'Belfry',
    frame: false,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    backgroundColor: ground(),
    webPreferences: { ...sealed(preload), enablePreferredSizeMode: true },
  });
  window.setAlwaysOnTop(true, 'floating');
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
  return window;
}

/** Shows it when it is drawn, without taking the keyboard from whoever types just now. */
function whenShown(window: BrowserWindow): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      clearTimeout(timer);
      reject(new BelfryError('storage', { reason: 'no-notifications', what: 'cards' }));
    };
    const timer = setTimeout(fail, PATIENCE);
    window.once('closed', fail); // once it was shown, this comes too late to matter
    window.once('ready-to-show', () => {
      clearTimeout(timer);
      window.showInactive();
      resolve();
    });
  });
}

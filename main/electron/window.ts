// The one window: made when it is first wanted, hidden when it is closed, destroyed when the app quits.
import { app, BrowserWindow, type WebContents } from 'electron';
import type { Log } from '../core/ports.ts';
import { ground, loadPage, sealed, type Page } from './page.ts';

export interface WindowPlan {
  /** Absolute path of the built preload script. */
  readonly preload: string;
  readonly log: Log;
  /** The window came to the front or was hidden. */
  readonly onShown: () => void;
  readonly onHidden: () => void;
}

export interface Window {
  /** Makes it if need be, shows it and gives it the keyboard. */
  show(): void;
  hide(): void;
  /** Takes it away, also one that is still being made. */
  destroy(): void;
  readonly visible: boolean;
  /** null while it was never opened. */
  readonly contents: WebContents | null;
  /** Sends a signal to the page, if there is one; held back until a page being loaded can hear it. */
  readonly signal: Page['signal'];
}

/** Prepares the window without making it: a hidden start costs no renderer. */
export function prepareWindow(plan: WindowPlan): Window {
  let page: Page | null = null;
  const goodbye = { said: false };
  app.on('before-quit', () => (goodbye.said = true));
  const current = (): Page | null => (page === null || page.window.isDestroyed() ? null : page);
  return {
    show: () => {
      const there = current();
      if (there) return reveal(there.window);
      const made = openPage(plan, () => goodbye.said);
      made.window.once('ready-to-show', () => reveal(made.window));
      page = made;
    },
    hide: () => current()?.window.hide(),
    destroy: () => current()?.window.destroy(),
    get visible() {
      return current()?.window.isVisible() ?? false;
    },
    get contents() {
      return current()?.window.webContents ?? null;
    },
    signal: (name, value) => current()?.signal(name, value),
  };
}

function openPage(plan: WindowPlan, isQuitting: () => boolean): Page {
  const window = makeWindow(plan.preload);
  window.on('close', (event) => {
    if (isQuitting()) return;
    event.preventDefault();
    window.hide();
  });
  window.on('show', plan.onShown);
  window.on('hide', plan.onHidden);
  return loadPage(window, '', plan.log);
}

function makeWindow(preload: string): BrowserWindow {
  return new BrowserWindow({
    width: 400,
    height: 640,
    minWidth: 320,
    minHeight: 420,
    show: false,
    title: 'Belfry',
    autoHideMenuBar: true,
    backgroundColor: ground(),
    webPreferences: sealed(preload),
  });
}

function reveal(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

// The one window: made when it is first wanted, hidden when it is closed, destroyed when the app quits.
import { app, BrowserWindow, nativeTheme, type WebContents } from 'electron';
import type { Signals } from '../../preload/contract.ts';
import type { Log } from '../core/ports.ts';
import { channel } from './channel.ts';
import { ORIGIN } from './page-file.ts';

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
  signal<S extends keyof Signals>(name: S, value: Parameters<Signals[S]>[0]): void;
}

// The ground of the renderer's two themes, so that no white flash precedes the page.
const GROUND = { light: '#fbfaf7', dark: '#191b21' } as const;

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
    signal: (name, value) => current()?.send(channel(name), value),
  };
}

interface Page {
  readonly window: BrowserWindow;
  /** Sends now, or once the page has loaded: before that nobody listens. */
  send(channel: string, value: unknown): void;
}

function openPage(plan: WindowPlan, isQuitting: () => boolean): Page {
  const window = makeWindow(plan.preload);
  let early: (() => void)[] | null = [];
  window.webContents.once('did-finish-load', () => {
    for (const send of early ?? []) send();
    early = null;
  });
  window.on('close', (event) => {
    if (isQuitting()) return;
    event.preventDefault();
    window.hide();
  });
  window.on('show', plan.onShown);
  window.on('hide', plan.onHidden);
  window.webContents.on('render-process-gone', (_event, details) => {
    plan.log.warn('window', { gone: details.reason, exit: details.exitCode });
    window.destroy(); // the next show() makes a healthy one
  });
  window.loadURL(ORIGIN).catch((error: unknown) => plan.log.error('window', error, { page: 'index' }));
  const send = (name: string, value: unknown): void => {
    if (!window.isDestroyed()) window.webContents.send(name, value);
  };
  return {
    window,
    send: (name, value) => (early === null ? send(name, value) : void early.push(() => send(name, value))),
  };
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
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // On Linux the spell checker would fetch its dictionaries from a stranger.
      spellcheck: false,
    },
  });
}

function reveal(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

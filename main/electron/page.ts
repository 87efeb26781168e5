// One of our pages in a window of its own: sealed off, and told nothing before it can hear it.
import { nativeTheme, type BrowserWindow, type WebPreferences } from 'electron';
import type { Signals } from '../../preload/contract.ts';
import type { Log } from '../core/ports.ts';
import { channel } from './channel.ts';
import { ORIGIN } from './page-file.ts';

export interface Page {
  readonly window: BrowserWindow;
  /** Sends a signal now, or once the page has loaded: before that nobody listens. */
  signal<S extends keyof Signals>(name: S, value: Parameters<Signals[S]>[0]): void;
}

/** What every window of ours is made with. `preload`: absolute path of the built preload script. */
export function sealed(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    // On Linux the spell checker would fetch its dictionaries from a stranger.
    spellcheck: false,
  };
}

// The ground of the renderer's two themes, so that no white flash precedes the page.
const GROUND = { light: '#fbfaf7', dark: '#191b21' } as const;

export function ground(): string {
  return nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light;
}

/** Loads the renderer into `window`; `hash` says which of its pages. A renderer that dies takes its window with it. */
export function loadPage(window: BrowserWindow, hash: '' | '#cards', log: Log): Page {
  let early: (() => void)[] | null = [];
  window.webContents.once('did-finish-load', () => {
    for (const send of early ?? []) send();
    early = null;
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    log.warn('window', { gone: details.reason, exit: details.exitCode });
    window.destroy(); // the next to be shown is a healthy one
  });
  window.loadURL(`${ORIGIN}${hash}`).catch((error: unknown) => log.error('window', error, { page: hash }));
  const send = (name: string, value: unknown): void => {
    if (!window.isDestroyed()) window.webContents.send(name, value);
  };
  return {
    window,
    signal: (name, value) => {
      if (early === null) send(channel(name), value);
      else early.push(() => send(channel(name), value));
    },
  };
}

// What no page in this app may do, whatever it holds.
import { app, session, type Session } from 'electron';
import type { Log } from '../core/ports.ts';
import { ORIGIN } from './page-file.ts';

/** Turns the sandbox on for every renderer. Must run before the app is ready. */
export function sandboxEverything(): void {
  // enableSandbox() overrides --no-sandbox in the children, which then abort where only that switch lets them run
  // (as root, in a container).
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/** Refuses navigation away from our pages, new windows, webviews, permissions, downloads and all network access of
 *  the window: it is given everything it shows. Call when the app is ready. */
export function harden(log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(ORIGIN)) {
        event.preventDefault();
        log.warn('hardening', { refused: 'navigation', to: schemeOf(event.url) });
      }
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      log.warn('hardening', { refused: 'window', to: schemeOf(url) });
      return { action: 'deny' };
    });
  });
  refuseForThePages(session.defaultSession);
}

function refuseForThePages(pages: Session): void {
  // Else Electron fetches a dictionary from its maker's servers at each first start, past every handler below.
  pages.setSpellCheckerLanguages([]);
  pages.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  pages.setPermissionCheckHandler(() => false);
  pages.setDevicePermissionHandler(() => false);
  pages.on('will-download', (event) => event.preventDefault());
  const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'] };
  pages.webRequest.onBeforeRequest(network, (_request, answer) => answer({ cancel: true }));
}

function schemeOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : 'none';
}

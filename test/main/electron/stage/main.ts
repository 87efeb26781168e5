// A small app made of the Electron room alone, for tests that want its parts without a calendar behind them.
// What it hears and does is printed, one JSON line each; the test drives it through `stage`.
import { join } from 'node:path';
import { app, ipcMain, safeStorage } from 'electron';
import { keyringState, unlockKeyring } from '../../../../main/desktop/keyring.ts';
import { setStartAtLogin } from '../../../../main/electron/autostart.ts';
import { systemCipher } from '../../../../main/electron/cipher.ts';
import { openDisplay } from '../../../../main/electron/display.ts';
import { harden, sandboxEverything } from '../../../../main/electron/hardening.ts';
import { serveRequests, type Handlers } from '../../../../main/electron/ipc.ts';
import { liveInTheTray, quitCleanly, surviveMistakes } from '../../../../main/electron/lifecycle.ts';
import { openLog } from '../../../../main/electron/log.ts';
import { openNotifications } from '../../../../main/electron/notifications.ts';
import { registerPages, servePages } from '../../../../main/electron/pages.ts';
import { watchPower } from '../../../../main/electron/power.ts';
import { openSettings } from '../../../../main/electron/settings.ts';
import { SHAPES } from '../../../../main/electron/shapes.ts';
import { claimSingleInstance } from '../../../../main/electron/single-instance.ts';
import { putUpTray } from '../../../../main/electron/tray.ts';
import { openVault } from '../../../../main/electron/vault.ts';
import { prepareWindow } from '../../../../main/electron/window.ts';
import { openDatabaseStore } from '../../../../main/store/open-database.ts';
import { event, pulled, TEAM } from '../../../support/pull-rounds.ts';
import { lively } from '../../../support/views.ts';

const heard: unknown[] = [];
const hear = (what: string, value?: unknown): void =>
  void heard.push(value === undefined ? [what] : [what, value]);
const folder = app.getPath('userData');
const log = openLog({ folder: join(folder, 'logs'), now: Date.now, echo: true });
surviveMistakes(() => log);
sandboxEverything();
registerPages();
liveInTheTray();

async function storeWorks(): Promise<number> {
  const { store } = openDatabaseStore(join(folder, 'replicas.sqlite'), Date.now());
  await pulled(store, { objects: [event('a')] });
  const { objects } = await store.health(TEAM);
  await store.close();
  return objects;
}

function handlers(): Handlers {
  const names = Object.keys(SHAPES).map((name) => [name, (value: unknown) => hear(name, value)]);
  return { ...(Object.fromEntries(names) as Handlers), view: () => lively };
}

function run(): void {
  harden(log);
  servePages(join(__dirname, 'renderer'));
  const shown = { onShown: () => hear('shown'), onHidden: () => hear('hidden') };
  const window = prepareWindow({ preload: join(__dirname, 'preload.cjs'), log, ...shown });
  const tray = putUpTray((action) => hear('tray', action));
  const notifications = openNotifications((target) => hear('clicked', target), log);
  const display = openDisplay({ tray, window, notifications });
  const keyring = { state: () => keyringState(), unlock: () => unlockKeyring() };
  const cipher = systemCipher(safeStorage, keyring, process.platform);
  const vault = openVault({ folder, cipher, log, at: Date.now() });
  const settings = openSettings(folder, log, Date.now());
  watchPower((event) => hear('power', event));
  serveRequests(handlers(), { ipcMain, window: () => window.contents, log });
  quitCleanly(async () => hear('stopped'), log);
  const stage = { heard, window, display, vault, settings, storeWorks, setStartAtLogin };
  Object.assign(globalThis, { stage });
  claimed = () => window.show();
}

let claimed = (): void => undefined;
if (claimSingleInstance(() => claimed())) {
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => log.error('stage', error));
} else app.exit(0);

export type Stage = {
  readonly heard: unknown[];
  readonly window: ReturnType<typeof prepareWindow>;
  readonly display: ReturnType<typeof openDisplay>;
  readonly vault: ReturnType<typeof openVault>;
  readonly settings: ReturnType<typeof openSettings>;
  readonly setStartAtLogin: typeof setStartAtLogin;
  readonly storeWorks: () => Promise<number>;
};

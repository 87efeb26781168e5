// A small app made of the Electron room alone, for tests that want its parts without a calendar behind them.
// What it hears and does is printed, one JSON line each; the test drives it through `stage`.
import { join } from 'node:path';
import { app, ipcMain, Notification, powerMonitor, safeStorage } from 'electron';
import { DesktopAttention } from '../../../../main/desktop/attention.ts';
import { LastingBus } from '../../../../main/desktop/lasting-bus.ts';
import { DesktopNotifications } from '../../../../main/desktop/notifications.ts';
import { busSocket } from '../../../../main/desktop/session-bus.ts';
import { openAttention } from '../../../../main/electron/attention.ts';
import { prepareCards } from '../../../../main/electron/card-window.ts';
import { electronNotifications } from '../../../../main/electron/electron-notifications.ts';
import { toastIcon } from '../../../../main/electron/toast-icon.ts';
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
import { aToast } from '../../desktop/toast-facts.ts';
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

/** How toasts reach the person, all of it. */
function screens() {
  const shown = { onShown: () => hear('shown'), onHidden: () => hear('hidden') };
  const preload = join(__dirname, 'preload.cjs');
  const window = prepareWindow({ preload, log, ...shown });
  const tray = putUpTray((action) => hear('tray', action));
  const answers = {
    onAction: (id: string, action: string) => hear('action', [id, action]),
    onDismissed: (id: string) => hear('dismissed', id),
  };
  const bus = new LastingBus(busSocket(process.env));
  const events = { ...answers, onToken: (token: string) => hear('token', token) };
  const overBus = Promise.resolve(new DesktopNotifications(bus, events, toastIcon(folder, log)));
  const electrons = electronNotifications({ Notification, platform: process.platform, answers });
  const notifications = openNotifications(overBus, electrons);
  const cards = prepareCards({ preload, log, onDismissed: answers.onDismissed });
  const open = async (url: string) => hear('opened', url);
  const display = openDisplay({ tray, window, notifications, cards, open, log });
  const buses = { session: bus, system: new LastingBus(null) };
  const attention = openAttention(new DesktopAttention(buses, process.env), powerMonitor);
  return { window, cards, display, notifications, attention };
}

function run(): void {
  harden(log);
  servePages(join(__dirname, 'renderer'));
  const { window, cards, display, notifications, attention } = screens();
  const keyring = { state: () => keyringState(), unlock: () => unlockKeyring() };
  const cipher = systemCipher(safeStorage, keyring, process.platform);
  const vault = openVault({ folder, cipher, log, at: Date.now() });
  const settings = openSettings(folder, log, Date.now());
  watchPower((event) => hear('power', event));
  const windows = () => [window.contents, cards.contents].filter((each) => each !== null);
  serveRequests(handlers(), { ipcMain, windows, log });
  quitCleanly(async () => {
    await notifications.closeAll();
    hear('stopped');
  }, log);
  const stage = { heard, window, cards, display, attention, vault, settings, storeWorks, setStartAtLogin };
  Object.assign(globalThis, { stage });
  claimed = () => window.show();
  if (process.argv.includes('--card')) void display.toast(aToast({ isUrgent: true, lines: ['150'] }));
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
  readonly cards: ReturnType<typeof prepareCards>;
  readonly display: ReturnType<typeof openDisplay>;
  readonly attention: ReturnType<typeof openAttention>;
  readonly vault: ReturnType<typeof openVault>;
  readonly settings: ReturnType<typeof openSettings>;
  readonly setStartAtLogin: typeof setStartAtLogin;
  readonly storeWorks: () => Promise<number>;
};

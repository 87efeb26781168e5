// The Electron entry: make the adapters, hand them to Belfry, start; stop on quit. The tray icon shows before anything
// that is not needed for it is loaded.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { app, dialog, ipcMain, safeStorage } from 'electron';
import type { Belfry } from './belfry.ts';
import { asBelfryError } from './core/errors.ts';
import type { Display, Log } from './core/ports.ts';
import { setStartAtLogin } from './electron/autostart.ts';
import { systemClock } from './electron/clock.ts';
import { deviceId } from './electron/device-id.ts';
import { openDisplay } from './electron/display.ts';
import { harden, sandboxEverything } from './electron/hardening.ts';
import { serveRequests } from './electron/ipc.ts';
import { liveInTheTray, quitCleanly, surviveMistakes } from './electron/lifecycle.ts';
import { openLog } from './electron/log.ts';
import { openNotifications } from './electron/notifications.ts';
import { registerPages, servePages } from './electron/pages.ts';
import { watchPower } from './electron/power.ts';
import { claimSingleInstance } from './electron/single-instance.ts';
import { putUpTray } from './electron/tray.ts';
import type { TrayAction } from './electron/tray-menu.ts';
import { prepareWindow, type Window } from './electron/window.ts';
import type { Damage } from './store/open-database.ts';

let log: Log | null = null;
surviveMistakes(() => log);
sandboxEverything();
registerPages();
liveInTheTray();

let openWindow = () => {};
if (claimSingleInstance(() => openWindow())) {
  const userData = app.getPath('userData');
  const diary = openLog({
    folder: join(userData, 'logs'),
    now: () => systemClock.now(),
    echo: process.env['BELFRY_LOG'] === 'stderr',
  });
  log = diary;
  app
    .whenReady()
    .then(() => run(userData, diary))
    .catch(async (error: unknown) => {
      diary.error('start', error);
      const detail = `It cannot read or write its files in ${userData}. Is the disk full or not writable?`;
      const isStorage = asBelfryError(error).kind === 'storage';
      await dialog.showMessageBox({
        type: 'error',
        message: 'Belfry cannot start',
        ...(isStorage ? { detail } : {}),
      });
      app.exit(1);
    });
} else {
  app.exit(0);
}

async function run(userData: string, diary: Log): Promise<void> {
  harden(diary);
  servePages(join(__dirname, 'renderer'));
  let belfry: Belfry | null = null;
  const window = prepareWindow({
    preload: join(__dirname, 'preload.cjs'),
    log: diary,
    onShown: () => belfry?.setVisible(true),
    onHidden: () => belfry?.setVisible(false),
  });
  openWindow = () => window.show();
  const act = (action: TrayAction) => perform(action, window, belfry);
  const tray = putUpTray(act);
  diary.info('start', { tray: true, uptime: Math.round(process.uptime() * 1000) });
  const notifications = openNotifications((shown) => act({ do: 'reveal', ...shown }), diary);
  const display = openDisplay({ tray, window, notifications });
  // The window draws itself while store, link and calendar code are loaded; what it asks meanwhile waits for them.
  const opening = conduct({ userData, diary, display });
  const stopServing = serve(opening, { window, display, diary });
  let stopPower = () => {};
  let isLeaving = false;
  // From here on: a thread that is cut off while it opens its database takes the process down with it.
  quitCleanly(async () => {
    isLeaving = true;
    stopPower();
    await stopOnceOpen(opening);
    stopServing();
    notifications.closeAll();
    tray.remove();
  }, diary);
  if (!process.argv.includes('--hidden')) window.show();
  const started = await opening.catch((error: unknown) => {
    window.destroy(); // it has nothing to show, and would cover the words about why
    throw error;
  });
  if (isLeaving) return;
  belfry = started;
  if (window.visible) started.setVisible(true);
  stopPower = watchPower((event) => started.nudge(event));
  await started.start();
}

async function stopOnceOpen(opening: Promise<Belfry>): Promise<void> {
  const opened = await opening.catch(() => null); // whoever started it tells what went wrong
  await opened?.stop();
}

type Served = { readonly window: Window; readonly display: Display; readonly diary: Log };

type Stage = {
  readonly userData: string;
  readonly diary: Log;
  readonly display: ReturnType<typeof openDisplay>;
};

async function conduct({ userData, diary, display }: Stage): Promise<Belfry> {
  let belfry: Belfry | null = null;
  // The thread opens the database while the rest is loaded. What was in a damaged one comes again from the servers.
  const [{ store, isDamaged }, { Belfry }, { calDav }, { pingLinks }, { tryPush }] = await Promise.all([
    openReplicas(userData, diary, () => belfry?.refresh()),
    import('./belfry.ts'),
    import('./caldav/caldav.ts'),
    import('./link/ping-link.ts'),
    import('./link/try-push.ts'),
  ]);
  const [{ openSettings }, { openVault }, { systemCipher }, keyring] = await Promise.all([
    import('./electron/settings.ts'),
    import('./electron/vault.ts'),
    import('./electron/cipher.ts'),
    import('./desktop/keyring.ts'),
  ]);
  const clock = systemClock;
  const ring = { state: () => keyring.keyringState(), unlock: () => keyring.unlockKeyring() };
  const cipher = systemCipher(safeStorage, ring, process.platform);
  belfry = new Belfry({
    caldav: calDav(() => clock.now()),
    store,
    settings: openSettings(userData, diary, clock.now()),
    vault: openVault({ folder: userData, cipher, log: diary, at: clock.now() }),
    display,
    log: diary,
    clock,
    makePingSource: pingLinks(clock, diary),
    tryPush,
    locale: app.getSystemLocale(),
    newId: randomUUID,
    deviceId: deviceId(userData),
    // Said by `npm start`, or by the version of a package that was built with it.
    substitute: process.env['BELFRY_SUBSTITUTE_ELECTRON'] === '1' || app.getVersion().endsWith('substitute'),
    replicaDamaged: isDamaged,
  });
  return belfry;
}

async function openReplicas(userData: string, diary: Log, onLater: () => void) {
  const { openStore } = await import('./store/open-store.ts');
  let damaged = false;
  const note = ({ error }: Damage) => {
    damaged = true;
    diary.error('store', error, { kept: true });
    onLater();
  };
  const { store, damage } = await openStore(
    { file: join(userData, 'replicas.sqlite'), at: systemClock.now(), onDamage: note },
    join(__dirname, 'store-worker.cjs'),
  );
  if (damage) note(damage);
  return { store, isDamaged: () => damaged };
}

function serve(opening: Promise<Belfry>, { window, display, diary }: Served): () => void {
  const ask =
    <A, R>(what: (belfry: Belfry, argument: A) => R | Promise<R>) =>
    async (argument: A): Promise<R> =>
      what(await opening, argument);
  // A conversation that goes on for as long as the person thinks is not waited for; the view tells how it goes.
  const begin = (scope: string, conversation: Promise<void>) =>
    void conversation.catch((error: unknown) => diary.error(scope, error));
  return serveRequests(
    {
      view: ask((belfry) => belfry.view()),
      signIn: ask((belfry, form) => begin('sign-in', belfry.signIn(form))),
      answer: ask((belfry, answer) => belfry.answer(answer)),
      chooseCalendars: ask((belfry, choice) => belfry.chooseCalendars(choice)),
      cancelSignIn: ask((belfry) => belfry.cancelSignIn()),
      signInAgain: ask((belfry, account) => belfry.signInAgain(account)),
      signOut: ask((belfry, account) => belfry.signOut(account)),
      setCalendar: ask((belfry, calendar) => belfry.setCalendar(calendar)),
      trustCertificate: ask((belfry, trust) => belfry.trustCertificate(trust)),
      unlockKeyring: ask((belfry) => begin('keyring', belfry.unlockKeyring())),
      refresh: ask((belfry) => belfry.refresh()),
      markRead: ask((belfry, changes) => belfry.markRead(changes)),
      setStartAtLogin: ask((belfry, { on }) => startAtLogin(belfry, on)),
      dismissToast: ({ id }) => display.closeToast(id),
      hideWindow: () => window.hide(),
    },
    { ipcMain, window: () => window.contents, log: diary },
  );
}

function startAtLogin(belfry: Belfry, on: boolean): Promise<void> {
  setStartAtLogin(on);
  return belfry.setStartAtLogin({ on });
}

function perform(action: TrayAction, window: Window, belfry: Belfry | null): void {
  switch (action.do) {
    case 'open':
      return window.show();
    case 'refresh':
      return belfry?.refresh();
    case 'quit':
      return app.quit();
    case 'start-at-login':
      return void (belfry && startAtLogin(belfry, action.on));
    case 'reveal':
      window.show();
      if (action.changeIds.length > 0) void belfry?.markRead({ ids: action.changeIds });
      return window.signal('reveal', { rowId: action.rowId, changeIds: [...action.changeIds] });
  }
}

// The Electron entry: make the adapters, hand them to Belfry, start; stop on quit. The tray icon shows before anything
// that is not needed for it is loaded.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { app, dialog, ipcMain, powerMonitor, safeStorage, session } from 'electron';
import type { Belfry } from './belfry.ts';
import { asBelfryError } from './core/errors.ts';
import type { Log } from './core/ports.ts';
import type { ToastActionId } from './core/alerts/toast-view.ts';
import { systemClock } from './electron/clock.ts';
import { deviceId } from './electron/device-id.ts';
import { lendActivation } from './electron/activation.ts';
import { openAttention } from './electron/attention.ts';
import type { Screen } from './electron/display.ts';
import { harden, sandboxEverything } from './electron/hardening.ts';
import { serveRequests } from './electron/ipc.ts';
import { liveInTheTray, quitCleanly, surviveMistakes } from './electron/lifecycle.ts';
import { openLog } from './electron/log.ts';
import { registerPages, servePages } from './electron/pages.ts';
import { watchPower } from './electron/power.ts';
import { systemProxy } from './electron/proxy.ts';
import { saveDiagnostics } from './electron/save-diagnostics.ts';
import { claimSingleInstance } from './electron/single-instance.ts';
import { openScreens, type Screens } from './electron/screens.ts';
import { toastIcon } from './electron/toast-icon.ts';
import { perform, startAtLogin } from './electron/tray-actions.ts';
import type { Desktop } from './desktop/desktop.ts';
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
  const screens = putUp(userData, diary, () => belfry);
  const { window, display, desktop } = screens;
  openWindow = () => window.show();
  diary.info('start', { tray: true, uptime: Math.round(process.uptime() * 1000) });
  // The window draws itself while store, link and calendar code are loaded; what it asks meanwhile waits for them.
  const opening = conduct({ userData, diary, display, desktop });
  const stopServing = serve(opening, { ...screens, diary, userData });
  let stopPower = () => {};
  let isLeaving = false;
  // From here on: a thread that is cut off while it opens its database takes the process down with it.
  quitCleanly(async () => {
    isLeaving = true;
    stopPower();
    await stopOnceOpen(opening);
    stopServing();
    await screens.close();
    (await desktop)?.close();
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

/** Tray, window and toasts; on Linux with what Electron lacks there, loaded while the tray icon shows already. */
function putUp(userData: string, diary: Log, belfry: () => Belfry | null) {
  const answer = (toastId: string, action: ToastActionId) =>
    void belfry()
      ?.act({ toastId, action })
      .catch((error: unknown) => diary.error('toast', error));
  const answers = {
    onAction: answer,
    onDismissed: (toastId: string) => answer(toastId, 'dismiss'),
  };
  const events = { ...answers, onToken: (token: string) => lendActivation(token, process.env) };
  const desktop: Promise<Desktop> | null =
    process.platform === 'linux'
      ? import('./desktop/desktop.ts').then(({ openDesktop }) =>
          openDesktop(process.env, events, toastIcon(userData, diary)),
        )
      : null;
  const screens = openScreens(
    {
      preload: join(__dirname, 'preload.cjs'),
      log: diary,
      onTray: (action) => perform(action, screens.window, belfry()),
      onShown: () => belfry()?.setVisible(true),
      onHidden: () => belfry()?.setVisible(false),
      answers,
    },
    desktop?.then(({ notifications }) => notifications) ?? null,
  );
  return { ...screens, desktop };
}

async function stopOnceOpen(opening: Promise<Belfry>): Promise<void> {
  const opened = await opening.catch(() => null); // whoever started it tells what went wrong
  await opened?.stop();
}

type Served = Pick<Screens, 'window' | 'contents' | 'display'> & Pick<Stage, 'diary' | 'userData'>;

type Stage = {
  readonly userData: string;
  readonly diary: Log;
  readonly display: Screen;
  readonly desktop: Promise<Desktop> | null;
};

async function conduct({ userData, diary, display, desktop }: Stage): Promise<Belfry> {
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
  const proxyFor = systemProxy(session.defaultSession, diary);
  const ring = { state: () => keyring.keyringState(), unlock: () => keyring.unlockKeyring() };
  const cipher = systemCipher(safeStorage, ring, process.platform);
  belfry = new Belfry({
    caldav: calDav(() => clock.now()),
    store,
    settings: openSettings(userData, diary, clock.now()),
    vault: openVault({ folder: userData, cipher, log: diary, at: clock.now() }),
    display,
    attention: openAttention((await desktop)?.attention ?? null, powerMonitor),
    log: diary,
    clock,
    makePingSource: pingLinks(clock, diary, proxyFor),
    tryPush: tryPush(proxyFor),
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

function serve(opening: Promise<Belfry>, { window, contents, display, diary, userData }: Served): () => void {
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
      filterChanges: ask((belfry, look) => belfry.filterChanges(look)),
      setStartAtLogin: ask((belfry, { on }) => startAtLogin(belfry, on)),
      setPreferences: ask((belfry, changed) => belfry.setPreferences(changed)),
      mute: ask((belfry, choice) => belfry.mute(choice)),
      act: ask((belfry, button) => belfry.act(button)),
      dismissToast: ({ id }) => display.expireCard(id),
      join: ask((belfry, row) => belfry.join(row)),
      reply: ask((belfry, answer) => belfry.reply(answer)),
      undo: ask((belfry, what) => belfry.undo(what)),
      testPush: ask((belfry, account) => begin('push-test', belfry.testPush(account))),
      setManualPush: ask((belfry, manual) => belfry.setManualPush(manual)),
      saveDiagnostics: ask((belfry) => saveDiagnostics((around) => belfry.diagnostics(around), userData)),
      hideWindow: () => window.hide(),
    },
    { ipcMain, windows: contents, log: diary },
  );
}

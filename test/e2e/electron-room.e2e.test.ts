// The parts of main/electron in a real Electron on a real desktop, driven through the stage app.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveElectron } from '../../tools/electron.ts';
import type { ToastView } from '../../main/core/alerts/toast-view.ts';
import { buildStage } from '../main/electron/stage/build.ts';
import type { Stage } from '../main/electron/stage/main.ts';
import { launchApp, type App } from '../support/app.ts';
import { startChild } from '../support/child.ts';
import { startDesktop, type Desktop } from '../support/desktop.ts';
import { KEYRING_PASSWORD } from '../support/desktop/keyring.ts';
import { sleep, until } from '../support/patience.ts';
import { lively } from '../support/views.ts';

declare global {
  var stage: Stage;
}

let folder: string;
let desktop: Desktop;
let app: App;
beforeAll(async () => {
  // Inside the project, so that the native library is found from there.
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  folder = await buildStage(await mkdtemp(join(cache, 'belfry-stage-')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await app?.close();
  await desktop?.stop();
});

// A promise awaited over the debugger is now and then collected before it answers, and Playwright may then wait for
// ever: each question gets 5 s and is put once more. All of them may be put twice.
const inMain = (async (...question: Parameters<ElectronApplication['evaluate']>) => {
  const lost = Symbol('lost');
  for (let left = 2; ; left--) {
    const asked = app.app.evaluate(...question).catch((error: unknown) => {
      if (left > 1 && String(error).includes('garbage collected')) return lost;
      throw error;
    });
    const answer: unknown = await Promise.race([asked, sleep(5_000).then(() => lost)]);
    if (answer !== lost) return answer;
    if (left === 1) throw new Error('the main process does not answer');
  }
}) as ElectronApplication['evaluate']; // the same questions and answers

async function start(options: Parameters<typeof startDesktop>[0] = {}): Promise<void> {
  desktop = await startDesktop(options);
  app = await launchApp({ desktop, folder });
  await until('the stage', 10_000, () => inMain(() => 'stage' in globalThis));
}

const run = promisify(execFile);
const xdotool = async (args: readonly string[]) => (await run('xdotool', args, { env: desktop.env })).stdout;
const heard = () => inMain(() => stage.heard);
async function openPage(): Promise<Page> {
  await inMain(() => stage.window.show());
  const page = await app.window();
  await seen(page, () => document.querySelector('#said')?.textContent !== '');
  // The page asks before it is first drawn, and a window is shown when it is: a toast goes into a visible one only.
  await until('the window', 10_000, () => inMain(() => stage.window.visible));
  return page;
}

/**
 * Waits for something in a page; not by waitForFunction, which looks once a frame: what draws nothing has no frames. A
 * page may be navigating to its address while it is asked.
 */
const seen = (page: Page, probe: (argument: string) => boolean, argument = ''): Promise<boolean> =>
  until('it in the page', 10_000, () =>
    page.evaluate(probe, argument).catch((error: unknown) => {
      if (String(error).includes('Execution context was destroyed')) return false;
      throw error;
    }),
  );

/** Waits until a page has been sent a signal whose JSON holds `text`; its script may not have run yet. */
const signalled = (page: Page, text: string): Promise<boolean> =>
  seen(page, (part) => JSON.stringify(Reflect.get(globalThis, 'signals') ?? []).includes(part), text);

const toast: ToastView = {
  id: 't1',
  title: 'Design <review> moved',
  lines: ['Tue 14:00 → Wed 10:00 & Room <b>2</b>'],
  differences: [],
  more: [],
  rowId: 'r1',
  changeIds: ['c1'],
  warning: '',
  actions: [
    { id: 'accept', label: 'Accept', isMore: false },
    { id: 'open', label: 'Open', isMore: false },
  ],
  about: 'change',
  isUrgent: false,
  isInsistent: false,
};
/** How tall the stage's page makes its cards. */
const card: ToastView = {
  ...toast,
  id: 't2',
  title: 'Stand-up in 5 minutes',
  lines: ['150'],
  isUrgent: true,
};

describe('the tray', () => {
  test('tells state, next event and changes, and its menu works without a window', async () => {
    await start();
    const tray = await desktop.tray();
    const before = await tray.icon();
    await inMain((_electron, view) => stage.display.show(view), lively);
    await until('the new icon', 5_000, async () => !(await tray.icon()).argb.equals(before.argb));
    expect(await tray.tooltip()).toContain('Belfry: Listening');
    const menu = await until('the menu', 5_000, async () => {
      const entries = await tray.menu();
      return entries.length > 5 && entries;
    });
    expect(menu.at(-1)?.label).toBe('Quit');
    expect(menu.find((one) => one.label === 'Start at login')?.checked).toBe(false);
    await tray.choose('Refresh now');
    await until('the choice', 5_000, async () => JSON.stringify(await heard()).includes('"refresh"'));
    const on = { ...lively, preferences: { ...lively.preferences, startAtLogin: true } };
    await inMain((_electron, view) => stage.display.show(view), on);
    await until('the tick', 5_000, async () => {
      return (await tray.menu()).find((one) => one.label === 'Start at login')?.checked === true;
    });
    expect(app.app.windows()).toEqual([]);
  });
});

describe('the window', () => {
  test('is made when it is wanted, hides when it is closed, and comes back as it was', async () => {
    await start();
    expect(app.app.windows()).toHaveLength(0);
    const page = await openPage();
    expect(await page.textContent('#said')).toBe('Listening');
    await page.evaluate(() => void Object.assign(globalThis, { mark: 1 }));
    await inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await inMain(() => stage.window.visible)).toBe(false);
    await inMain(() => stage.window.show());
    expect(await page.evaluate(() => 'mark' in globalThis)).toBe(true);
    expect(await heard()).toEqual(expect.arrayContaining([['shown'], ['hidden']]));
  });

  test('a signal sent while the page still loads is heard once it can listen', async () => {
    await start();
    await inMain(() => {
      stage.window.show();
      stage.window.signal('reveal', { rowId: 'r1', changeIds: [] });
    });
    const page = await app.window();
    await signalled(page, 'reveal');
  });

  test('is replaced by a healthy one after its page died', async () => {
    await start();
    await openPage();
    await inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await until('the end of it', 5_000, () => inMain(() => stage.window.contents === null));
    await inMain(() => stage.window.show());
    await until('another', 5_000, () => inMain(() => stage.window.visible));
  });

  test('is shown by a second start, which ends at once', async () => {
    await start();
    const electron = await resolveElectron({ log: () => undefined });
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const second = spawn(electron.path, [...root, folder], { env: { ...desktop.env }, stdio: 'ignore' });
    expect(await once(second, 'exit')).toEqual([0, null]);
    await until('the window', 5_000, () => inMain(() => stage.window.visible));
  });
});

const show = (given: ToastView) => inMain((_electron, one) => stage.display.toast(one), given);
const isHeard = (what: string, value: unknown) =>
  until(what, 5_000, async () => JSON.stringify(await heard()).includes(JSON.stringify([what, value])));

describe('a toast', () => {
  test('reaches the daemon with its body escaped, and each press of a button is heard', async () => {
    await start();
    const coming = desktop.notifications.next((one) => one.summary.includes('Design'), 5_000);
    await show(toast);
    const notified = await coming;
    expect(notified).toMatchObject({ app: 'Belfry', summary: 'Design <review> moved' });
    expect(notified.body).toBe('Tue 14:00 → Wed 10:00 &amp; Room &lt;b&gt;2&lt;/b&gt;');
    expect(notified.actions).toEqual(['default', 'Open', 'accept', 'Accept']);
    await desktop.daemon.press('Accept');
    await isHeard('action', ['t1', 'accept']);
    await show(toast);
    await desktop.clickNotification();
    await isHeard('action', ['t1', 'open']);
  });

  test('waved away on the desktop is heard; taken down on request it is not', async () => {
    await start();
    await show(toast);
    await inMain(() => stage.display.closeToast('t1'));
    await until('its end', 5_000, () => desktop.notifications.closed().length === 1);
    await show({ ...toast, id: 't3' });
    await desktop.daemon.close();
    await isHeard('dismissed', 't3');
    expect(JSON.stringify(await heard())).not.toContain('["dismissed","t1"]');
  });

  test('is drawn in the open window too, and leaves it with the desktop’s', async () => {
    await start();
    const page = await openPage();
    await show(toast);
    await signalled(page, '"toast"');
    await inMain(() => stage.display.closeToast('t1'));
    await signalled(page, '["closeToast",{"id":"t1"}]');
    await until('its end', 5_000, () => desktop.notifications.closed().length === 1);
    expect(app.app.windows()).toHaveLength(1);
  });

  test('is taken down when the app quits', async () => {
    await start();
    await show(toast);
    await app.close();
    await until('its end', 5_000, () => desktop.notifications.closed().length === 1);
  });
});

/** The window of the cards, loaded. */
async function cardPage(): Promise<Page> {
  const page = await until(
    'the cards',
    5_000,
    () => app.app.windows().find((one) => one.url().endsWith('#cards')) ?? null,
  );
  await seen(page, () => document.querySelector('#press') !== null);
  return page;
}
const cardFacts = () =>
  inMain(({ BrowserWindow }) => {
    const cards = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('#cards'));
    return cards
      ? {
          bounds: cards.getBounds(),
          onTop: cards.isAlwaysOnTop(),
          focused: cards.isFocused(),
          shown: cards.isVisible(),
        }
      : null;
  });

describe('a card above everything', () => {
  test('stands for a toast where no daemon shows any, without taking the keyboard', async () => {
    await start({ notifications: 'none' });
    await show(card);
    await cardPage();
    expect(await cardFacts()).toMatchObject({ onTop: true, focused: false, shown: true });
    expect((await cardFacts())?.bounds).toMatchObject({ width: 380, x: 1280 - 380 - 16 });
  });

  test('is as tall as what it holds', async () => {
    // Alone, without a debugger: pages that are driven by one never say how tall they are.
    desktop = await startDesktop({ notifications: 'none' });
    const electron = await resolveElectron({ log: () => undefined });
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...root, folder, '--card'];
    const alone = await startChild({ command: electron.path, args, env: { ...desktop.env } });
    const geometry = ['search', '--onlyvisible', '--name', '^Stage$', 'getwindowgeometry'];
    const isShown = async () => (await xdotool(geometry).catch(() => '')).includes('Geometry: 380x150');
    try {
      await until('a card of 150 pixels', 10_000, isShown);
    } finally {
      await alone.end();
    }
  });

  test('may ask what the window may ask, and is gone with its last toast', async () => {
    await start({ notifications: 'none' });
    await show(card);
    await show({ ...card, id: 't4' });
    const page = await cardPage();
    await seen(page, () => Reflect.get(globalThis, 'signals').length >= 2);
    await page.click('#press');
    await isHeard('act', { toastId: 't4', action: 'accept' });
    await inMain(() => stage.display.closeToast('t4'));
    await signalled(page, 'closeToast');
    expect(await cardFacts()).not.toBeNull();
    await inMain(() => stage.display.expireCard('t2'));
    await until('its end', 5_000, async () => (await cardFacts()) === null);
  });

  test('closed by the person dismisses what it held, and another stands for the next toast', async () => {
    await start({ notifications: 'none' });
    await show(card);
    await cardPage();
    await inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await isHeard('dismissed', 't2');
    await show(card);
    await cardPage();
  });

  test('stands beside the desktop’s own where it must not be missed, and not in the window again', async () => {
    await start();
    const page = await openPage();
    await show({ ...card, isInsistent: true });
    await cardPage();
    const notified = await until('the notification', 5_000, () => desktop.notifications.all()[0] ?? null);
    expect(notified.hints['urgency']).toBe(2);
    expect(await page.evaluate(() => JSON.stringify(Reflect.get(globalThis, 'signals')))).not.toContain(
      '"toast"',
    );
  });

  test('does not stand while the open window shows the toast', async () => {
    await start({ notifications: 'none' });
    const page = await openPage();
    await show(toast);
    await signalled(page, '"toast"');
    expect(await cardFacts()).toBeNull();
  });
});

test('an address is opened only if it may be', async () => {
  await start();
  const opened = (url: string) => inMain((_electron, address) => stage.display.openLink(address), url);
  expect(await opened('https://meet.example.org/standup')).toBe(true);
  expect(await opened('file:///etc/passwd')).toBe(false);
  expect(await heard()).toEqual([['opened', 'https://meet.example.org/standup']]);
});

test('what the desktop says about attention, and the lock of the screen, are known', async () => {
  await start();
  const state = () => inMain(() => stage.attention.state());
  expect(await state()).toEqual({ doNotDisturb: false, locked: false });
  await desktop.daemon.doNotDisturb(true);
  await inMain(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
  expect(await state()).toEqual({ doNotDisturb: true, locked: true });
  await inMain(({ powerMonitor }) => powerMonitor.emit('unlock-screen'));
  expect((await state()).locked).toBe(false);
});

describe('secrets', () => {
  test('go through a real, unlocked keyring and back', async () => {
    await start({ keyring: 'unlocked' });
    expect(await inMain(() => stage.vault.state())).toBe('ready');
    await inMain(() => stage.vault.save('a1', 'tower bell', 'keyring'));
    await app.close();
    app = await launchApp({ desktop, folder });
    await until('the stage', 10_000, () => inMain(() => 'stage' in globalThis));
    expect(await inMain(() => stage.vault.load('a1'))).toBe('tower bell');
  });

  test('a locked keyring is an answer: nothing blocks, and SIGTERM still ends the app', async () => {
    await start({ keyring: 'locked' });
    const answer = await inMain(async () => {
      const started = performance.now();
      const state = await stage.vault.state();
      const saved = await stage.vault.save('a1', 'x', 'keyring').catch((error: Error) => error.message);
      return { state, saved, ms: performance.now() - started };
    });
    expect(answer).toMatchObject({ state: 'locked', saved: expect.stringContaining('locked') });
    expect(answer.ms).toBeLessThan(2_500);
    expect(await desktop.isKeyringLocked()).toBe(true);
    await app.kill('SIGTERM');
  });

  test('a locked keyring is opened by the person in the desktop’s own dialog, while the app goes on', async () => {
    await start({ keyring: 'locked' });
    await inMain(() => {
      const unlocking = stage.vault.unlock();
      void unlocking.then((state) => stage.heard.push(['unlocked', state]));
    });
    const windows = ['search', '--onlyvisible', '--class', 'gcr-prompter'];
    await until('the dialog', 10_000, () => xdotool(windows).then(Boolean, () => false));
    expect(await inMain(() => 'answers meanwhile')).toBe('answers meanwhile');
    await sleep(500); // the dialog takes the keyboard a moment after it shows
    await xdotool(['type', '--delay', '30', KEYRING_PASSWORD]);
    await xdotool(['key', 'Return']);
    await until('the unlocking', 10_000, async () =>
      JSON.stringify(await heard()).includes('["unlocked","ready"]'),
    );
    await inMain(() => stage.vault.save('a1', 'tower bell', 'keyring'));
  });

  test('without a keyring they are kept for the run, or weakly', async () => {
    await start();
    expect(await inMain(() => stage.vault.state())).toBe('absent');
    await inMain(() => stage.vault.save('a1', 'tower bell', 'weak'));
    expect(await inMain(() => stage.vault.load('a1'))).toBe('tower bell');
  });
});

test('the database works inside this Electron, and SIGTERM ends the app in order', async () => {
  await start();
  expect(await inMain(() => stage.storeWorks())).toBe(1);
  const child = app.app.process();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a mistake nobody caught is logged, without a box, and the app goes on', async () => {
  await start();
  await inMain(() => void setTimeout(() => JSON.parse('no json'), 0));
  await until('the line', 5_000, () => app.log().includes('"scope":"uncaught"'));
  expect(await inMain(() => stage.storeWorks())).toBe(1);
});

test('sleeping and waking are reported', async () => {
  await start();
  await inMain(({ powerMonitor }) =>
    ['suspend', 'resume', 'unlock-screen'].forEach((name) => powerMonitor.emit(name)),
  );
  expect(await heard()).toEqual([
    ['power', 'suspend'],
    ['power', 'wake'],
    ['power', 'wake'],
  ]);
});

test('starting at login is a file the desktop reads, there or not there', async () => {
  await start();
  const file = join(desktop.env['XDG_CONFIG_HOME'] ?? '', 'autostart/belfry.desktop');
  await inMain(() => stage.setStartAtLogin(true));
  const exec = /^Exec=(.*)$/m.exec(await readFile(file, 'utf8'))?.[1];
  expect(exec).toBe(`${await inMain(() => process.execPath)} ${folder} --hidden`);
  await inMain(() => stage.setStartAtLogin(false));
  await inMain(() => stage.setStartAtLogin(false));
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

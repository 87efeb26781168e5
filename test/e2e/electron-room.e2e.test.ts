// The parts of main/electron in a real Electron on a real desktop, driven through the stage app.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveElectron } from '../../tools/electron.ts';
import type { ToastView } from '../../main/core/view.ts';
import { buildStage } from '../main/electron/stage/build.ts';
import type { Stage } from '../main/electron/stage/main.ts';
import { launchApp, type App } from '../support/app.ts';
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
  await page.waitForFunction(() => document.querySelector('#said')?.textContent !== '');
  return page;
}

const toast: ToastView = {
  id: 't1',
  title: 'Design <review> moved',
  lines: ['Tue 14:00 → Wed 10:00 & Room <b>2</b>'],
  differences: [],
  more: [],
  rowId: 'r1',
  changeIds: ['c1'],
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
    await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, 'signals')).includes('reveal'));
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

describe('a notification', () => {
  test('reaches the daemon with its body escaped, and a click on it is heard', async () => {
    await start();
    const coming = desktop.notifications.next((one) => one.summary.includes('Design'), 5_000);
    await inMain((_electron, given) => stage.display.toast(given), toast);
    const notified = await coming;
    expect(notified.summary).toBe('Design <review> moved');
    expect(notified.body).toBe('Tue 14:00 → Wed 10:00 &amp; Room &lt;b&gt;2&lt;/b&gt;');
    await desktop.clickNotification();
    const click = ['clicked', { rowId: 'r1', changeIds: ['c1'] }];
    await until('the click', 5_000, async () =>
      (await heard()).some((one) => JSON.stringify(one) === JSON.stringify(click)),
    );
  });

  test('is taken down on request', async () => {
    await start();
    await inMain((_electron, given) => stage.display.toast(given), toast);
    await inMain(() => stage.display.closeToast('t1'));
    await until('its end', 5_000, () => desktop.notifications.closed().length === 1);
  });

  test('that no desktop will show is an error with a kind, soon', async () => {
    await start({ notifications: 'none' });
    const failure = await inMain(async (_electron, given) => {
      const started = performance.now();
      const refused = await stage.display.toast(given).then(
        () => 'shown',
        (error: Error) => error.message,
      );
      return { refused, ms: performance.now() - started };
    }, toast);
    expect(failure.refused).toContain('storage: no-notifications');
    expect(failure.ms).toBeLessThan(3_500);
  });

  test('is drawn in the open window too', async () => {
    await start();
    const page = await openPage();
    await inMain((_electron, given) => stage.display.toast(given), toast);
    await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, 'signals')).includes('"toast"'));
  });
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

// How the app behaves among the other programs of a desktop: one instance, a tray, a clean end, nothing left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveElectron } from '../../tools/electron.ts';
import { until } from '../support/patience.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { dayTime } from '../support/seeded-week.ts';
import { untilStatus } from '../support/sign-in-hand.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let scene: Scene;
let page: Page;
beforeAll(async () => {
  scene = await startScene();
  page = await scene.start();
  await scene.signIn(page);
});
afterAll(() => scene?.stop());

const isVisible = () =>
  scene.app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((w) => w.isVisible()));
const untilVisible = (wanted: boolean) =>
  until(`the window ${wanted ? 'shows' : 'hides'}`, 5_000, async () => (await isVisible()) === wanted);
const closeWindow = () =>
  scene.app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((w) => w.close()));
const autostart = () => join(scene.desktop.env['XDG_CONFIG_HOME'] ?? '', 'autostart', 'belfry.desktop');

test('closing the window leaves it in the tray, listening', async () => {
  await closeWindow();
  await untilVisible(false);
  const { alert } = await scene.alertAfter(() =>
    scene.world.colleague.move('review', dayTime(Date.now(), 2, 10)),
  );
  expect(alert.summary).toBe('Design review moved');
});

test('the tray works alone: state, next events, unread changes, and a click that opens the window', async () => {
  const tray = await scene.desktop.tray();
  expect(await tray.tooltip()).toMatch(/^Belfry: Listening · next: /);
  await until('the unread change in the menu', 5_000, async () =>
    (await tray.menu()).some((entry) => entry.label === 'Unread changes (1)'),
  );
  const menu = await tray.menu();
  expect(menu[0]).toMatchObject({ label: 'Listening', enabled: false });
  expect(menu.map((entry) => entry.label)).toEqual(
    expect.arrayContaining(['Refresh now', 'Open Belfry', 'Start at login', 'Quit']),
  );
  const unread = menu.find((entry) => entry.label.startsWith('Unread'));
  expect(unread?.children.map((entry) => entry.label).join()).toContain('Design review: Moved');
  await tray.activate();
  await untilVisible(true);
});

test('the tray says when push is lost', async () => {
  const tray = await scene.desktop.tray();
  const icon = (await tray.icon()).argb;
  await scene.world.prosody.halt();
  await until('the tooltip', 10_000, async () => (await tray.tooltip()).includes('Checking every 5 min'));
  expect((await tray.icon()).argb.equals(icon)).toBe(false);
  await scene.world.prosody.restart();
  await untilStatus(page, 'Listening', 60_000);
});

test('a second start shows the window of the first and ends', async () => {
  await closeWindow();
  await untilVisible(false);
  const { path } = await resolveElectron({ log: () => undefined });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const second = spawn(path, [...sandbox, ROOT], { env: scene.desktop.env, stdio: 'ignore' });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  await untilVisible(true);
  expect(scene.app.app.windows()).toHaveLength(1);
});

test('starting at login is asked once, and is a file the desktop reads', async () => {
  expect(existsSync(autostart())).toBe(false);
  await page.getByRole('button', { name: 'Yes, start it' }).click();
  await page.getByText('Start Belfry when you log in?').waitFor({ state: 'hidden' });
  expect(readFileSync(autostart(), 'utf8')).toMatch(/^Exec=.*--hidden$/m);
  await page.getByRole('button', { name: 'Accounts and settings' }).click();
  const choice = page.getByRole('switch', { name: 'Start Belfry when I log in' });
  expect(await choice.isChecked()).toBe(true);
  await choice.uncheck();
  await until('the file is gone', 5_000, () => !existsSync(autostart()));
  const tray = await scene.desktop.tray();
  // What is chosen is what the entry says: the menu follows a moment after the file.
  await until('the switch is off in the menu', 5_000, async () =>
    (await tray.menu()).some(({ label, checked }) => label === 'Start at login' && checked === false),
  );
  await tray.choose('Start at login');
  await until('the file is back', 5_000, () => existsSync(autostart()));
  await page.getByRole('button', { name: 'Back to the agenda' }).click();
  expect(await page.getByText('Start Belfry when you log in?').isVisible()).toBe(false);
});

test('started hidden, it listens without a window until the tray is clicked', async () => {
  await scene.app.close();
  const shown = scene.start({ args: ['--hidden'] });
  const tray = await scene.desktop.tray();
  await until('listening', 20_000, async () => (await tray.tooltip()).includes('Listening'));
  expect(scene.app.app.windows()).toHaveLength(0);
  await tray.activate();
  page = await shown;
  await untilStatus(page, 'Listening');
});

test('SIGTERM ends it in good order within two seconds', async () => {
  const child = scene.app.app.process();
  const requests = join(scene.userData, 'quit-requests');
  await scene.app.app.evaluate(({ app }, file) => {
    const { appendFileSync } = process.getBuiltinModule('node:fs');
    app.on('before-quit', ({ defaultPrevented }) => appendFileSync(file, `${defaultPrevented} `));
  }, requests);
  const begun = Date.now();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  // Electron asks for itself as well; whoever asks, it ends when what runs has ended.
  expect(readFileSync(requests, 'utf8')).toMatch(/^(?:true )+$/);
  expect(Date.now() - begun).toBeLessThan(2_000);
  expect(scene.app.log()).not.toMatch(/"scope":"(uncaught|unhandled|quit)"/);
  page = await scene.start();
  await untilStatus(page, 'Listening');
});

test('signing out removes account, password and replica', async () => {
  const read = (name: string) => readFileSync(join(scene.userData, name), 'utf8');
  expect(read('settings.json')).toContain('"alice"');
  expect(read('secrets.json')).toContain('"account"');
  expect(filesWith('Retrospective')).not.toEqual([]);
  await page.getByRole('button', { name: 'Accounts and settings' }).click();
  await page.getByRole('button', { name: 'Sign out…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in to your calendar' }).waitFor();
  expect(read('settings.json')).not.toContain('alice');
  expect(read('secrets.json')).not.toContain('"account"');
  const tray = await scene.desktop.tray();
  await until('the tray', 5_000, async () => (await tray.tooltip()).includes('Not signed in'));
  await scene.app.close();
  expect(filesWith('Retrospective')).toEqual([]);
});

/** Names of the app's files that hold this text. */
function filesWith(text: string): readonly string[] {
  return readdirSync(scene.userData, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => readFileSync(file).includes(text));
}

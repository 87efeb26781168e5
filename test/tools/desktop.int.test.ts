import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { startDesktop } from '../support/desktop.ts';
import type { Desktop } from '../support/desktop.ts';
import { until } from '../support/patience.ts';

const FOLDER = fileURLToPath(new URL('fixtures/tray-app', import.meta.url));

describe('a desktop with dunst, a panel and an open keyring', () => {
  let desktop: Desktop;
  let app: App;
  beforeAll(async () => {
    desktop = await startDesktop({ keyring: 'unlocked' });
    app = await launchApp({ desktop, folder: FOLDER });
    await until('the app', 10_000, () => app.log().includes('ready'));
  });
  afterAll(async () => {
    await app?.close();
    await desktop?.stop();
  });

  test('the app lives in the throw-away home', () => {
    expect(app.log()).toContain(join(desktop.dir, 'config', 'TrayApp'));
  });

  test('its window can be read', async () => {
    const page = await app.window();
    expect(await page.locator('h1').textContent()).toBe('Agenda');
  });

  test('a notification is recorded as it passed the bus, and a click on it arrives', async () => {
    const before = Date.now();
    const text = 'Tue 14:00 → Wed 10:00\nsaid "no" <b>&';
    await app.app.evaluate((_electron, body) => Reflect.get(globalThis, 'notify')('Standup', body), text);
    const notified = await desktop.notifications.next((each) => each.summary === 'Standup', 5_000, before);
    expect(notified).toMatchObject({ app: 'TrayApp', replaces: 0, summary: 'Standup', body: text });
    expect(notified.actions).toContain('default');
    expect(notified.hints).toMatchObject({ urgency: 1 });
    expect(notified.at).toBeGreaterThanOrEqual(before);
    expect(notified.at).toBeLessThanOrEqual(Date.now());
    await desktop.clickNotification();
    await until('the click', 5_000, () => app.log().includes('clicked Standup'));
    await until('its end', 5_000, () => desktop.notifications.closed().length > 0);
    const [same] = desktop.notifications.all();
    expect(same?.id).toBeGreaterThan(0);
    expect(desktop.notifications.invoked()).toMatchObject([{ id: same?.id, action: 'default' }]);
  });

  test('the tray can be read and worked', async () => {
    const tray = await desktop.tray();
    expect(await tray.tooltip()).toBe('Belfry: listening');
    expect(await tray.menu()).toMatchObject([
      { label: 'Say hello', enabled: true, checked: null },
      { label: 'Quiet', checked: true },
      { label: 'Gone', enabled: false },
    ]);
    const icon = await tray.icon();
    expect(icon.argb).toHaveLength(icon.width * icon.height * 4);
    await tray.activate();
    await until('the tray click', 5_000, () => app.log().includes('tray clicked'));
    const before = Date.now();
    await tray.choose('Say hello');
    await desktop.notifications.next((each) => each.summary === 'Hello', 5_000, before);
    await expect(tray.choose('Nothing')).rejects.toThrow("no menu entry 'Nothing' among 'Say hello'");
  });

  test('the keyring takes secrets', async () => {
    expect(await app.app.evaluate(() => Reflect.get(globalThis, 'canEncrypt')())).toBe(true);
  });

  test('a screenshot shows the panel', async () => {
    const file = join(desktop.dir, 'screen.png');
    await desktop.screenshot(file);
    expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
    expect(statSync(file).size).toBeGreaterThan(2_000);
  });
});

test('two desktops at once do not hear each other, and leave nothing behind', async () => {
  const [one, two] = await Promise.all([
    startDesktop({ notifications: 'xfce', panel: false }),
    startDesktop({ notifications: 'none', panel: false }),
  ]);
  expect(one.env['DISPLAY']).not.toBe(two.env['DISPLAY']);
  const app = await launchApp({ desktop: one, folder: FOLDER });
  try {
    await until('the app', 10_000, () => app.log().includes('ready'));
    await app.app.evaluate(() => Reflect.get(globalThis, 'notify')('Only here', 'text'));
    await one.notifications.next((each) => each.summary === 'Only here', 5_000, 0);
    await one.clickNotification();
    await until('the click', 5_000, () => app.log().includes('clicked Only here'));
    expect(two.notifications.all()).toEqual([]);
    expect(await app.app.evaluate(() => Reflect.get(globalThis, 'canEncrypt')())).toBe(false);
  } finally {
    await app.close();
    await Promise.all([one.stop(), two.stop()]);
  }
  expect(existsSync(one.dir)).toBe(false);
  expect(existsSync(two.dir)).toBe(false);
});

test('a locked keyring is there and locked', async () => {
  const desktop = await startDesktop({ notifications: 'none', panel: false, keyring: 'locked' });
  try {
    expect(existsSync(join(desktop.dir, 'data', 'keyrings', 'login.keyring'))).toBe(true);
    expect(await desktop.isKeyringLocked()).toBe(true);
  } finally {
    await desktop.stop();
  }
});

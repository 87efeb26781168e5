// `npm run screenshots`: the pictures under docs/screenshots, taken from the real app on a real desktop with real
// servers and a colleague who edits. Look at them after every change of the window.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Scene } from '../test/support/scene.ts';
import { startScene } from '../test/support/scene.ts';
import { dayTime } from '../test/support/seeded-week.ts';
import { fillForm, nextMoment } from '../test/support/sign-in-hand.ts';
import { sleep } from '../test/support/patience.ts';
import { ensurePackages } from './packages.ts';

const OUT = fileURLToPath(new URL('../docs/screenshots', import.meta.url));

for (const lack of ensurePackages(['electron', 'desktop', 'servers']))
  throw new Error(`${lack.what}: ${lack.remedy}`);
mkdirSync(OUT, { recursive: true });
const scene = await startScene({ desktop: { notifications: 'xfce', keyring: 'unlocked' } });
try {
  const page = await scene.start();
  await inBothThemes(page, 'sign-in');
  await fillForm(page, {
    address: scene.world.url,
    username: scene.world.username,
    password: 'not the password',
  });
  await nextMoment(page);
  await inBothThemes(page, 'sign-in-error');
  await scene.signIn(page);
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.mouse.move(0, 0); // a card under the pointer would stay
  await edits(scene);
  await sleep(20_000); // until the alerts of these are gone
  const { colleague } = scene.world;
  await scene.alertAfter(() => colleague.move('review', dayTime(Date.now(), 2, 10)));
  await theDesktop(scene);
  await inBothThemes(page, 'toast');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await inBothThemes(page, 'agenda');
  await page.getByRole('tab', { name: /Changes/ }).click();
  await inBothThemes(page, 'changes');
  await page.getByRole('banner').getByRole('status').getByRole('button').click();
  await inBothThemes(page, 'connection');
} finally {
  await scene.stop();
}

async function edits({ world: { colleague } }: Scene): Promise<void> {
  const now = Date.now();
  await colleague.relocate('retro', 'Room 4.12');
  await colleague.create('demo', {
    title: 'Demo for the board',
    place: 'Big hall',
    startsAt: dayTime(now, 1, 11),
    minutes: 30,
  });
  await colleague.cancel('interview');
}

async function inBothThemes(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await sleep(300);
    await page.screenshot({ path: join(OUT, `${name}-${colorScheme}.png`) });
  }
}

/** Window, tray and notification together, cropped to where they are. */
async function theDesktop({ desktop }: Scene): Promise<void> {
  const file = join(OUT, 'desktop.png');
  await sleep(400);
  await desktop.screenshot(file);
  execFileSync('convert', [file, '-crop', '860x745+420+0', '+repage', file]);
}

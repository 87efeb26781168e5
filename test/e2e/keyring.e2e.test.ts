// Where the password is kept, on desktops with an open keyring, a locked one, and none.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEYRING_PASSWORD } from '../support/desktop/keyring.ts';
import { sleep, until } from '../support/patience.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { answer, nextMoment, untilStatus } from '../support/sign-in-hand.ts';

const run = promisify(execFile);
let scene: Scene;
let page: Page;

const secrets = () => {
  const file = join(scene.userData, 'secrets.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const problem = () => page.getByRole('group', { name: /^Problem with/ });

describe('with an open keyring', () => {
  beforeAll(async () => {
    scene = await startScene({ desktop: { keyring: 'unlocked', panel: false } });
    page = await scene.start();
    await scene.signIn(page);
  });
  afterAll(() => scene?.stop());

  test('the password is stored encrypted, and the next start needs no one', async () => {
    expect(secrets()).toContain('gnome_libsecret');
    expect(secrets()).not.toContain(scene.world.password);
    page = await scene.start();
    await untilStatus(page, 'Listening');
    expect(await page.getByRole('complementary', { name: 'Notices' }).isVisible()).toBe(false);
  });

  test('locked at the next start, the window works, says so, and the keyring can be opened from it', async () => {
    await scene.app.close();
    await lock();
    expect(await scene.desktop.isKeyringLocked()).toBe(true);
    page = await scene.start();
    await problem().waitFor();
    expect(await problem().textContent()).toContain('The keyring of this computer is locked');
    expect(await page.getByRole('tabpanel').textContent()).toContain('Design review');
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByRole('tab', { name: 'Agenda' }).click();
    await problem().getByRole('button', { name: 'Unlock' }).click();
    await typeIntoDialog(KEYRING_PASSWORD);
    await untilStatus(page, 'Listening');
    expect(await problem().isVisible()).toBe(false);
  });
});

describe('with a locked keyring', () => {
  beforeAll(async () => {
    scene = await startScene({ desktop: { keyring: 'locked', panel: false } });
    page = await scene.start();
  });
  afterAll(() => scene?.stop());

  test('signing in asks; for this run only, nothing is stored and the window says so', async () => {
    await scene.signIn(page, { storage: 'memory' });
    expect(await page.getByText('The password is kept until Belfry quits').isVisible()).toBe(true);
    expect(secrets()).not.toContain('"account"');
    expect(await scene.desktop.isKeyringLocked()).toBe(true);
  });
});

describe('without a keyring', () => {
  beforeAll(async () => {
    scene = await startScene({ desktop: { keyring: 'none', panel: false } });
    page = await scene.start();
  });
  afterAll(() => scene?.stop());

  test('for this run only: the next start shows the agenda and asks for the password again', async () => {
    await scene.signIn(page, { storage: 'memory' });
    page = await scene.start();
    await problem().waitFor();
    expect(await problem().textContent()).toContain('does not have the password any more');
    expect(await page.getByRole('tabpanel').textContent()).toContain('Design review');
  });

  test('signed in again with weaker storage, the window says so and the next start needs no one', async () => {
    await problem().getByRole('button', { name: 'Sign in again' }).click();
    await page.getByLabel('Password', { exact: true }).fill(scene.world.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const asked: string[] = [];
    for (let moment = await nextMoment(page); moment.at === 'question'; moment = await nextMoment(page)) {
      asked.push(moment.title);
      const yes = moment.title.startsWith('Trust') ? 'Trust' : 'Allow';
      await answer(page, moment.title === 'No keyring here' ? 'Keep it in a file' : yes);
    }
    expect(asked).toContain('No keyring here');
    await untilStatus(page, 'Listening');
    await page.getByText('The password is stored without the protection of a keyring.').waitFor();
    expect(secrets()).toContain('weak');
    expect(secrets()).not.toContain(scene.world.password);
    page = await scene.start();
    await untilStatus(page, 'Listening');
  });

  test('a password the server refuses later is asked for, and the agenda stays', async () => {
    await changePassword('another');
    await page.getByRole('button', { name: 'Check now' }).click();
    await untilStatus(page, 'Sign in again');
    expect(await problem().textContent()).toContain('does not accept the password any more');
    expect(await page.getByRole('tabpanel').textContent()).toContain('Design review');
    await changePassword(scene.world.password);
    await problem().getByRole('button', { name: 'Sign in again' }).click();
    await page.getByText(`as ${scene.world.username} at`).waitFor();
    await page.getByRole('button', { name: 'Cancel signing in' }).click();
    await page.getByRole('tabpanel').getByText('Design review').first().waitFor();
  });
});

async function lock(): Promise<void> {
  const service = 'org.freedesktop.secrets';
  const call = ['--session', `--dest=${service}`, '--type=method_call', '--print-reply'];
  const locking = ['/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock'];
  const collection = 'array:objpath:/org/freedesktop/secrets/collection/login';
  await run('dbus-send', [...call, ...locking, collection], { env: scene.desktop.env });
}

/** The desktop's own dialog, answered by keyboard. */
async function typeIntoDialog(text: string): Promise<void> {
  const xdotool = (args: readonly string[]) => run('xdotool', args, { env: scene.desktop.env });
  const search = ['search', '--onlyvisible', '--class', 'gcr-prompter'];
  await until('the dialog', 10_000, () =>
    xdotool(search).then(
      () => true,
      () => false,
    ),
  );
  await sleep(500); // it takes the keyboard a moment after it shows
  await xdotool(['type', '--delay', '30', text]);
  await xdotool(['key', 'Return']);
}

async function changePassword(password: string): Promise<void> {
  // Radicale reads it at each request.
  await writeFile(join(scene.world.radicale.dir, 'users'), `alice:${password}\nbob:bob-secret\n`);
}

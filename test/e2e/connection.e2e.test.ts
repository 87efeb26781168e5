// The page about the connection in the real app: true facts, a test of the whole way, and a file that names nobody.
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpTunnel } from '../support/http-tunnel.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { untilStatus } from '../support/sign-in-hand.ts';

let scene: Scene;
let page: Page;
beforeAll(async () => {
  scene = await startScene({ desktop: { keyring: 'unlocked', panel: false } });
  page = await scene.start();
  await scene.signIn(page);
  await page.getByRole('banner').getByRole('status').getByRole('button').click();
});
afterAll(() => scene?.stop());

const fact = (name: string) => page.locator('.facts > div').filter({ hasText: name }).locator('dd');
const button = (name: string) => page.getByRole('button', { name, exact: true });

test('the facts are those of the session that stands', async () => {
  await expect.poll(() => fact('Server').innerText()).toMatch(/:\d+, encrypted \(TLS\s1\.[23]\)$/);
  expect(await fact('Connected since').innerText()).toMatch(/^today \d\d:\d\d$/);
  await scene.alertAfter(() => scene.world.colleague.relocate('review', 'Room 9'));
  await expect.poll(() => fact('Last ping').innerText()).toMatch(/^just now/);
  await expect
    .poll(() => fact('Last change').innerText())
    .toMatch(/^just now \(.*\); it was here .* s after the server’s ping$/);
});

test('the test of the whole way goes through notifier and XMPP server, and comes back', async () => {
  await button('Test push').click();
  const said = page.getByText(/^The test ping took .* s: the whole way works\.$/);
  await said.waitFor({ timeout: 20_000 });
});

/** Answers the desktop's dialog as a person would; null: they thought better of it. */
function choose(file: string | null): Promise<void> {
  return scene.app.app.evaluate(({ dialog }, filePath) => {
    const answer = { canceled: filePath === null, filePath: filePath ?? '' };
    dialog.showSaveDialog = () => Promise.resolve(answer);
  }, file);
}

describe('the diagnostics', () => {
  test('are in the file that was chosen, and name nobody', async () => {
    const file = join(scene.desktop.dir, 'diagnostics.json');
    await choose(file);
    await button('Save diagnostics…').click();
    await page.getByText('The diagnostics are saved.').waitFor();
    const text = readFileSync(file, 'utf8');
    const { username, password, url } = scene.world;
    for (const name of [
      username,
      password,
      new URL(url).hostname,
      'Design review',
      'bf1-',
      'localhost',
      '/home',
    ])
      expect(text).not.toContain(name);
    expect(JSON.parse(text)).toMatchObject({
      platform: 'linux',
      accounts: [
        {
          account: 'account-1',
          status: 'listening',
          link: { at: 'listening' },
          connection: { server: expect.stringMatching(/^server-\d$/) },
        },
      ],
      log: expect.arrayContaining([expect.objectContaining({ scope: 'link', state: 'listening' })]),
    });
  });

  test('that find no room are said to', async () => {
    // The kernel's own full disk.
    const full = join(scene.desktop.dir, 'full.json');
    symlinkSync('/dev/full', full);
    await choose(full);
    await button('Save diagnostics…').click();
    await page.getByText('There is no room left at that place.').waitFor();
    await choose(join(scene.desktop.dir, 'no-such-folder', 'x.json'));
    await button('Save diagnostics…').click();
    await page.getByText('Belfry may not write there.').waitFor();
  });
});

test('another server is entered by hand: refused with a wrong password, taken with the right one, and removed', async () => {
  const { chaos, prosody, username, password } = scene.world;
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await button('Use another XMPP server…').click();
  await field('XMPP server').fill(`localhost:${chaos.port}`);
  await field('Your XMPP address').fill(`${username}@${prosody.domain}`);
  await field('Pubsub service').fill(prosody.service);
  await field('Node').fill('by-hand');
  await field('Password').fill('not the password');
  await button('Use it').click();
  await page.getByText('The XMPP server does not accept this address and password.').waitFor();
  await field('Password').fill(password);
  await button('Use it').click();
  await page.getByText(`Entered by hand: localhost:${chaos.port}`).waitFor();
  await button('Change the XMPP server…').click();
  await button('Remove').click();
  await button('Use another XMPP server…').waitFor();
  await untilStatus(page, 'Listening');
});

test('a computer that is set up to use a proxy listens through it', async () => {
  const tunnel = await httpTunnel();
  try {
    // By itself Electron never goes to this very computer through a proxy.
    const args = [`--proxy-server=127.0.0.1:${tunnel.port}`, '--proxy-bypass-list=<-loopback>'];
    await untilStatus(await scene.start({ args }), 'Listening');
    const asked = tunnel.requests.map((request) => request.split('\r\n')[0]);
    // And nobody else is asked for anything, by Electron neither.
    expect(asked).toEqual([`CONNECT localhost:${scene.world.chaos.port} HTTP/1.1`]);
    const { alert } = await scene.alertAfter(() => scene.world.colleague.relocate('review', 'Room 10'));
    expect(alert.summary).toBe('Design review: new place');
  } finally {
    await scene.app.close();
    await tunnel.close();
  }
});

// What the sign-in window says when something is wrong, and what it leaves behind then: nothing.
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate, makeAuthority } from '../support/certificates.ts';
import type { Authority } from '../support/certificates.ts';
import { until } from '../support/patience.ts';
import { freePort } from '../support/ports.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { makeScratch } from '../support/scratch.ts';
import type { Scratch } from '../support/scratch.ts';
import { answer, certificateFacts, fillForm, nextMoment, untilStatus } from '../support/sign-in-hand.ts';

let scene: Scene;
let page: Page;
let scratch: Scratch;
let authority: Authority;
let leaf: X509Certificate;
const servers: Server[] = [];

beforeAll(async () => {
  scratch = await makeScratch('front');
  authority = await makeAuthority(scratch.dir, 'Example front authority');
  scene = await startScene({
    desktop: { keyring: 'none', panel: false },
    world: { others: { carol: 'carol-secret' } },
  });
  page = await scene.start();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await scene?.stop();
  await scratch?.remove();
});

const alice = () => ({ username: scene.world.username, password: scene.world.password });

/** Types the form and gives what the window says about it. */
async function refusal(address: string, form: { username: string; password: string } = alice()) {
  await fillForm(page, { address, ...form });
  const moment = await nextMoment(page);
  expect(moment.at).toBe('error');
  expect(stored()).toEqual([]);
  return moment.at === 'error' ? moment.text : '';
}

/** Everything in the app's files that an account would have left there. */
function stored(): readonly string[] {
  const { userData, world } = scene;
  const json = (name: string): string => {
    const file = join(userData, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const settings = json('settings.json');
  const files = readdirSync(userData, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  const withPassword = files
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => readFileSync(file).includes(world.password));
  return [
    ...(/"accounts":\s*\[\s*[^\s\]]/.test(settings) ? ['an account'] : []),
    ...(/"account":/.test(json('secrets.json')) ? ['a secret'] : []),
    ...withPassword,
  ];
}

describe('the address', () => {
  test('a host that does not exist', async () => {
    expect(await refusal('https://calendar.invalid/')).toContain(
      'There is no server called calendar.invalid',
    );
  });

  test('a host that refuses the connection', async () => {
    const port = await freePort();
    expect(await refusal(`https://localhost:${port}/`)).toContain('refuses the connection');
  });

  test('a web server that knows nothing of calendars', async () => {
    const port = await listen(createServer((_request, reply) => reply.end('<h1>Hello</h1>')));
    expect(await refusal(`http://localhost:${port}/`)).toContain('there is no calendar server (CalDAV)');
  });

  test('clear text to anywhere but this computer', async () => {
    expect(await refusal('http://calendar.invalid/')).toContain('Use an https:// address');
  });

  test('something that is no address at all', async () => {
    expect(await refusal('what is this?')).toContain('not an e-mail address, a server name or a web address');
  });
});

describe('the account', () => {
  test('a wrong password', async () => {
    const text = await refusal(scene.world.url, { username: 'alice', password: 'not it' });
    expect(text).toContain('User name or password is not right');
    expect(
      await page.getByLabel('Password', { exact: true }).evaluate((e) => e === document.activeElement),
    ).toBe(true);
    expect(await page.getByLabel('E-mail address or server').inputValue()).toBe(scene.world.url);
  });

  test('an account without calendars', async () => {
    const text = await refusal(scene.world.url, { username: 'carol', password: 'carol-secret' });
    expect(text).toContain('this account has no calendars');
  });
});

describe('a certificate nobody knows', () => {
  let address: string;
  beforeAll(async () => {
    const { keyFile, chainFile } = await issueCertificate(authority, 'localhost');
    const chain = readFileSync(chainFile, 'utf8');
    leaf = new X509Certificate(chain);
    const front = createTlsServer({ key: readFileSync(keyFile), cert: chain }, (socket) => {
      const upstream = connect(scene.world.notifier.port, '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    address = `https://localhost:${await listen(front)}/`;
  });

  test('is shown with host and fingerprint; declined, the password was not sent and nothing is stored', async () => {
    scene.world.tap.clear();
    await fillForm(page, { address, ...alice() });
    expect(await nextMoment(page)).toEqual({ at: 'question', title: 'Trust localhost?' });
    const facts = await certificateFacts(page);
    expect(facts).toMatchObject({
      Server: 'localhost',
      'SHA-256': leaf.fingerprint256,
      Authority: new X509Certificate(authority.ca).fingerprint256,
    });
    await answer(page, 'Do not trust');
    const moment = await nextMoment(page);
    expect(moment).toMatchObject({ at: 'error' });
    expect(moment.at === 'error' && moment.text).toContain('was not trusted, so your password was not sent');
    expect(scene.world.tap.requests()).toEqual([]);
    expect(stored()).toEqual([]);
  });

  test('cancelled while it asks, the form is back and nothing is stored', async () => {
    await fillForm(page, { address, ...alice() });
    await nextMoment(page);
    await page.getByRole('button', { name: 'Cancel signing in' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByRole('alertdialog').isVisible()).toBe(false);
    expect(stored()).toEqual([]);
  });

  test('trusted, it leads to the agenda; without a keyring and for this run only, no password is written', async () => {
    await fillForm(page, { address, ...alice() });
    const asked: string[] = [];
    await until('the choice of calendars', 60_000, async () => {
      const moment = await nextMoment(page);
      if (moment.at !== 'question') return moment.at === 'choosing';
      asked.push(moment.title);
      const yes = moment.title.startsWith('Trust') ? 'Trust' : 'Allow';
      await answer(page, moment.title === 'No keyring here' ? 'Forget it at the end' : yes);
      return false;
    });
    // The calendar server's authority, then the XMPP server's, which is another one.
    expect(asked).toEqual([
      'Trust localhost?',
      'Hear about changes at once?',
      'Trust localhost?',
      'No keyring here',
    ]);
    expect(stored()).toEqual([]);
    await page.getByRole('switch', { name: 'Private' }).uncheck();
    await page.getByRole('button', { name: 'Start with 1 calendar' }).click();
    await untilStatus(page, 'Listening');
    await expect.poll(() => page.getByRole('tabpanel').textContent()).toContain('Design review');
    expect(await page.getByRole('tabpanel').textContent()).not.toContain('Lunch with Sam');
    expect(stored()).toEqual(['an account']);
  });
});

async function listen(server: Server): Promise<number> {
  const port = await freePort();
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  servers.push(server);
  return port;
}

// What the window may not do, tried from inside the window of a real Electron: the built app, with its real page.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp, type App } from '../support/app.ts';
import { startDesktop, type Desktop } from '../support/desktop.ts';
import { sleep, until } from '../support/patience.ts';

let desktop: Desktop;
let app: App;
let page: Page;
beforeAll(async () => {
  desktop = await startDesktop({ notifications: 'none', panel: false });
  app = await launchApp({ desktop, env: { BELFRY_LOG: 'stderr' } });
  page = await app.window();
  await page.waitForLoadState('load');
});
afterAll(async () => {
  await app?.close();
  await desktop?.stop();
});

describe('the page', () => {
  test('comes from app://belfry/ with the strict policy', async () => {
    expect(page.url()).toBe('app://belfry/');
    const policy = await app.app.evaluate(async ({ net }) => {
      return (await net.fetch('app://belfry/index.html')).headers.get('content-security-policy');
    });
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  test('has nothing of Node and only the contract on its bridge, frozen', async () => {
    const seen = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron'].filter(
        (name) => name in globalThis,
      ),
      bridge: Object.keys(Reflect.get(globalThis, 'belfry') as object).toSorted(),
      frozen: Object.isFrozen(Reflect.get(globalThis, 'belfry')),
    }));
    expect(seen.node).toEqual([]);
    expect(seen.frozen).toBe(true);
    const words =
      'act answer cancelSignIn chooseCalendars dismissToast filterChanges hideWindow join markRead mute on refresh reply ' +
      'saveDiagnostics setCalendar setManualPush setPreferences setStartAtLogin signIn signInAgain signOut testPush ' +
      'trustCertificate undo unlockKeyring view';
    expect(seen.bridge).toEqual(words.split(' '));
  });

  test('is sandboxed, isolated, without Node and webviews', async () => {
    const preferences = await app.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Not in the declarations; it is what Electron itself will obey.
      const read = contents && Reflect.get(contents, 'getLastWebPreferences');
      return typeof read === 'function' ? (read.call(contents) as Record<string, unknown>) : {};
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  test('cannot leave its folder: foreign paths answer 404, other methods too', async () => {
    const answers = await app.app.evaluate(async ({ net }) => {
      const paths = ['../package.json', '..%2fmain.cjs', '%2e%2e/main.cjs', '..%5cmain.cjs', 'none.js'];
      const statuses = paths.map(async (path) => (await net.fetch(`app://belfry/${path}`)).status);
      const post = net.fetch('app://belfry/index.html', { method: 'POST', body: 'x' });
      return Promise.all([...statuses, post.then((answer) => answer.status)]);
    });
    expect(answers).toEqual([404, 404, 404, 404, 404, 404]);
  });
});

describe('the policy', () => {
  test('refuses foreign requests, inline scripts, eval, frames, forms, objects and foreign images', async () => {
    const violated = await page.evaluate(async () => {
      const seen = new Set<string>();
      document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
      await fetch('https://example.org/').catch(() => undefined);
      const add = (tag: string, facts: object): void => {
        document.body.append(Object.assign(document.createElement(tag), facts));
      };
      add('script', { textContent: 'globalThis.inline = true' });
      add('script', { src: 'https://example.org/x.js' });
      add('img', { src: 'https://example.org/x.png' });
      add('iframe', { src: 'https://example.org/' });
      add('object', { data: 'https://example.org/x' });
      add('link', { rel: 'stylesheet', href: 'https://example.org/x.css' });
      const form = Object.assign(document.createElement('form'), { action: 'https://example.org/' });
      document.body.append(form);
      form.submit();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { seen: [...seen].toSorted(), inline: 'inline' in globalThis };
    });
    expect(violated.inline).toBe(false);
    expect(violated.seen).toEqual(
      expect.arrayContaining([
        'connect-src',
        'frame-src',
        'img-src',
        'object-src',
        'script-src-elem',
        'style-src-elem',
        'form-action',
      ]),
    );
  });

  test('lets no string become code', async () => {
    const result = await page.evaluate(() => {
      return new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        const script = document.createElement('a');
        script.setAttribute('onclick', 'globalThis.clicked = true');
        script.click();
        setTimeout(() => resolve('nothing refused'), 2_000);
      });
    });
    expect(result).toBe('script-src-attr');
  });
});

test('even without the policy the window’s session reaches no network', async () => {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits++;
    response.end('reached');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  const answer = await app.app.evaluate(
    ({ net }, target) =>
      net.fetch(target).then(
        (got) => got.text(),
        (error: Error) => error.message,
      ),
    url,
  );
  server.close();
  expect(answer).toContain('ERR_BLOCKED_BY_CLIENT');
  expect(hits).toBe(0);
});

test('a download is refused before it begins', async () => {
  await app.app.evaluate(({ session }) => {
    session.defaultSession.on('will-download', (event) =>
      Reflect.set(globalThis, 'refused', event.defaultPrevented),
    );
  });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['x']));
    link.download = 'belfry.txt';
    link.click();
  });
  const refused = () =>
    app.app.evaluate(() => Reflect.has(globalThis, 'refused') && [Reflect.get(globalThis, 'refused')]);
  expect(await until('the attempt', 5_000, refused)).toEqual([true]);
});

describe('permissions and windows', () => {
  test('every permission is refused', async () => {
    const states = await page.evaluate(async () => {
      const names = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read', 'midi'];
      const ask = async (name: string) =>
        (await navigator.permissions.query({ name: name as PermissionName })).state;
      const media = await navigator.mediaDevices
        ?.getUserMedia({ audio: true })

        .then(
          () => 'granted',
          (error: Error) => error.name,
        );
      return {
        states: await Promise.all(names.map(ask)),
        notification: await Notification.requestPermission(),
        media,
      };
    });
    expect(new Set(states.states)).toEqual(new Set(['denied']));
    expect(states.notification).toBe('denied');
    expect(states.media).not.toBe('granted');
  });

  test.each(['https://example.org/', 'app://belfry/', 'about:blank', 'file:///etc/passwd', 'javascript:1'])(
    'window.open(%j) opens nothing',
    async (address) => {
      expect(await page.evaluate((url) => window.open(url) === null, address)).toBe(true);
      expect(app.app.windows()).toHaveLength(1);
    },
  );

  test('a webview stays an unknown element', async () => {
    await page.evaluate(() => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'https://example.org/');
      document.body.append(view);
    });
    await sleep(300);
    const count = await app.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    expect(count).toBe(1);
  });
});

describe('requests to the main process', () => {
  const call = (name: string, ...values: unknown[]) =>
    page.evaluate(
      async ([request, given]) => {
        const door = Reflect.get(globalThis, 'belfry') as Record<
          string,
          (...args: unknown[]) => Promise<unknown>
        >;
        return door[request]?.(...given).then(
          () => 'answered',
          (error: Error) => error.message,
        );
      },
      [name, values] as const,
    );

  test('in a wrong shape are refused with a kind and nothing more', async () => {
    const wrong: readonly (readonly [string, unknown])[] = [
      ['signIn', { address: 'a', username: 'b' }],
      ['signIn', { address: 'a', username: 'b', password: 'c', extra: 1 }],
      ['signIn', { address: 'a'.repeat(5_000), username: 'b', password: 'c' }],
      ['setStartAtLogin', { on: 'yes' }],
      ['markRead', { ids: [7] }],
      ['signOut', 'a1'],
      ['view', { more: true }],
      ['trustCertificate', { accountId: 'a', fingerprint: '../../x' }],
    ];
    for (const [name, value] of wrong) {
      expect(await call(name, value), name).toBe(
        `Error invoking remote method 'belfry:${name}': BelfryError: forbidden`,
      );
    }
    expect(await call('view')).toBe('answered');
  });

  test('from another page are refused, even through the same preload script', async () => {
    const answer = await app.app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const webPreferences = { preload, sandbox: true, contextIsolation: true };
        const other = new BrowserWindow({ show: false, webPreferences });
        await other.loadURL('app://belfry/'); // our own page, but not in our window
        const asked: unknown = await other.webContents.executeJavaScript(
          'belfry.view().then(() => "answered", (error) => error.message)',
        );
        other.destroy();
        return asked;
      },
      join(import.meta.dirname, '../../dist/preload.cjs'),
    );
    expect(answer).toBe("Error invoking remote method 'belfry:view': BelfryError: forbidden");
  });

  test('signals can be heard by the three known names only', async () => {
    const heard = await page.evaluate(() => {
      const door = Reflect.get(globalThis, 'belfry') as { on(name: string, listener: () => void): unknown };
      return ['view', 'toast', 'reveal', 'constructor', 'ELECTRON_BROWSER_REQUIRE'].map((name) => {
        try {
          return typeof door.on(name, () => undefined);
        } catch {
          return 'refused';
        }
      });
    });
    expect(heard).toEqual(['function', 'function', 'function', 'refused', 'refused']);
  });
});

// Last: after a refused navigation Playwright's page waits for it to finish for ever; only evaluate() still answers.
describe('navigation', () => {
  const refusals = () => app.log().split('"refused":"navigation"').length - 1;
  const shown = () =>
    app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());

  test.each(['https://example.org/', 'app://other/'])('to %s is refused by us', async (address) => {
    const before = refusals();
    await page.evaluate((url) => location.assign(url), address);
    await until('the refusal in the log', 5_000, () => refusals() > before);
    expect(await shown()).toBe('app://belfry/');
  });

  test.each(['file:///etc/passwd', 'data:text/html,x'])(
    'to %s is refused by Chromium before',
    async (address) => {
      await page.evaluate((url) => location.assign(url), address);
      await sleep(500);
      expect(await shown()).toBe('app://belfry/');
      expect(await page.evaluate(() => document.title)).toContain('Belfry');
    },
  );
});

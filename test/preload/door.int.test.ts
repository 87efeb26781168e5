// The real preload script in a sandboxed page, opposite a main process that echoes.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { makeScratch, type Scratch } from '../support/scratch.ts';
import { openBlankPage, type BlankPage } from '../support/window-page.ts';

const PRELOAD = fileURLToPath(new URL('../../preload/index.ts', import.meta.url));
const ECHO = fileURLToPath(new URL('fixtures/echo-app', import.meta.url));

let scratch: Scratch;
let blank: BlankPage;
beforeAll(async () => {
  scratch = await makeScratch('preload');
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: PRELOAD,
      outDir: scratch.dir,
      emptyOutDir: false,
      rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  });
  blank = await openBlankPage(ECHO, { BELFRY_PRELOAD: join(scratch.dir, 'preload.cjs') });
});
afterAll(async () => {
  await blank?.stop();
  await scratch?.remove();
});

test('the window gets the requests of the contract, one way to listen, and nothing else', async () => {
  const names = await blank.page.evaluate(() => Object.keys(window.belfry).sort());
  expect(names).toEqual([
    'act',
    'answer',
    'cancelSignIn',
    'chooseCalendars',
    'dismissToast',
    'filterChanges',
    'hideWindow',
    'join',
    'markRead',
    'mute',
    'on',
    'refresh',
    'reply',
    'saveDiagnostics',
    'setCalendar',
    'setManualPush',
    'setPreferences',
    'setStartAtLogin',
    'signIn',
    'signInAgain',
    'signOut',
    'testPush',
    'trustCertificate',
    'undo',
    'unlockKeyring',
    'view',
  ]);
});

test('nothing of Node or Electron reaches the page', async () => {
  const kinds = await blank.page.evaluate(() =>
    ['require', 'process', 'module', 'ipcRenderer', 'electron'].map(
      (name) => typeof Reflect.get(window, name),
    ),
  );
  expect(kinds).toEqual(Array(5).fill('undefined'));
});

test('a request carries its argument and brings the answer', async () => {
  const form = { address: 'ema@example.org', username: 'ema', password: 'secret' };
  expect(await blank.page.evaluate((sent) => window.belfry.signIn(sent), form)).toEqual(form);
});

test('a refusal rejects', async () => {
  const refused = await blank.page.evaluate(() =>
    window.belfry.refresh().then(
      () => false,
      () => true,
    ),
  );
  expect(refused).toBe(true);
});

test('a listener hears its signal until it is removed', async () => {
  const heard = await blank.page.evaluate(async () => {
    const rows: string[] = [];
    const all: string[] = [];
    const remove = window.belfry.on('reveal', ({ rowId }) => rows.push(rowId));
    window.belfry.on('reveal', ({ rowId }) => all.push(rowId));
    // Signals and answers come by different ways: the answer may well be first.
    const until = async (count: number) => {
      while (all.length < count) await new Promise((done) => setTimeout(done, 5));
    };
    await window.belfry.markRead({ ids: ['first', 'second'], read: true });
    await until(2);
    remove();
    await window.belfry.markRead({ ids: ['third'], read: true });
    await until(3);
    return rows;
  });
  expect(heard).toEqual(['first', 'second']);
});

test('there is no listening to anything but the signals', async () => {
  const thrown = await blank.page.evaluate(() => {
    try {
      Reflect.apply(window.belfry.on, null, ['signIn', () => undefined]);
      return '';
    } catch (error) {
      return String(error);
    }
  });
  expect(thrown).toContain('no such signal');
});

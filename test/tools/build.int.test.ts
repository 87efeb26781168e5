import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildAll } from '../../tools/build.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

beforeAll(() => buildAll({ quiet: true }));

function bundle(name: string): string {
  return readFileSync(join(DIST, name), 'utf8');
}

/** The files a bundle loads at once, as opposed to when something is needed. */
function loadedAtOnce(name: string): readonly string[] {
  return [...bundle(name).matchAll(/^(?:(?:let|var|const) \w+ = )?require\("(\.\/[^"]+)"\)/gm)].map(
    ([, file]) => file ?? '',
  );
}

test('building again without a change does nothing', async () => {
  expect(await buildAll({ quiet: true })).toBe(false);
});

test('what the tray does not need is loaded later', () => {
  expect(new Set(loadedAtOnce('main.cjs'))).toEqual(
    new Set(['./main-rolldown-runtime.cjs', './main-errors.cjs']),
  );
  expect(readdirSync(DIST).filter((file) => file.startsWith('main-')).length).toBeGreaterThan(5);
  expect(bundle('main.cjs')).toContain('require("./main-');
});

test('the preload script is one file that requires Electron and nothing else', () => {
  const required = [...bundle('preload.cjs').matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
  expect(new Set(required)).toEqual(new Set(['electron']));
});

test('no bundle imports at run time what is not shipped with the app', () => {
  const builtin = /^(?:node:|\.\/|electron$|@photostructure\/sqlite$)/;
  const foreign = readdirSync(DIST)
    .filter((file) => file.endsWith('.cjs'))
    .flatMap((file) => [...bundle(file).matchAll(/^(?:let|var|const) \w+ = require\("([^"]+)"\)/gm)])
    .map(([, name]) => name ?? '')
    .filter((name) => !builtin.test(name) && !process.getBuiltinModule(name));
  expect(foreign).toEqual([]);
});

test('what lies there is CommonJS, and the window is beside it', () => {
  expect(JSON.parse(bundle('package.json'))).toEqual({ type: 'commonjs' });
  expect(existsSync(join(DIST, 'renderer', 'index.html'))).toBe(true);
});

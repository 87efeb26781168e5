import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild, type Child } from '../support/child.ts';
import { startDesktop, type Desktop } from '../support/desktop.ts';
import { until } from '../support/patience.ts';
import { makeScratch } from '../support/scratch.ts';
import type { Scratch } from '../support/scratch.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RELEASE = join(ROOT, 'release');

let scratch: Scratch;
let deb: string;

beforeAll(async () => {
  scratch = await makeScratch('package');
  execFileSync(process.execPath, ['tools/dist.ts'], { cwd: ROOT, stdio: 'pipe' });
  const name = readdirSync(RELEASE).find((file) => file.endsWith('.deb'));
  deb = join(RELEASE, name ?? 'no package was made');
  execFileSync('dpkg-deb', ['-x', deb, scratch.dir]);
});
afterAll(() => scratch.remove());

test('a package with the substitute says so in its version', () => {
  const version = execFileSync('dpkg-deb', ['-f', deb, 'Version'], { encoding: 'utf8' }).trim();
  expect(version).toMatch(/^\d+\.\d+\.\d+(~substitute)?$/);
});

test('it holds the app and the one native library, and no tools', () => {
  const files = readdirSync(join(scratch.dir, 'opt', 'Belfry'), { recursive: true }).map(String);
  expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(1);
  expect(files.filter((file) => /default_app|node-linux|electron-builder|\.ts$/.test(file))).toEqual([]);
});

test('its fuses are set: no Node by environment, no inspector, only its own archive', () => {
  const bytes = readFileSync(join(scratch.dir, 'opt', 'Belfry', 'belfry'));
  const at = bytes.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 32;
  // runAsNode, cookieEncryption, nodeOptions, inspector, asarIntegrity, onlyAsar, snapshot, fileProtocol
  expect(bytes.subarray(at + 2, at + 10).toString('latin1')).toBe('00001100');
});

/** The packaged app, on this desktop. */
function startApp(desktop: Desktop): Promise<Child> {
  return startChild({
    command: join(scratch.dir, 'opt', 'Belfry', 'belfry'),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: { ...desktop.env },
  });
}

function filesOf(desktop: Desktop): string {
  return join(String(desktop.env['XDG_CONFIG_HOME']), 'Belfry');
}

test('it starts, shows its icon, and ends on SIGTERM', async () => {
  const desktop = await startDesktop();
  try {
    const app = await startApp(desktop);
    const tray = await desktop.tray(20_000);
    expect(await tray.tooltip()).toContain('Belfry');
    // The store's thread was found in the archive, and its native library beside it.
    const database = join(filesOf(desktop), 'replicas.sqlite');
    await until('a database', 20_000, () => existsSync(database) && statSync(database).size > 0);
    await app.end();
    expect(await app.exited).toEqual({ code: 0, signal: null });
  } finally {
    await desktop.stop();
  }
});

test('it says so when its database cannot be opened, instead of showing an empty window', async () => {
  const desktop = await startDesktop();
  try {
    mkdirSync(join(filesOf(desktop), 'replicas.sqlite'), { recursive: true });
    const app = await startApp(desktop);
    const log = join(filesOf(desktop), 'logs', 'belfry.log');
    const said = await until('an error', 20_000, () => errorsIn(log).at(0) ?? null);
    expect(said).toMatchObject({ scope: 'start', error: { kind: 'storage' } });
    // It waits for the person to read why.
    expect(app.running).toBe(true);
    await app.end();
    expect(await app.exited).toEqual({ code: 0, signal: null });
  } finally {
    await desktop.stop();
  }
});

function errorsIn(log: string): readonly { readonly level: string }[] {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  const entries = lines.filter(Boolean).map((line) => JSON.parse(line) as { readonly level: string });
  return entries.filter(({ level }) => level === 'error');
}

test('no release is made with the substitute', () => {
  const release = spawnSync(process.execPath, ['tools/dist.ts', '--release'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const isSubstitute = release.stderr.includes('all there is is a substitute');
  expect(release.status).toBe(isSubstitute ? 1 : 0);
});

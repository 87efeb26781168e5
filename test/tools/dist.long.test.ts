import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild } from '../support/child.ts';
import { startDesktop } from '../support/desktop.ts';
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

test('it starts, shows its icon, and ends on SIGTERM', async () => {
  const desktop = await startDesktop();
  try {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const app = await startChild({
      command: join(scratch.dir, 'opt', 'Belfry', 'belfry'),
      args: sandbox,
      env: { ...desktop.env },
    });
    const tray = await desktop.tray(20_000);
    expect(await tray.tooltip()).toContain('Belfry');
    await app.end();
    expect(await app.exited).toEqual({ code: 0, signal: null });
  } finally {
    await desktop.stop();
  }
});

test('without being asked to, no package is made with the substitute', () => {
  const plain = spawnSync(process.execPath, ['tools/dist.ts'], { cwd: ROOT, encoding: 'utf8' });
  const isSubstitute = plain.stderr.includes('SUBSTITUTE');
  expect(plain.status).toBe(isSubstitute ? 1 : 0);
});

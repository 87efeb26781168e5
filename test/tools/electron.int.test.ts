import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveElectron } from '../../tools/electron.ts';
import { makeScratch } from '../support/scratch.ts';

test('finds an Electron that says its version', async () => {
  const electron = await resolveElectron({ log: () => undefined });
  const said = execFileSync(electron.path, ['--no-sandbox', '--version'], { encoding: 'utf8' });
  expect(said.trim()).toBe(`v${electron.version}`);
});

test('a given Electron wins, and must exist', async () => {
  const scratch = await makeScratch('given');
  const path = join(scratch.dir, 'electron');
  mkdirSync(scratch.dir, { recursive: true });
  writeFileSync(path, '');
  writeFileSync(join(scratch.dir, 'version'), '99.0.0\n');
  try {
    process.env['BELFRY_ELECTRON'] = path;
    expect(await resolveElectron()).toEqual({
      path,
      source: 'env',
      version: '99.0.0',
      distPath: scratch.dir,
    });
    process.env['BELFRY_ELECTRON'] = join(scratch.dir, 'nothing');
    await expect(resolveElectron()).rejects.toThrow('does not exist');
  } finally {
    delete process.env['BELFRY_ELECTRON'];
    await scratch.remove();
  }
});

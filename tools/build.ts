// Bundles the desktop app: the main process and the preload script as CommonJS for Electron, and the window.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { InlineConfig } from 'vite';
import { rendererConfig } from '../renderer/vite.renderer.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const STAMP = 'inputs.sha256';
// Whatever a bundle could be made of; package-lock.json stands for every library.
const INPUTS = ['main', 'preload', 'protocol', 'renderer', 'wire', 'tools/build.ts', 'package-lock.json'];
const BUILTINS = [/^node:/, ...builtinModules];
// Finds its native library beside its own files, so it cannot be moved into a bundle.
const NATIVE = '@photostructure/sqlite';

/** Builds into dist/, unless dist/ was made from just these inputs. Gives true when it built. */
export async function buildAll({ quiet = false }: { quiet?: boolean } = {}): Promise<boolean> {
  const digest = digestOfInputs();
  const stamp = join(DIST, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false;
  const startedAt = performance.now();
  const work = mkdtempSync(join(workshop(), 'build-'));
  try {
    await build(mainConfig(work));
    await build(preloadConfig(work));
    await build(rendererConfig(join(work, 'renderer')));
    // The project's own package.json says "module"; what lies here is CommonJS.
    writeFileSync(join(work, 'package.json'), '{"type":"commonjs"}\n');
    writeFileSync(join(work, STAMP), digest);
    // Complete or not at all: an app or a test that starts meanwhile never sees half a build.
    rmSync(DIST, { recursive: true, force: true });
    chmodSync(work, 0o755);
    renameSync(work, DIST);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (!quiet) console.log(`built dist/ in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  return true;
}

// Chunks are kept apart, so that what main imports with `await import()` is read only when it is needed: the tray
// icon shows before the rest is loaded. The store's thread is a program of its own.
function mainConfig(outDir: string): InlineConfig {
  const input = { main: join(ROOT, 'main/index.ts'), 'store-worker': join(ROOT, 'main/store/worker.ts') };
  return nodeConfig(input, outDir, {
    external: ['electron', ...BUILTINS, NATIVE],
    output: {
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'main-[name].cjs',
      dynamicImportInCjs: false,
      // Left alone, the bundler puts its own few lines into one of the lazy chunks, which main would then load first.
      codeSplitting: { groups: [{ name: 'runtime', test: /rolldown[\\/]runtime/ }] },
    },
  });
}

// One file and nothing but electron from outside: a sandboxed preload script cannot require anything else.
function preloadConfig(outDir: string): InlineConfig {
  return nodeConfig(join(ROOT, 'preload/index.ts'), outDir, {
    external: ['electron'],
    output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
  });
}

type Bundle = NonNullable<NonNullable<InlineConfig['build']>['rolldownOptions']>;

function nodeConfig(
  entry: string | Readonly<Record<string, string>>,
  outDir: string,
  rolldownOptions: Bundle,
): InlineConfig {
  return {
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { ...rolldownOptions, input: entry },
    },
    ssr: { noExternal: true, target: 'node', external: [NATIVE] },
  };
}

// On the same disk as dist/, so that a finished build can be moved there at once.
function workshop(): string {
  const folder = join(ROOT, 'node_modules', '.cache', 'belfry');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function digestOfInputs(): string {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of filesIn(join(ROOT, input))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

if (import.meta.main) await buildAll();

// `npm run dist`: the installable package of this system, into release/.
//   --release   refuses everything but the official Electron. Without it a machine that cannot have one makes a package
//               to try, with the substitute, whose version says so.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAll } from './build.ts';
import { resolveElectron } from './electron.ts';
import type { Electron } from './electron.ts';
import { ensurePackages } from './packages.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { values } = parseArgs({ options: { release: { type: 'boolean' } } });
const electron = await resolveElectron();
process.exitCode = isAllowed(electron) && isReady() ? await makePackage(electron) : 1;

function isAllowed({ source, version }: Electron): boolean {
  if (source === 'env') {
    console.error('A package is made with a known Electron only: unset BELFRY_ELECTRON.');
    return false;
  }
  if (source === 'official') return true;
  console.error(`The official Electron is not to be had here; all there is is a substitute (${version}).`);
  if (values.release) return false;
  console.error(
    'The package made with it is for trying on this machine, and its version says "-substitute".',
  );
  return true;
}

function isReady(): boolean {
  if (process.platform !== 'linux') return true;
  const lacks = ensurePackages(['packaging']);
  for (const lack of lacks) console.error(`missing: ${lack.what}; ${lack.remedy}`);
  return lacks.length === 0;
}

async function makePackage(given: Electron): Promise<number> {
  await buildAll();
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const done = spawnSync(process.execPath, [builder, ...target(), ...overrides(given)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: environment(given),
  });
  return done.status ?? 1;
}

function target(): readonly string[] {
  if (process.platform === 'darwin') return ['--mac'];
  return process.platform === 'win32' ? ['--win'] : ['--linux', 'deb'];
}

/** What depends on this machine, on top of electron-builder.yml. */
function overrides({ source, version, distPath }: Electron): readonly string[] {
  const all = ['--publish=never', `-c.electronVersion=${version}`, `-c.electronDist=${distPath}`];
  if (source === 'official') return all;
  // The version says what it is wherever it is shown; no release has such a one. Packed quickly, as it is not shipped.
  return [...all, `-c.extraMetadata.version=${ownVersion()}-substitute`, '-c.deb.compression=gz'];
}

function ownVersion(): string {
  const about: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (typeof about === 'object' && about !== null && 'version' in about) return String(about.version);
  throw new Error('package.json has no version');
}

function environment({ source }: Electron): NodeJS.ProcessEnv {
  const sevenZip = '/usr/bin/7za';
  return {
    ...process.env,
    // The stand-in for fpm is run by name: it must find this Node, and not an older one.
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    ...(process.platform === 'linux' ? { CUSTOM_FPM_PATH: join(ROOT, 'tools', 'packaging', 'fpm.ts') } : {}),
    ...(existsSync(sevenZip) ? { ELECTRON_BUILDER_7ZIP_PATH: sevenZip } : {}),
    ...(source === 'substitute' ? { ELECTRON_BUILDER_OFFLINE: 'true' } : {}),
  };
}

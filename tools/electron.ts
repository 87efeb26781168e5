// Finds an Electron to develop and test with: the given one, the official one, or a pinned substitute.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { officialElectron } from './electron/official.ts';
import { SUBSTITUTE } from './electron/recipe.ts';
import { substituteElectron } from './electron/substitute.ts';

export interface Electron {
  /** The executable. */
  readonly path: string;
  /** substitute: somebody else's packaging of Electron; never for releases, never without saying so. */
  readonly source: 'env' | 'official' | 'substitute';
  readonly version: string;
  /** The folder the executable belongs to. */
  readonly distPath: string;
}

const PACKAGE_DIR = fileURLToPath(new URL('../node_modules/electron', import.meta.url));

/**
 * Looks in $BELFRY_ELECTRON (an executable), then for the official binary (downloading it unless ELECTRON_OFFLINE=1),
 * then for the substitute, which is announced through `log`. Throws when this system has none of them.
 */
export async function resolveElectron(options: { log?: (line: string) => void } = {}): Promise<Electron> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const given = process.env['BELFRY_ELECTRON'];
  if (given) return givenElectron(given);
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'belfry', 'electron');
  const offline = process.env['ELECTRON_OFFLINE'] === '1';
  const official = officialElectron({ packageDir: PACKAGE_DIR, cache, offline, log });
  if (official !== null) {
    return { path: official.path, source: 'official', version: official.version, distPath: official.dist };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(noElectron());
  const distPath = await substituteElectron({ recipe: SUBSTITUTE, cache, log });
  log(
    `using a SUBSTITUTE Electron ${SUBSTITUTE.version} (for development and tests only, never for releases)`,
  );
  return { path: join(distPath, 'electron'), source: 'substitute', version: SUBSTITUTE.version, distPath };
}

function givenElectron(path: string): Electron {
  if (!existsSync(path)) throw new Error(`BELFRY_ELECTRON names ${path}, which does not exist`);
  const versionFile = join(dirname(path), 'version');
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : 'of unknown version';
  return { path, source: 'env', version, distPath: dirname(path) };
}

function noElectron(): string {
  return (
    `No Electron for ${process.platform}-${process.arch}: the official one could not be downloaded, and the ` +
    'substitute exists for linux-x64 only. Connect to the network, or set BELFRY_ELECTRON to an Electron executable.'
  );
}

// The official Electron: the binary beside the npm package, downloaded by the package's own installer.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface OfficialElectron {
  readonly path: string;
  readonly dist: string;
  readonly version: string;
}

export interface OfficialOptions {
  /** Folder of the npm package `electron`. */
  readonly packageDir: string;
  /** Where it is noted that the download failed. */
  readonly cache: string;
  /** Never try the network. */
  readonly offline: boolean;
  readonly log: (line: string) => void;
}

const DOWNLOAD_PATIENCE = 180_000;
// A machine that cannot reach the download is not asked to try again at each start.
const FORGET_FAILURE_AFTER = 6 * 3_600_000;

/** The official Electron, downloading it if need be; null when it is not to be had here. */
export function officialElectron(options: OfficialOptions): OfficialElectron | null {
  const { packageDir, cache } = options;
  if (!existsSync(packageDir)) return null;
  const version = versionOf(packageDir);
  const installed = installedElectron(packageDir, version);
  const failure = join(cache, `download-of-${version}-failed`);
  if (installed !== null || options.offline || failedLately(failure)) return installed;
  options.log(`downloading Electron ${version} ...`);
  const done = spawnSync(process.execPath, [join(packageDir, 'install.js')], {
    encoding: 'utf8',
    timeout: DOWNLOAD_PATIENCE,
  });
  const downloaded = installedElectron(packageDir, version);
  if (downloaded === null) {
    const why = done.stderr.split('\n')[0]?.trim() || (done.signal ?? 'no reason given');
    options.log(`Electron ${version} could not be downloaded (${why})`);
    mkdirSync(cache, { recursive: true });
    writeFileSync(failure, `${why}\n`);
  }
  return downloaded;
}

function installedElectron(packageDir: string, version: string): OfficialElectron | null {
  const dist = join(packageDir, 'dist');
  const pointer = join(packageDir, 'path.txt');
  if (!existsSync(pointer)) return null;
  const path = join(dist, readFileSync(pointer, 'utf8').trim());
  return existsSync(path) ? { path, dist, version } : null;
}

function failedLately(failure: string): boolean {
  return existsSync(failure) && Date.now() - statSync(failure).mtimeMs < FORGET_FAILURE_AFTER;
}

function versionOf(packageDir: string): string {
  const about: unknown = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  if (typeof about === 'object' && about !== null && 'version' in about) return String(about.version);
  throw new Error(`${packageDir} has no version`);
}

// The real app in a real Electron on a test desktop, with Playwright's hands on it.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import { buildAll } from '../../tools/build.ts';
import { resolveElectron } from '../../tools/electron.ts';
import type { Desktop } from './desktop.ts';
import { sleep } from './patience.ts';

export interface LaunchOptions {
  /** Whose environment it runs in; what it prints is kept below `dir`. */
  readonly desktop: Pick<Desktop, 'env' | 'dir'>;
  /** Folder that plays ~/.config; give it again to start with the same data. Default: the desktop's own. */
  readonly userData?: string;
  /** Arguments for the app. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The application folder. Default: this project, freshly built. */
  readonly folder?: string;
}

export interface App {
  readonly app: ElectronApplication;
  readonly pid: number;
  /** The window; waits for one when there is none yet. */
  window(): Promise<Page>;
  /** Everything the app printed. */
  log(): string;
  /** Ends it the hard way; resolves once it is gone. Default SIGKILL. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Quits it as its menu does; kills it when that takes over 10 s. Idempotent. */
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE = 10_000;
const LOG = 'app.log';

/** Starts the app. It runs its own code when this resolves; whether it shows anything yet is its own affair. */
export async function launchApp(options: LaunchOptions): Promise<App> {
  if (options.folder === undefined) await buildAll({ quiet: true });
  const electron = await resolveElectron({ log: () => undefined });
  // Below the desktop's folder, and so removed with it.
  const output = await mkdtemp(join(options.desktop.dir, 'app-'));
  const app = await _electron.launch({
    executablePath: await recordedElectron(electron.path, output),
    // Chromium's sandbox refuses root; everybody else runs with it.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      options.folder ?? ROOT,
      ...(options.args ?? []),
    ],
    env: {
      ...options.desktop.env,
      ...(options.userData === undefined ? {} : { XDG_CONFIG_HOME: options.userData }),
      ...options.env,
    },
  });
  return appFrom(app, join(output, LOG));
}

/**
 * A program that becomes Electron (same pid) with its output copied to a file: Playwright swallows what an app prints
 * before it is attached, which is just what a test of a failing start needs to see.
 */
async function recordedElectron(path: string, dir: string): Promise<string> {
  const file = join(dir, 'electron.sh');
  const log = `"${join(dir, LOG)}"`;
  const script = `#!/bin/bash\nexec "${path}" "$@" > >(tee -a ${log}) 2> >(tee -a ${log} >&2)\n`;
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

function appFrom(app: ElectronApplication, logFile: string): App {
  const child = app.process();
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  return {
    app,
    pid: child.pid ?? -1,
    window: async () => app.windows()[0] ?? app.firstWindow(),
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await Promise.race([gone, sleep(PATIENCE)]);
      child.kill('SIGKILL');
      await gone;
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // It may be gone before it has answered: what counts is that it ends.
      const closing = app.close().catch(() => gone);
      await Promise.race([closing, sleep(PATIENCE)]);
      child.kill('SIGKILL');
      await gone;
    },
  };
}

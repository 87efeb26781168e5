// An app in the real Electron, started as a person's desktop starts it: nothing attached, default configuration.
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startChild } from '../test/support/child.ts';
import type { Desktop } from '../test/support/desktop.ts';
import { sleep, until } from '../test/support/patience.ts';
import { resolveElectron } from '../tools/electron.ts';

export interface AppPlan {
  readonly desktop: Desktop;
  /** Folder that plays ~/.config. */
  readonly config: string;
  /** Switches for Electron itself. */
  readonly switches?: readonly string[];
}

/** One line of an app's own log. */
export interface LogLine {
  readonly at: string;
  readonly scope: string;
  readonly [fact: string]: unknown;
}

export interface AppProcess {
  readonly pid: number;
  /** Just before it was spawned, epoch ms. */
  readonly spawnedAt: number;
  /** Folder of its data. */
  readonly userData: string;
  /** What it logged since it was spawned, oldest first. */
  lines(): readonly LogLine[];
  /** The first line `accept` takes, looked for every 100 ms; throws after `ms`. */
  untilLine(what: string, ms: number, accept: (line: LogLine) => boolean): Promise<LogLine>;
  /** Waits for its window and closes it as a person does; resolves once it is off the screen. */
  closeWindow(): Promise<void>;
  /** Ends it with SIGTERM. Idempotent. */
  end(): Promise<void>;
}

const run = promisify(execFile);
const PROGRAMS = {
  Belfry: { folder: fileURLToPath(new URL('..', import.meta.url)), log: 'belfry.log' },
  Floor: { folder: fileURLToPath(new URL('floor-app', import.meta.url)), log: 'floor.log' },
} as const;

/** Spawns Belfry, or the bare app it is compared with. */
export async function startApp(name: keyof typeof PROGRAMS, plan: AppPlan): Promise<AppProcess> {
  const electron = await resolveElectron({ log: () => undefined });
  const { folder, log } = PROGRAMS[name];
  const userData = join(plan.config, name);
  const file = join(userData, 'logs', log);
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  // Chromium's sandbox refuses root; everybody else runs with it.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = { ...plan.desktop.env, XDG_CONFIG_HOME: plan.config };
  const spawnedAt = Date.now();
  const child = await startChild({
    command: electron.path,
    args: [...sandbox, ...(plan.switches ?? []), folder],
    env,
  });
  const lines = (): readonly LogLine[] => linesIn(file, before);
  return {
    pid: child.pid,
    spawnedAt,
    userData,
    lines,
    untilLine: (what, ms, accept) => untilLine({ what: `${name}: ${what}`, ms, lines, accept }),
    closeWindow: () => closeWindow(child.pid, env),
    end: () => child.end(),
  };
}

function linesIn(file: string, offset: number): readonly LogLine[] {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return [];
  const text = readFileSync(file).subarray(offset).toString('utf8');
  // Lines are written whole. The shape is the app's own, from this very build.
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogLine);
}

interface Wait {
  readonly what: string;
  readonly ms: number;
  readonly lines: () => readonly LogLine[];
  readonly accept: (line: LogLine) => boolean;
}

// Rarely enough not to take processor time away from what is being measured.
async function untilLine({ what, ms, lines, accept }: Wait): Promise<LogLine> {
  const end = performance.now() + ms;
  for (;;) {
    const found = lines().find(accept);
    if (found !== undefined) return found;
    if (performance.now() > end) {
      const last = lines()
        .slice(-5)
        .map((line) => JSON.stringify(line));
      throw new Error(`${what}: not within ${ms} ms; its last lines:\n${last.join('\n')}`);
    }
    await sleep(100);
  }
}

async function closeWindow(pid: number, env: NodeJS.ProcessEnv): Promise<void> {
  const id = await until('the window', 30_000, () => visibleWindow(pid, env));
  await run('xdotool', ['windowactivate', '--sync', id], { env });
  // The window manager's shortcut, which is what its close button does.
  await run('xdotool', ['key', '--clearmodifiers', 'alt+F4'], { env });
  await until('the closed window', 10_000, async () => (await visibleWindow(pid, env)) === null);
}

async function visibleWindow(pid: number, env: NodeJS.ProcessEnv): Promise<string | null> {
  try {
    const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--pid', String(pid)], { env });
    return stdout.trim().split('\n').at(-1) || null;
  } catch {
    return null; // xdotool fails when it finds no window
  }
}

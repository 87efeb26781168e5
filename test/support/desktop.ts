// A whole desktop for one test: screen, message bus, window manager, panel, notifications and keyring, all private,
// in a throw-away home.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { startBus } from './desktop/bus.ts';
import type { Bus } from './desktop/bus.ts';
import { startScreen } from './desktop/display.ts';
import { isKeyringLocked, startKeyring } from './desktop/keyring.ts';
import { startDaemon } from './desktop/notification-daemon.ts';
import type { Daemon } from './desktop/notification-daemon.ts';
import { recordNotifications } from './desktop/notifications.ts';
import type { Notifications, Recorder } from './desktop/notifications.ts';
import { startPanel } from './desktop/panel.ts';
import { trayOf } from './desktop/tray.ts';
import type { Tray } from './desktop/tray.ts';
import { makeScratch } from './scratch.ts';
import type { Scratch } from './scratch.ts';

export interface DesktopOptions {
  /** Default dunst. */
  readonly notifications?: 'dunst' | 'xfce' | 'none';
  /** Default true. Without it there is no tray. */
  readonly panel?: boolean;
  /** Default none: no Secret Service at all. */
  readonly keyring?: 'unlocked' | 'locked' | 'none';
  /** Default '1280x800x24'. */
  readonly screen?: string;
}

export interface Desktop {
  /** The environment of a program that runs on this desktop. */
  readonly env: Readonly<Record<string, string>>;
  readonly dir: string;
  readonly notifications: Notifications;
  /** Clicks the notification on the screen. */
  clickNotification(): Promise<void>;
  /** The notification daemon. Throws where there is none. */
  readonly daemon: Daemon;
  /** The tray icon; waits up to `ms` (10 s) for one. */
  tray(ms?: number): Promise<Tray>;
  /** Whether the default keyring is locked right now. Throws without a keyring. */
  isKeyringLocked(): Promise<boolean>;
  /** Writes a picture of the whole screen, PNG. */
  screenshot(file: string): Promise<void>;
  /** Ends everything and removes the home. Idempotent. */
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Starts a desktop. Several may run at once. Throws, with nothing left running, when a part does not come up. */
export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const scratch = await makeScratch('desktop');
  const parts: Parts = { scratch, children: [], bus: null, recorder: null, daemon: null };
  try {
    return await assemble(options, parts);
  } catch (error) {
    await dismantle(parts);
    throw error;
  }
}

interface Parts {
  readonly scratch: Scratch;
  /** In the order they were started. */
  readonly children: Child[];
  bus: Bus | null;
  recorder: Recorder | null;
  daemon: Daemon | null;
}

async function assemble(options: DesktopOptions, parts: Parts): Promise<Desktop> {
  const { dir } = parts.scratch;
  const { notifications = 'dunst', panel = true, keyring = 'none' } = options;
  const screen = await startScreen(options.screen ?? '1280x800x24');
  parts.children.push(screen.child);
  const home = await homeIn(dir, screen.display, keyring !== 'none');
  const bus = (parts.bus = await startBus(dir, home));
  const env = { ...home, DBUS_SESSION_BUS_ADDRESS: bus.address };
  parts.children.push(await startChild({ command: 'openbox', args: ['--sm-disable'], env }));
  const recorder = (parts.recorder = await recordNotifications(bus));
  const startNotifications = async (name: 'dunst' | 'xfce'): Promise<void> => {
    parts.daemon = await startDaemon({ name, bus, dir, env, notifications: recorder });
  };
  const starting = [
    ...(keyring === 'none' ? [] : [startKeyring(bus, env, keyring)]),
    ...(notifications === 'none' ? [] : [startNotifications(notifications)]),
    ...(panel ? [startPanel(bus, env.XDG_CONFIG_HOME, env)] : []),
  ];
  const started = await Promise.allSettled(starting);
  for (const each of started) if (each.status === 'fulfilled' && each.value) parts.children.push(each.value);
  for (const each of started) if (each.status === 'rejected') throw each.reason;
  return {
    env,
    dir,
    notifications: recorder,
    clickNotification: () => daemonOf(parts).click(),
    get daemon() {
      return daemonOf(parts);
    },
    tray: (ms = 10_000) => trayOf(bus, ms),
    isKeyringLocked: () => isKeyringLocked(bus),
    screenshot: async (file) => void (await run('import', ['-window', 'root', file], { env })),
    stop: () => dismantle(parts),
  };
}

function daemonOf({ daemon }: Parts): Daemon {
  if (daemon === null) throw new Error('this desktop shows no notifications');
  return daemon;
}

async function dismantle(parts: Parts): Promise<void> {
  await parts.recorder?.stop();
  await parts.daemon?.end();
  for (const child of parts.children.slice(1).toReversed()) await child.end();
  await parts.bus?.close();
  // The screen goes last: whoever still draws on it would complain.
  await parts.children[0]?.end();
  await parts.scratch.remove();
}

/** The folders and the environment of somebody who never used this machine before. */
async function homeIn(dir: string, display: string, withKeyring: boolean) {
  const folder = (name: string): string => join(dir, name);
  for (const name of ['home', 'config', 'cache', 'data', 'state']) await mkdir(folder(name));
  await mkdir(folder('run'), { mode: 0o700 });
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    TZ: process.env['TZ'] ?? 'UTC',
    DISPLAY: display,
    HOME: folder('home'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_DATA_HOME: folder('data'),
    XDG_STATE_HOME: folder('state'),
    XDG_RUNTIME_DIR: folder('run'),
    // Settings in memory; no accessibility bus, which would be one more process per program.
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
    // Chromium chooses where to keep secrets by the desktop's name, and takes a known name as a promise of a keyring.
    ...(withKeyring ? { XDG_CURRENT_DESKTOP: 'XFCE' } : {}),
  };
}

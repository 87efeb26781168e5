// Real notification daemons: what a person does with what they show, and what befalls them.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { sleep, until } from '../patience.ts';
import type { Bus } from './bus.ts';
import { pressDunst, pressXfce, underlineXfceButtons, writeDunstMenu } from './buttons.ts';
import type { Place } from './buttons.ts';
import type { Notifications, Notified } from './notifications.ts';

export type DaemonName = 'dunst' | 'xfce';

const run = promisify(execFile);
const NAME = 'org.freedesktop.Notifications';

// The left button does what a notification is for, as on most desktops. Wide enough for two lines of Belfry's.
const DUNST = `[global]
monitor = 0
follow = none
width = 420
height = 300
origin = top-right
offset = 20x50
notification_limit = 5
font = Sans 11
markup = full
word_wrap = yes
mouse_left_click = do_action, close_current
mouse_right_click = close_current
dmenu = @MENU@
idle_threshold = 0
[urgency_normal]
background = "#26303b"
foreground = "#f2f2f2"
timeout = 30
`;

export interface Daemon {
  /** Clicks the notification that is on the screen. */
  click(): Promise<void>;
  /** Presses a button of the notification that was shown last. */
  press(label: string): Promise<void>;
  /** Waves all notifications away, as a person would. dunst only. */
  close(): Promise<void>;
  /** Takes down whatever it still shows, which is nobody's answer: a daemon draws only so many. */
  clear(): Promise<void>;
  /** Turns its do-not-disturb on or off. */
  doNotDisturb(on: boolean): Promise<void>;
  /** Ends it the hard way; what it showed is gone. */
  kill(): Promise<void>;
  /** Starts it (again). It takes notifications when this resolves. */
  start(): Promise<void>;
  end(): Promise<void>;
}

export interface DaemonPlan extends Place {
  readonly name: DaemonName;
  readonly bus: Bus;
  readonly notifications: Notifications;
}

/** Starts a daemon. Ready when it resolves. */
export async function startDaemon(plan: DaemonPlan): Promise<Daemon> {
  const { name, bus, dir, env, notifications } = plan;
  const config = join(dir, 'dunstrc');
  if (name === 'xfce') await underlineXfceButtons(env['XDG_CONFIG_HOME'] ?? dir);
  else await writeFile(config, DUNST.replace('@MENU@', await writeDunstMenu(dir)));
  const [command, args]: [string, string[]] =
    name === 'dunst' ? ['dunst', ['-conf', config]] : [xfceNotifyd(), []];
  let child: Child | null = null;
  const start = async (): Promise<void> => {
    child = await startChild({ command, args, env });
    await bus.untilOwned(NAME);
  };
  await start();
  return {
    click: () => clickOn(name, env),
    press: async (label) => {
      const isOffered = (each: Notified): boolean => each.id !== null && each.actions.includes(label);
      const shown = await until(`a notification with a button ${label}`, 5_000, () => {
        return notifications.all().findLast(isOffered) ?? null;
      });
      await (name === 'dunst' ? pressDunst : pressXfce)(label, shown, { dir, env });
    },
    clear: () => clear(bus, notifications),
    close: async () => void (await run('dunstctl', ['close-all'], { env })),
    doNotDisturb: async (on) => {
      const [tool, ...words] = name === 'dunst' ? dunstQuiet(on) : xfceQuiet(on);
      await run(tool, words, { env });
    },
    kill: async () => {
      await child?.end('SIGKILL');
      await bus.untilFree(NAME);
    },
    start,
    end: async () => {
      await child?.end();
    },
  };
}

async function clear(bus: Bus, notifications: Notifications): Promise<void> {
  const ids = new Set(notifications.all().flatMap(({ id }) => id ?? []));
  for (const { id } of notifications.closed()) ids.delete(id);
  const call = { destination: NAME, path: `/${NAME.replaceAll('.', '/')}`, interface: NAME } as const;
  for (const id of ids) {
    // Some refuse to close what is gone already.
    await bus
      .call({ ...call, member: 'CloseNotification', signature: 'u', body: [id] })
      .catch(() => undefined);
  }
}

function dunstQuiet(on: boolean): [string, ...string[]] {
  return ['dunstctl', 'set-paused', String(on)];
}

function xfceQuiet(on: boolean): [string, ...string[]] {
  const property = ['-c', 'xfce4-notifyd', '-p', '/do-not-disturb'];
  return ['xfconf-query', ...property, '-n', '-t', 'bool', '-s', String(on)];
}

// Debian keeps it below the architecture's library folder.
function xfceNotifyd(): string {
  const folder = readdirSync('/usr/lib').find((each) => each.endsWith('-linux-gnu')) ?? '';
  return join('/usr/lib', folder, 'xfce4', 'notifyd', 'xfce4-notifyd');
}

/**
 * Clicks the notification that is on the screen with a real mouse: anywhere on dunst's, on the "View" button of
 * xfce4-notifyd's. Waits up to 5 s for one to be there.
 */
async function clickOn(name: DaemonName, env: NodeJS.ProcessEnv): Promise<void> {
  const className = name === 'dunst' ? 'Dunst' : 'xfce4-notifyd';
  const box = await until('a notification on the screen', 5_000, () => boxOf(className, env));
  const [x, y] = name === 'dunst' ? [0.5, 0.5] : [0.74, 0.7];
  await run('xdotool', ['mousemove', String(box.x + box.width * x), String(box.y + box.height * y)], { env });
  // The daemon notices the pointer before the button, as with a hand.
  await sleep(150);
  await run('xdotool', ['click', '1'], { env });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(className: string, env: NodeJS.ProcessEnv): Promise<Box | null> {
  try {
    const search = ['search', '--onlyvisible', '--class', className, 'getwindowgeometry', '--shell'];
    const { stdout } = await run('xdotool', search, { env });
    const fact = (key: string): number => Number(new RegExp(`^${key}=(-?\\d+)$`, 'm').exec(stdout)?.[1]);
    const box = { x: fact('X'), y: fact('Y'), width: fact('WIDTH'), height: fact('HEIGHT') };
    return box.width > 20 ? box : null;
  } catch {
    // xdotool fails when it finds no window: nothing is shown yet.
    return null;
  }
}

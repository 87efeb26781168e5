// Real notification daemons, and a person's click on what they show.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { sleep, until } from '../patience.ts';
import type { Bus } from './bus.ts';

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
idle_threshold = 0
[urgency_normal]
background = "#26303b"
foreground = "#f2f2f2"
timeout = 30
`;

/** Starts the daemon. Ready when it resolves. */
export async function startDaemon(
  name: DaemonName,
  bus: Bus,
  dir: string,
  env: NodeJS.ProcessEnv,
): Promise<Child> {
  const config = join(dir, 'dunstrc');
  await writeFile(config, DUNST);
  const [command, args]: [string, string[]] =
    name === 'dunst' ? ['dunst', ['-conf', config]] : [xfceNotifyd(), []];
  const child = await startChild({ command, args, env });
  await bus.untilOwned(NAME);
  return child;
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
export async function clickOn(name: DaemonName, env: NodeJS.ProcessEnv): Promise<void> {
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

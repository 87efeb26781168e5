// A person's hand on the buttons of a real notification.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sleep, until } from '../patience.ts';
import type { Notified } from './notifications.ts';

const run = promisify(execFile);

/** Where a desktop keeps its files, and how its programs are started. */
export interface Place {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

const CHOICE = 'dunst-choice';
const MENU = 'dunst-menu.sh';
/** Buttons of one notification that can be told apart. */
const MOST = 8;
const PATIENCE = 5_000;

/**
 * dunst draws no buttons: it hands their labels to a menu program, and takes the line it gives back. Writes one that
 * chooses what pressDunst() asks for; returns its path.
 */
export async function writeDunstMenu(dir: string): Promise<string> {
  const file = join(dir, MENU);
  const choice = join(dir, CHOICE);
  // First line: the label, second line: the title of the notification.
  const script = `#!/bin/sh\ngrep -F -- "#$(sed -n 1p '${choice}') " | grep -F -m1 -- "$(sed -n 2p '${choice}')"\n`;
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

/** Presses a button of a notification that dunst shows. */
export async function pressDunst(label: string, shown: Notified, { dir, env }: Place): Promise<void> {
  await writeFile(join(dir, CHOICE), `${label}\n${shown.summary}\n`);
  await run('dunstctl', ['context'], { env });
}

/** Underlines each button of xfce4-notifyd in a colour that says which one of its notification it is. */
export async function underlineXfceButtons(configHome: string): Promise<void> {
  const rules = Array.from({ length: MOST }, (_, index) => {
    const [red, green, blue] = colour(index);
    const line = `border-bottom: 3px solid rgb(${red}, ${green}, ${blue})`;
    return `#XfceNotifyWindow button:nth-child(${index + 1}) { ${line}; border-image: none; }\n`;
  });
  await mkdir(join(configHome, 'gtk-3.0'), { recursive: true });
  await writeFile(join(configHome, 'gtk-3.0', 'gtk.css'), rules.join(''));
}

/** Clicks a button of the notification that xfce4-notifyd shows, the lowest one if there are several. */
export async function pressXfce(label: string, shown: Notified, { env }: Place): Promise<void> {
  const index = shown.actions.filter((_each, at) => at % 2 === 1).indexOf(label);
  if (index === -1) throw new Error(`no button ${label} among ${shown.actions.join(', ')}`);
  // They slide and fade in: pressed is what stands still.
  let before = '';
  const spot = await until(`the button ${label} on the screen`, PATIENCE, async () => {
    const found = await find(colour(index), env);
    const standsStill = found !== null && before === found.join();
    before = found?.join() ?? '';
    return standsStill && found;
  });
  await run('xdotool', ['mousemove', String(spot[0]), String(spot[1] - 10)], { env });
  // The daemon notices the pointer before the button, as with a hand.
  await sleep(150);
  await run('xdotool', ['click', '1'], { env });
}

function colour(index: number): readonly [number, number, number] {
  return [250, 1, 10 + 20 * index];
}

/** The middle of the lowest line on the screen that has just this colour. */
async function find(wanted: readonly number[], env: NodeJS.ProcessEnv): Promise<[number, number] | null> {
  const { stdout: size } = await run('xdotool', ['getdisplaygeometry'], { env });
  const [width = 0, height = 0] = size.trim().split(' ').map(Number);
  const { stdout: pixels } = await run('import', ['-window', 'root', '-depth', '8', 'rgb:-'], {
    env,
    encoding: 'buffer',
    maxBuffer: 4 * width * height,
  });
  const row = width * 3;
  for (let y = height - 1; y >= 0; y--) {
    const line = pixels.subarray(y * row, (y + 1) * row);
    const columns = Array.from({ length: width }, (_, x) => x).filter((x) =>
      wanted.every((value, at) => line[x * 3 + at] === value),
    );
    if (columns.length > 8) return [columns[columns.length >> 1] ?? 0, y];
  }
  return null;
}

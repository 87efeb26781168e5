// Where the demo's window and alerts appear: on the person's own desktop, or on one of its own that exists in memory.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { App } from '../test/support/app.ts';
import { startDesktop } from '../test/support/desktop.ts';
import { sleep, until } from '../test/support/patience.ts';
import { makeScratch } from '../test/support/scratch.ts';

export interface Alert {
  /** Epoch ms. */
  readonly at: number;
  /** Its title; null where only the app's own log can be asked. */
  readonly summary: string | null;
}

export interface Expected {
  /** The alert's title; null: any. */
  readonly title: string | null;
  /** How many changes the app must have found. */
  readonly changes: number;
}

export interface Screens {
  readonly env: Readonly<Record<string, string>>;
  /** A throw-away folder. */
  readonly dir: string;
  /** Arguments the app needs here. */
  readonly args: readonly string[];
  /** Whether a keyring of this demo's own is there to take the password. */
  readonly hasKeyring: boolean;
  /** The first alert from `after` (epoch ms) on that is as expected; waits 10 s, else throws. */
  alert(app: App, after: number, expected: Expected): Promise<Alert>;
  /** Keeps a picture of the window under this name, and of the screen where that is the demo's own. */
  picture(page: Page, name: string): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** Where pictures are kept. */
export const PICTURES = fileURLToPath(new URL('../artifacts/demo', import.meta.url));

const PATIENCE = 10_000;
// Until a notification or a card has faded in.
const FADE = 700;

/** A desktop in memory, with notifications, a tray and a keyring. */
export async function ownScreens(): Promise<Screens> {
  // The app must live in the zone of this process, which makes up the events.
  process.env['TZ'] ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  const desktop = await startDesktop({ keyring: 'unlocked' });
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  return {
    env: desktop.env,
    dir: desktop.dir,
    args: [],
    hasKeyring: true,
    alert: (_app, after, { title }) =>
      desktop.notifications.next((one) => title === null || one.summary === title, PATIENCE, after),
    picture: async (page, name) => {
      await sleep(FADE);
      await page.screenshot({ path: join(PICTURES, `${name}-window.png`) });
      await desktop.screenshot(join(PICTURES, `${name}-screen.png`));
    },
    stop: () => desktop.stop(),
  };
}

/** The desktop this was started on; the app gets a throw-away profile and leaves the person's keyring alone. */
export async function thisDesktop(): Promise<Screens> {
  const scratch = await makeScratch('demo');
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const places = ['CONFIG', 'CACHE', 'DATA', 'STATE'].map((name) => [`XDG_${name}_HOME`, scratch.dir]);
  return {
    env: Object.fromEntries([...own, ...places]),
    dir: scratch.dir,
    args: ['--password-store=basic'],
    hasKeyring: false,
    alert: (app, after, { changes }) => until('an alert', PATIENCE, () => told(app, after, changes)),
    picture: async (page, name) => {
      await sleep(FADE);
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}-window.png`) });
    },
    stop: () => scratch.remove(),
  };
}

// Other programs' notifications are none of our business here, so the app's log must do: pulls that found the changes.
function told(app: App, after: number, changes: number): Alert | null {
  let found = 0;
  for (const line of app.log().match(/^\{.*"scope":"pull".*\}$/gm) ?? []) {
    const pull: unknown = JSON.parse(line);
    if (!isPull(pull) || Date.parse(pull.at) < after) continue;
    found += pull.changes;
    if (found >= changes) return { at: Date.parse(pull.at), summary: null };
  }
  return null;
}

function isPull(line: unknown): line is { readonly at: string; readonly changes: number } {
  return typeof line === 'object' && line !== null && 'at' in line && 'changes' in line;
}

// Renders the drawings in renderer/icons as the pixel images that packages and panels need, into build/icons:
//   16x16.png ... 512x512.png            the app
//   tray/<state>-on-<ground>-<size>.png  the tray; <ground> is the panel's
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBlankPage } from '../test/support/window-page.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'build');
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const TRAY_SIZES = [16, 22, 32];
const TRAY_STATES = ['listening', 'polling', 'offline', 'sign-in'];
const INKS = { light: '#1f2430', dark: '#f3f1ec' } as const;

const blank = await openBlankPage();
try {
  for (const folder of ['icons', 'tray']) {
    await rm(join(OUT, folder), { recursive: true, force: true });
    await mkdir(join(OUT, folder), { recursive: true });
  }
  for (const size of APP_SIZES) {
    await draw(blank.page, { drawing: 'app', size, ink: '#000', file: join('icons', `${size}x${size}.png`) });
  }
  for (const state of TRAY_STATES) await drawTray(blank.page, state);
} finally {
  await blank.stop();
}

async function drawTray(page: Page, state: string): Promise<void> {
  for (const [ground, ink] of Object.entries(INKS)) {
    for (const size of TRAY_SIZES) {
      const file = join('tray', `${state}-on-${ground}-${size}.png`);
      await draw(page, { drawing: `tray-${state}`, size, ink, file });
    }
  }
}

interface Picture {
  /** Name of the drawing in renderer/icons. */
  readonly drawing: string;
  /** Pixels, in both directions. */
  readonly size: number;
  /** What `currentColor` means in the drawing. */
  readonly ink: string;
  /** Below build. */
  readonly file: string;
}

async function draw(page: Page, { drawing, size, ink, file }: Picture): Promise<void> {
  const svg = await readFile(join(ROOT, 'renderer', 'icons', `${drawing}.svg`), 'utf8');
  const style = `body{margin:0;color:${ink}}svg{display:block;width:${size}px;height:${size}px}`;
  await page.setContent(`<style>${style}</style>${svg}`);
  const clip = { x: 0, y: 0, width: size, height: size };
  await page.screenshot({ path: join(OUT, file), omitBackground: true, clip });
}

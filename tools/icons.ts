// Renders renderer/icons/app.svg as the pixel images that packages need, into build/icons: 16x16.png ... 512x512.png.
// Run by hand after the drawing changes.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBlankPage } from '../test/support/window-page.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'build', 'icons');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

const svg = await readFile(join(ROOT, 'renderer', 'icons', 'app.svg'), 'utf8');
const blank = await openBlankPage();
try {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  for (const size of SIZES) {
    const style = `body{margin:0}svg{display:block;width:${size}px;height:${size}px}`;
    await blank.page.setContent(`<style>${style}</style>${svg}`);
    const clip = { x: 0, y: 0, width: size, height: size };
    await blank.page.screenshot({ path: join(OUT, `${size}x${size}.png`), omitBackground: true, clip });
  }
} finally {
  await blank.stop();
}

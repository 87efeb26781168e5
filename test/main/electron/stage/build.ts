// Builds the stage app into a folder: main and preload as the real ones are built, and a page that says what it hears.
import { mkdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';

const PROJECT = join(import.meta.dirname, '../../../..');
const NATIVE = '@photostructure/sqlite';

const PAGE = `<!doctype html><meta charset="utf-8"><title>Stage</title><script type="module" src="/page.js"></script>
<main id="said"></main>`;
const SCRIPT = `globalThis.signals = [];
for (const name of ['view', 'toast', 'reveal', 'closeToast']) belfry.on(name, (value) => signals.push([name, value]));
// Cards as tall as a test wants them.
if (location.hash === '#cards') {
  document.body.style.margin = '0';
  belfry.on('toast', (toast) => (document.body.style.height = Number(toast.lines[0]) + 'px'));
  document.body.innerHTML += '<button id="press">Press</button>';
  document.querySelector('#press').onclick = () => belfry.act({ toastId: signals.at(-1)[1].id, action: 'accept' });
}
const view = await belfry.view();
document.querySelector('#said').textContent = view.status.label;`;

/** Builds the stage; gives the folder to start Electron with. */
export async function buildStage(into: string): Promise<string> {
  const bundle = (entry: string, name: string): InlineConfig => ({
    root: PROJECT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node', external: [NATIVE] },
    build: {
      ssr: join(PROJECT, entry),
      outDir: into,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        external: ['electron', /^node:/, ...builtinModules, NATIVE],
        output: { format: 'cjs', entryFileNames: name, codeSplitting: false },
      },
    },
  });
  await build(bundle('test/main/electron/stage/main.ts', 'main.cjs'));
  await build(bundle('preload/index.ts', 'preload.cjs'));
  mkdirSync(join(into, 'renderer'), { recursive: true });
  writeFileSync(join(into, 'renderer/index.html'), PAGE);
  writeFileSync(join(into, 'renderer/page.js'), SCRIPT);
  writeFileSync(join(into, 'package.json'), JSON.stringify({ name: 'belfry-stage', main: 'main.cjs' }));
  return into;
}

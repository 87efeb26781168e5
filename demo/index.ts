// `npm run demo`: the whole path on one machine, with real servers and a lively colleague. Ctrl-C ends it.
// `--once` plays a fixed short story, checks each alert, and exits 0 or 1; so does a start without a terminal or display.
import { parseArgs } from 'node:util';
import { buildAll } from '../tools/build.ts';
import { ensurePackages } from '../tools/packages.ts';
import { beLively } from './lively.ts';
import { PICTURES } from './screens.ts';
import { Curtain, raiseStage } from './stage.ts';
import { playStory } from './story.ts';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const hasDisplay = Boolean(process.env['DISPLAY']);
const isOnce = values.once || !hasDisplay || !process.stdout.isTTY;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const curtain = new Curtain();
const enough = new AbortController();
process.exitCode = await run();
// Whatever an unfinished start left waiting must not keep a finished demo alive.
process.exit();

async function run(): Promise<number> {
  if (!isReady()) return 1;
  obeySignals();
  const stopped = new Promise<'stopped'>((resolve) => {
    enough.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  try {
    const playing = play();
    // A failure that comes after the curtain fell is the curtain's doing.
    playing.catch(() => undefined);
    const end = await Promise.race([playing, stopped]);
    if (end === 'stopped') console.log('ending ...');
    return end === 'failed' ? 1 : 0;
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    await curtain.fall();
  }
}

async function play(): Promise<'told' | 'failed'> {
  await buildAll();
  const stage = await raiseStage(curtain, hasDisplay);
  obeySignals();
  if (isOnce) {
    const isComplete = await playStory(stage);
    console.log(`pictures of window and alerts: ${PICTURES}`);
    return isComplete ? 'told' : 'failed';
  }
  console.log('bob edits alice’s calendar every few seconds; Ctrl-C ends everything');
  await beLively(stage, enough.signal);
  return 'told';
}

/** Installs what is missing, or says what to install. */
function isReady(): boolean {
  const lacks = ensurePackages(hasDisplay ? ['electron', 'servers'] : ['electron', 'desktop', 'servers']);
  for (const { what, remedy } of lacks) console.log(`missing for ${what}: ${remedy}`);
  return lacks.length === 0;
}

/** Playwright ends the process at a signal, in the middle of things; here it ends when everything has ended. */
function obeySignals(): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => enough.abort());
  }
}

// `npm run demo`: the whole path on one machine, with real servers and a lively colleague. Ctrl-C ends it.
// `--once` plays a fixed short story, checks each alert, and exits 0 or 1; so does a start without a terminal or display.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildAll } from '../tools/build.ts';
import { ensurePackages } from '../tools/packages.ts';
import { beLively } from './lively.ts';
import { PICTURES } from './screens.ts';
import { Curtain, raiseStage, unlessAborted } from './stage.ts';
import { playStory } from './story.ts';

const SIGNALS: readonly (string | symbol)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Milliseconds that a start under way may still take after a signal. */
const LAST_START = 5_000;

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const hasDisplay = Boolean(process.env['DISPLAY']);
const isOnce = values.once || !hasDisplay || !process.stdout.isTTY;
const enough = new AbortController();
obeySignals();
const code = isReady() ? await run() : 1;
// What an unfinished start left waiting must not keep a finished demo alive.
process.exit(code);

/** Gives the exit code. */
async function run(): Promise<number> {
  const curtain = new Curtain();
  try {
    return (await play(curtain)) ? 0 : 1;
  } catch (error) {
    if (enough.signal.aborted) return 0;
    console.error(error);
    return 1;
  } finally {
    console.log('ending ...');
    await curtain.fall();
  }
}

/** Gives false when an alert did not come. */
async function play(curtain: Curtain): Promise<boolean> {
  await buildAll();
  const raising = raiseStage(curtain, hasDisplay, enough.signal);
  const stage = await unlessAborted(enough.signal, raising).catch(async (error: unknown) => {
    // Whatever is just being started is to be ended as well; but programs that got the signal, too, never come up.
    await Promise.race([raising.catch(() => undefined), pause(LAST_START)]);
    throw error;
  });
  if (isOnce) {
    const isComplete = await unlessAborted(enough.signal, playStory(stage));
    console.log(`pictures of window and alerts: ${PICTURES}`);
    return isComplete;
  }
  console.log('bob edits alice’s calendar every few seconds; Ctrl-C ends everything');
  await unlessAborted(enough.signal, beLively(stage, enough.signal));
  return true;
}

/** Installs what is missing, or says what to install. */
function isReady(): boolean {
  const lacks = ensurePackages(hasDisplay ? ['electron', 'servers'] : ['electron', 'desktop', 'servers']);
  for (const { what, remedy } of lacks) console.log(`missing for ${what}: ${remedy}`);
  return lacks.length === 0;
}

/** A signal asks for the end; a second one insists. */
function obeySignals(): void {
  const end = (): void => {
    if (enough.signal.aborted) process.exit(1);
    enough.abort();
  };
  for (const signal of SIGNALS) process.on(signal, end);
  // Playwright's own answer to a signal would end the process in the middle of things, with everything lying about.
  process.on('newListener', (name, listener) => {
    if (SIGNALS.includes(name)) queueMicrotask(() => process.removeListener(name, listener));
  });
}

// Tells the person what changed: once each, also after a crash between finding out and saying it.
import { asBelfryError } from '../core/errors.ts';
import type { Change } from '../core/model.ts';
import { toastsFor } from '../core/toasts.ts';
import { runScheduler, type RunScheduler } from '../core/run-scheduler.ts';
import { haveTwins, withoutTwins } from '../core/twins.ts';
import type { ToastView } from '../core/view.ts';
import { continued, covers, joinWaves } from '../core/waves.ts';
import type { World } from './context.ts';

/** Changes of the inbox in which a twin's are looked for. */
const LATEST = 1_000;

/** What one run told, for the next wave to join. */
interface Wave {
  /** Epoch ms. */
  readonly at: number;
  readonly changes: readonly Change[];
  readonly toasts: readonly ToastView[];
}

/** A scheduler whose runs tell everything untold. `onTold` runs after each. */
export function teller(world: World, onTold: () => void): RunScheduler {
  let waves: readonly Wave[] = [];
  return runScheduler(async () => {
    try {
      waves = continued(waves, world.clock.now());
      const told = await tell(world, waves);
      if (told) waves = [...waves, told];
      onTold();
    } catch (error) {
      world.log.error('tell', error);
    }
  });
}

async function tell(world: World, waves: readonly Wave[]): Promise<Wave | null> {
  const { clock, locale, settings, store } = world;
  const untold = await store.untold();
  if (untold.length === 0) return null;
  const reader = { now: clock.now(), zone: clock.zone(), locale };
  const calendars = settings.calendars();
  const news = haveTwins(calendars) ? withoutTwins(untold, await store.changes(LATEST), calendars) : untold;
  const lately = waves.flatMap((wave) => wave.changes);
  const toasts = joinWaves(news, lately, (changes) => toastsFor(changes, calendars, reader));
  for (const toast of toasts) {
    await show(toast, waves, world);
    await store.markTold(toast.changeIds);
  }
  // What deserves no toast (it is past, or a twin told it) counts as told as well.
  await store.markTold(untold.map((c) => c.id));
  return { at: clock.now(), changes: news, toasts };
}

async function show(toast: ToastView, waves: readonly Wave[], { display, log }: World): Promise<void> {
  const before = waves
    .flatMap((wave) => wave.toasts)
    .filter((old) => old.id !== toast.id && covers(toast, old));
  for (const { id } of before) display.closeToast(id);
  try {
    await display.toast(toast);
  } catch (error) {
    // The desktop shows nothing; the change is in the inbox and the window says why.
    log.warn('toast', { kind: asBelfryError(error).kind });
  }
}

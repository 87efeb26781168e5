// Tells the person what changed: once each, also after a crash between finding out and saying it.
import { asBelfryError } from '../core/errors.ts';
import { toastsFor } from '../core/toasts.ts';
import { runScheduler, type RunScheduler } from '../core/run-scheduler.ts';
import type { World } from './context.ts';

/** A scheduler whose runs tell everything untold. `onTold` runs after each. */
export function teller(world: World, onTold: () => void): RunScheduler {
  return runScheduler(async () => {
    try {
      await tell(world);
      onTold();
    } catch (error) {
      world.log.error('tell', error);
    }
  });
}

async function tell(world: World): Promise<void> {
  const { clock, display, locale, log, settings, store } = world;
  const untold = await store.untold();
  if (untold.length === 0) return;
  const context = { now: clock.now(), zone: clock.zone(), locale };
  const toasts = toastsFor(untold, settings.calendars(), context);
  for (const toast of toasts) {
    try {
      await display.toast(toast);
    } catch (error) {
      // The desktop shows nothing; the change is in the inbox and the window says why.
      log.warn('toast', { kind: asBelfryError(error).kind });
    }
    await store.markTold(toast.changeIds);
  }
  // What deserves no toast (it is past, say) counts as told as well.
  await store.markTold(untold.map((c) => c.id));
}

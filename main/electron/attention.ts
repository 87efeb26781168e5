// What the computer says about its person's attention: what Electron knows, and on Linux what the desktop says.
import type { PowerMonitor } from 'electron';
import type { Attention } from '../core/ports.ts';

/** `desktop`: null where only Electron can be asked (macOS, Windows), whose toasts keep silent by themselves. */
export function openAttention(desktop: Attention | null, power: Pick<PowerMonitor, 'on' | 'off'>): Attention {
  let isLocked = false;
  const watchers = new Set<() => void>();
  const locked = (is: boolean) => (): void => {
    isLocked = is;
    for (const run of watchers) run();
  };
  power.on('lock-screen', locked(true));
  power.on('unlock-screen', locked(false));
  return {
    state: async () => {
      const said = await desktop?.state();
      return { doNotDisturb: said?.doNotDisturb ?? false, locked: isLocked || (said?.locked ?? false) };
    },
    onChange: (run) => {
      watchers.add(run);
      const removeFromDesktop = desktop?.onChange(run);
      return () => {
        watchers.delete(run);
        removeFromDesktop?.();
      };
    },
  };
}

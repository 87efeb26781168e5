// A screen that exists in memory only.
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { until } from '../patience.ts';

export interface Screen {
  /** For $DISPLAY: ':99'. */
  readonly display: string;
  readonly child: Child;
}

/** Starts Xvfb on a display number it chooses itself, so that two runs never collide. `size` like '1280x800x24'. */
export async function startScreen(size: string): Promise<Screen> {
  const child = await startChild({
    command: 'Xvfb',
    args: ['-displayfd', '1', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'],
  });
  try {
    // The number is written once the server takes connections.
    const number = await until('Xvfb', 10_000, () => /^(\d+)\n/m.exec(child.log())?.[1] ?? null);
    return { display: `:${number}`, child };
  } catch (cause) {
    await child.end();
    throw new Error(`Xvfb did not come up: ${child.log()}`, { cause });
  }
}

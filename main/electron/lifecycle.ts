// How the process begins and ends.
import { app, Menu } from 'electron';
import type { Log } from '../core/ports.ts';

const LAST_WORDS = 5_000;

/**
 * First thing in the entry. Without it Electron answers an uncaught exception with a modal box and a process that
 * neither works nor ends.
 */
export function surviveMistakes(log: () => Log | null): void {
  const tell = (scope: string) => (error: unknown) => {
    const diary = log();
    if (diary) diary.error(scope, error);
    else process.stderr.write(`${scope}: ${error instanceof Error ? error.stack : String(error)}\n`);
  };
  process.on('uncaughtException', tell('uncaught'));
  process.on('unhandledRejection', tell('unhandled'));
}

/** A tray app stays when its window goes, and has no menu bar to offer. Before ready. */
export function liveInTheTray(): void {
  Menu.setApplicationMenu(null);
  // Windows shows notifications only of programs it knows by name: the installer's appId.
  if (process.platform === 'win32') app.setAppUserModelId('org.example.belfry');
  app.on('window-all-closed', () => undefined); // a listener is what keeps the app running
}

/**
 * Quits once, after `stop` has ended everything that runs (5 s at most), on app.quit(), SIGTERM, SIGINT and SIGHUP.
 */
export function quitCleanly(stop: () => Promise<void>, log: Log): void {
  let stopping: Promise<void> | null = null;
  app.on('before-quit', (event) => {
    // Each time: a signal is heard by Electron, too, and its second request would end threads in the midst of their work.
    event.preventDefault();
    if (stopping) return;
    const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORDS).unref());
    const stopped = stop().catch((error: unknown) => log.error('quit', error));
    stopping = Promise.race([stopped, late]).then(() => app.exit(0));
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

// Starting at login: Electron knows macOS and Windows, Linux wants a file in the autostart folder.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { BelfryError } from '../core/errors.ts';
import { autostartEntry } from './autostart-entry.ts';

/** Makes Belfry start hidden at login, or not. Throws BelfryError 'storage' when that cannot be written down. */
export function setStartAtLogin(on: boolean): void {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
    return;
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart');
  const file = join(folder, 'belfry.desktop');
  try {
    if (!on) return rmSync(file, { force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, autostartEntry(commandLine(process.env['APPIMAGE'] ?? null)));
  } catch (cause) {
    throw new BelfryError('storage', { reason: 'failed', what: 'autostart', cause });
  }
}

/** What starts this very Belfry again; an AppImage runs from a mount that is gone after it. */
function commandLine(appImage: string | null): readonly string[] {
  if (appImage) return [appImage, '--hidden'];
  return app.isPackaged ? [process.execPath, '--hidden'] : [process.execPath, app.getAppPath(), '--hidden'];
}

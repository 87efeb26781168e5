// Starting at login: Electron knows macOS and Windows, Linux wants a file in the autostart folder.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { BelfryError } from '../core/errors.ts';

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

/** The desktop entry that runs a command at login. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Belfry',
    'Comment=Desktop alerts the moment a shared calendar changes',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=belfry',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/**
 * One argument of an Exec line. Desktop Entry Specification, "The Exec key": reserved characters want double quotes,
 * inside which " ` $ \ are escaped; the whole is a string value, in which a backslash is itself escaped; % is %%.
 */
function quoted(argument: string): string {
  const percent = argument.replaceAll('%', '%%');
  if (/^[\w@+=:,./%-]+$/.test(percent)) return percent;
  const escaped = percent.replace(/(["`$\\])/g, '\\$1');
  return `"${escaped}"`.replaceAll('\\', '\\\\');
}

// The diagnostics as the window asks for them: the desktop's own dialog says where to, the log and the system's names come
// from here.
import { release } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { SavedDiagnostics } from '../../preload/contract.ts';
import type { Belfry } from '../belfry.ts';
import { systemClock } from './clock.ts';
import { writeDiagnostics } from './diagnostics-file.ts';
import { logLines } from './log-lines.ts';

/** Asks where to, then writes what `compose` makes of what only this side knows. `userData` is the folder of the log. */
export function saveDiagnostics(compose: Belfry['diagnostics'], userData: string): Promise<SavedDiagnostics> {
  const gather = async () =>
    compose({ surroundings: surroundings(), log: await logLines(join(userData, 'logs')) });
  return writeDiagnostics(askWhere, gather, systemClock.now());
}

async function askWhere(suggested: string): Promise<string | null> {
  const defaultPath = join(app.getPath('documents'), suggested);
  const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath });
  return canceled || filePath === '' ? null : filePath;
}

function surroundings() {
  const { platform, arch, versions } = process;
  const { electron, node } = versions;
  return { belfry: app.getVersion(), electron, node, platform, release: release(), arch };
}

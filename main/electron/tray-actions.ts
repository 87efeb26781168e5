// What the tray's menu does.
import { app } from 'electron';
import type { Belfry } from '../belfry.ts';
import { setStartAtLogin } from './autostart.ts';
import type { TrayAction } from './tray-menu.ts';
import type { Window } from './window.ts';

/** For the desktop and for Belfry's own memory of it. */
export function startAtLogin(belfry: Belfry, on: boolean): Promise<void> {
  setStartAtLogin(on);
  return belfry.setStartAtLogin({ on });
}

/** Performs one entry; what needs Belfry does nothing while it is still being loaded. */
export function perform(action: TrayAction, window: Window, belfry: Belfry | null): void {
  switch (action.do) {
    case 'open':
      return window.show();
    case 'refresh':
      return belfry?.refresh();
    case 'quit':
      return app.quit();
    case 'start-at-login':
      return void (belfry && startAtLogin(belfry, action.on));
    case 'presenting':
      return void belfry?.setPreferences({ presenting: action.on });
    case 'mute':
      return void belfry?.mute({ until: action.until });
    case 'join':
      return void belfry?.join({ id: action.rowId });
    case 'reveal':
      window.show();
      if (action.changeIds.length > 0) void belfry?.markRead({ ids: action.changeIds, read: true });
      return window.signal('reveal', { rowId: action.rowId, changeIds: [...action.changeIds] });
  }
}

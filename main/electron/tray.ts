// The tray icon itself. The menu is handed over anew at each change: on Linux an entry altered in place stays as it was.
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import type { View } from '../core/window/view.ts';
import { drawIcon } from './tray-icon.ts';
import { trayFace, trayMenu, trayTooltip, type TrayAction, type TrayEntry } from './tray-menu.ts';

export interface TrayIcon {
  /** Shows what the view says; does nothing when that is what is shown already. */
  show(view: View): void;
  /** Takes the icon away. */
  remove(): void;
}

const SIZE = 22;

/** Puts the icon up in its "connecting" shape, before anything is known. Call when the app is ready. */
export function putUpTray(act: (action: TrayAction) => void): TrayIcon {
  const images = new Map<string, NativeImage>();
  const image = (face: ReturnType<typeof trayFace>): NativeImage => {
    const key = JSON.stringify(face);
    const known = images.get(key) ?? draw(face);
    images.set(key, known);
    return known;
  };
  const first = { name: 'connecting', unread: false } as const;
  const tray = new Tray(image(first));
  tray.setToolTip('Belfry');
  tray.on('click', () => act({ do: 'open' }));
  const shown = { face: JSON.stringify(first), tooltip: 'Belfry', menu: '' };
  return {
    show: (view) => {
      const face = trayFace(view);
      const tooltip = trayTooltip(view);
      const entries = trayMenu(view);
      const menu = JSON.stringify(entries);
      if (JSON.stringify(face) !== shown.face) tray.setImage(image(face));
      if (tooltip !== shown.tooltip) tray.setToolTip(tooltip);
      if (menu !== shown.menu) tray.setContextMenu(Menu.buildFromTemplate(template(entries, act)));
      Object.assign(shown, { face: JSON.stringify(face), tooltip, menu });
    },
    remove: () => tray.destroy(),
  };
}

function draw(face: ReturnType<typeof trayFace>): NativeImage {
  const one = nativeImage.createFromBitmap(drawIcon(face.name, face.unread, SIZE), {
    width: SIZE,
    height: SIZE,
  });
  const double = drawIcon(face.name, face.unread, SIZE * 2);
  one.addRepresentation({ scaleFactor: 2, width: SIZE * 2, height: SIZE * 2, buffer: double });
  if (process.platform === 'darwin') one.setTemplateImage(true);
  return one;
}

/** Our entries as Electron's. A lone & would underline the letter behind it. */
export function template(
  entries: readonly TrayEntry[],
  act: (action: TrayAction) => void,
): MenuItemConstructorOptions[] {
  return entries.map((entry): MenuItemConstructorOptions => {
    if (entry.kind === 'separator') return { type: 'separator' };
    const label = entry.label.replaceAll('&', '&&');
    switch (entry.kind) {
      case 'text':
        return { label, enabled: false };
      case 'action':
        return { label, click: () => act(entry.action) };
      case 'switch':
        return { label, type: 'checkbox', checked: entry.checked, click: () => act(entry.action) };
      case 'menu':
        return { label, submenu: template(entry.entries, act) };
    }
  });
}

'use strict';
// The least a tray app with a window can be: what Electron itself costs. It lives, hides and ends as Belfry does.
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');
const { app, BrowserWindow, Menu, Tray, nativeImage } = require('electron');

Menu.setApplicationMenu(null);
app.on('window-all-closed', () => undefined);
process.on('SIGTERM', () => app.exit(0));

let tray = null;
let window = null;

void app.whenReady().then(() => {
  const pixels = Buffer.alloc(22 * 22 * 4, 0xff);
  tray = new Tray(nativeImage.createFromBitmap(pixels, { width: 22, height: 22 }));
  tray.setToolTip('Floor');
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]));
  tellStart();
  window = new BrowserWindow({
    width: 400,
    height: 640,
    show: false,
    title: 'Floor',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  window.on('close', (event) => {
    event.preventDefault();
    window.hide();
  });
  window.once('ready-to-show', () => {
    window.show();
    window.focus();
  });
  void window.loadFile(path.join(__dirname, 'index.html'));
});

// The same line, in the same place, as Belfry's own.
function tellStart() {
  const folder = path.join(app.getPath('userData'), 'logs');
  mkdirSync(folder, { recursive: true });
  const line = JSON.stringify({ at: new Date().toISOString(), level: 'info', scope: 'start', tray: true });
  appendFileSync(path.join(folder, 'floor.log'), `${line}\n`);
}

// The floor of the lock bench: a window that does nothing on a key but go, and the next one.
import { join } from 'node:path';
import { app, BrowserWindow, Menu } from 'electron';

if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
Menu.setApplicationMenu(null);
app.setPath('userData', process.env['CAREDESK_USER_DATA'] ?? app.getPath('userData'));
app.on('window-all-closed', () => undefined);

function open() {
  const window = new BrowserWindow({ width: 1180, height: 860, show: false });
  window.webContents.on('before-input-event', (event, { type, control, key }) => {
    if (type !== 'keyDown' || !control || key !== 'l') return;
    event.preventDefault();
    window.destroy();
  });
  window.once('ready-to-show', () => {
    window.show();
    window.focus();
  });
  void window.loadFile(join(import.meta.dirname, '../../minimal-window/index.html'));
}

// The next window, when the bench asks for it.
globalThis.openNext = open;
void app.whenReady().then(open);

// The floor of the cold-start bench: the smallest Electron app that shows a button that answers.
import { join } from 'node:path';
import { app, BrowserWindow, Menu } from 'electron';

if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
Menu.setApplicationMenu(null);
app.setPath('userData', process.env['CAREDESK_USER_DATA'] ?? app.getPath('userData'));
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 800, show: false });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(join(import.meta.dirname, 'index.html'));
});

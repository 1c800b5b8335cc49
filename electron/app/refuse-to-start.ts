import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { app, dialog } from 'electron';

/** What a desktop gives a program it starts, and a terminal, a script or a service does not. */
const desktopVariables = [
  'DESKTOP_STARTUP_ID',
  'XDG_ACTIVATION_TOKEN',
  'GIO_LAUNCHED_DESKTOP_FILE',
  'DESKTOP_AUTOSTART_ID',
] as const;

/**
 * Ends CareDesk with exit code 1 before it has a window. The words go to stderr, and to a message
 * box where that is not read: on Windows and macOS, and on Linux when the desktop started it.
 */
export function refuseToStart(words: string): void {
  process.stderr.write(`${words}\n`);
  if (process.platform !== 'linux') {
    dialog.showErrorBox('CareDesk', words);
    app.exit(1);
    return;
  }
  if (desktopVariables.some((name) => process.env[name])) void showOnDesktop(words);
  else app.exit(1);
}

/** On Linux there is no box before Electron is ready, for which it needs a folder to write to. */
async function showOnDesktop(words: string): Promise<void> {
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), 'caredesk-message-'));
    app.setPath('userData', folder);
    await app.whenReady();
    await dialog.showMessageBox({ type: 'error', title: 'CareDesk', message: words });
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    app.exit(1);
  }
}

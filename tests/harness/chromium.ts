import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { type Browser, chromium } from 'playwright';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const file of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: the next folder.
    }
  }
  throw new Error(`None of ${names.join(', ')} is in PATH`);
}

/**
 * Starts the machine's Chromium, as quiet on the network as it can be.
 * @param headless false for a window on the display, and its clipboard
 */
export function launchChromium(headless = true): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless,
    args: [
      // Chromium refuses its own sandbox as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

import type { BrowserWindow } from 'electron';

/**
 * “Back” and “forward” of a mouse or a keyboard are CareDesk's own: the page gets them as Alt and an
 * arrow key, whichever they came by, and Chromium has no page of its own to go to.
 */
export function keepBackWithinPage(window: BrowserWindow): void {
  const { webContents } = window;
  let last = { command: '', at: 0 };
  window.on('app-command', (event, command) => {
    const keyCode = arrows.get(command);
    if (keyCode === undefined) return;
    event.preventDefault();
    // On Linux a key tells it when it is pressed and when it is let go.
    const at = performance.now();
    const isSame = command === last.command && at - last.at < samePress;
    last = { command, at };
    if (isSame) return;
    for (const type of ['keyDown', 'keyUp'] as const) {
      webContents.sendInputEvent({ type, keyCode, modifiers: ['alt'] });
    }
  });
  // What stood here before, the page that says that CareDesk stopped, is nothing to come back to.
  webContents.on('did-navigate', () => webContents.navigationHistory.clear());
}

/** Milliseconds within which the same command is the same press. */
const samePress = 150;

const arrows: ReadonlyMap<string, string> = new Map([
  ['browser-backward', 'Left'],
  ['browser-forward', 'Right'],
]);

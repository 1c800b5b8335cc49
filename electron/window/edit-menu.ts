import { type BrowserWindow, Menu } from 'electron';

/** Cut, copy and paste by right click, the Menu key or Shift+F10, and nothing else. */
export function offerEditMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, { editFlags, x, y, menuSourceType, frame }) => {
    const { canCut, canCopy, canPaste } = editFlags;
    // Over what can be neither changed nor copied, a menu of three grey lines says nothing.
    if (!canCut && !canCopy && !canPaste) return;
    const { webContents } = window;
    Menu.buildFromTemplate([
      { label: 'Cu&t', enabled: canCut, click: () => webContents.cut() },
      { label: '&Copy', enabled: canCopy, click: () => webContents.copy() },
      { label: '&Paste', enabled: canPaste, click: () => webContents.paste() },
    ]).popup({
      window,
      x,
      y,
      sourceType: menuSourceType,
      ...(frame === null ? {} : { frame }),
    });
  });
}

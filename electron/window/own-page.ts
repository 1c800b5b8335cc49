import type { WebContents } from 'electron';

/**
 * Tells, once, when the window shows anything but CareDesk's one page without frames. Electron asks
 * nobody before `about:blank`: it makes no request, and the document in it has our origin. A frame is
 * a JavaScript realm in which what the preload took from the page is there again. CareDesk has
 * neither, so what made one is not CareDesk, and must go with its process before it is used.
 */
export function keepToOwnPage(
  contents: WebContents,
  {
    isExpected,
    onForeignPage,
  }: {
    /** Whether an address is what the window was opened for. */
    isExpected(address: string): boolean;
    onForeignPage(): void;
  },
): void {
  let isOver = false;
  function end(): void {
    if (isOver) return;
    isOver = true;
    // Electron must be done with the event before its window can be destroyed.
    setImmediate(onForeignPage);
  }
  contents.on('frame-created', (_event, { frame }) => {
    if (frame !== null && frame.parent !== null) end();
  });
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument, url }) => {
    // Other addresses are refused before they are asked for, and the page stays as it is.
    if (isMainFrame && !isSameDocument && url.startsWith('about:')) end();
  });
  contents.on('did-navigate', (_event, url) => {
    if (!isExpected(url)) end();
  });
}

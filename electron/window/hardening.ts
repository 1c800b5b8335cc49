import type { App, Session, WebContents } from 'electron';
import { appOrigin } from './content-security-policy.ts';

/**
 * Permissions the window may use, each with its reason; every other one is denied. None yet:
 * copying a link is done by main, and nothing needs a camera, a location or a notification.
 */
const grantedPermissions: ReadonlySet<string> = new Set();

/** Denies permission requests, checks and devices for everything loaded in this session. */
export function denyPermissions(windowSession: Session): void {
  windowSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(grantedPermissions.has(permission));
  });
  windowSession.setPermissionCheckHandler((_contents, permission) =>
    grantedPermissions.has(permission),
  );
  windowSession.setDevicePermissionHandler(() => false);
  windowSession.on('will-download', (event) => event.preventDefault());
}

/**
 * Applies to every web contents the app ever creates (Electron security checklist 12 to 15): no
 * webview, no navigation away from our origin, no holding on to a page, no moving of its window, no
 * new window; a link that wanted one is offered to `openLink`, which decides whether the system
 * browser gets it.
 */
export function hardenWebContents(app: App, openLink: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
    });
    // A page neither keeps a person from leaving it nor moves its window about.
    contents.on('will-prevent-unload', (event) => event.preventDefault());
    contents.on('content-bounds-updated', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
  });
}

/** Whether an address is the window's one page. Compared parsed, never by its beginning. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return `${url.protocol}//${url.host}` === appOrigin && url.pathname === '/';
}

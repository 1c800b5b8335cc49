import type { OnBeforeRequestListenerDetails, Session } from 'electron';
import { gatewayPrefix } from '../contract/gateway.ts';
import { appHost, appScheme } from './content-security-policy.ts';
import { isOwnPage } from './hardening.ts';

/**
 * A proxy that leads nowhere: nothing can listen on port 0 (RFC 6335 section 6), so every
 * connection is refused by this PC itself. A proxy also keeps Chromium from looking names up, which
 * would carry what stands in them to a name server. Loopback is no exception to it.
 */
const nowhere = {
  mode: 'fixed_servers',
  proxyRules: 'http://127.0.0.1:0',
  proxyBypassRules: '<-loopback>',
} as const;

/**
 * Blink's own settings for every page of the process, which Electron has no option for:
 * - resource hints (`dns-prefetch`) look up no name, and a link sends no ping. The first goes past the
 *   session's filter and its proxy;
 * - no script reads the clipboard (`execCommand('paste')`); a person pastes as ever.
 *
 * What main requests itself is none of it. Must run before the app is ready.
 */
export function limitBlink(commandLine: { appendSwitch(name: string, value: string): void }): void {
  commandLine.appendSwitch(
    'blink-settings',
    'dnsPrefetchingEnabled=false,hyperlinkAuditingEnabled=false,DOMPasteAllowed=false',
  );
}

/**
 * Leaves what is loaded in this session one thing to ask: CareDesk's own origin. What it needs of
 * the network, main fetches for it in another session. Beside the content security policy, which
 * hints, WebRTC and a page that is not ours get past.
 *
 * @param owns whether these web contents are CareDesk's window
 */
export function closeWayOut(
  windowSession: Session,
  owns: (webContentsId: number) => boolean,
): void {
  // Not waited for: it is in force long before the first script runs, and the filter is at once.
  void windowSession.setProxy(nowhere);
  windowSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayBeAsked(sourceOf(details), owns) });
  });
}

/** A request of something loaded in the session. */
export interface RequestSource {
  readonly url: string;
  readonly webContentsId: number | null;
  /**
   * Address of the main frame it comes from; null from a subframe, from a frame that is gone, or from
   * none. A worker counts as the page that started it, and can do no more than that.
   */
  readonly mainFrameUrl: string | null;
}

/**
 * Whether a request is let through: the window's files for everybody, what the gateway answers for
 * CareDesk's own page in CareDesk's window alone. What makes no connection (`data:`, `blob:`,
 * DevTools' own files) is not judged here.
 */
export function mayBeAsked(
  source: RequestSource,
  owns: (webContentsId: number) => boolean,
): boolean {
  const { protocol, host, pathname } = new URL(source.url);
  switch (protocol) {
    case 'data:':
    case 'blob:':
    case 'devtools:':
      return true;
    case `${appScheme}:`:
      if (host !== appHost) return false;
      if (!pathname.startsWith(gatewayPrefix)) return true;
      return (
        source.webContentsId !== null &&
        owns(source.webContentsId) &&
        source.mainFrameUrl !== null &&
        isOwnPage(source.mainFrameUrl)
      );
    default:
      return false;
  }
}

function sourceOf({ url, webContentsId, frame }: OnBeforeRequestListenerDetails): RequestSource {
  return {
    url,
    webContentsId: webContentsId ?? null,
    mainFrameUrl: frame?.parent === null ? frame.url : null,
  };
}

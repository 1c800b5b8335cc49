import { BrowserWindow, type Rectangle, type Session } from 'electron';
import type { Build } from '../policy/build-stamp.ts';
import { appOrigin } from './content-security-policy.ts';
import { keepToOwnPage } from './own-page.ts';
import { windowTitle } from './window-title.ts';

/** The one window, which can be replaced by a fresh one so that nothing of a person is left. */
export interface MainWindow {
  /** Whether these web contents are the window's: what the bridge trusts. */
  owns(webContentsId: number): boolean;
  send(channel: string, payload: unknown): void;
  /** Runs a task when the first page has loaded. */
  onceLoaded(task: () => void): void;
  /** Brings the window in front of the browser. */
  bringToFront(): void;
  /** Opens a new window with a new renderer process in place of this one and destroys this one. */
  replace(): void;
}

interface WindowOptions {
  readonly preload: string;
  readonly session: Session;
  readonly devTools: boolean;
  /** What the title says of this copy of CareDesk. */
  readonly build: Build;
  /** Windows is logging off or shutting down. */
  onSessionEnd(): void;
}

/** Opens the window and starts loading its page. */
export function openMainWindow(options: WindowOptions): MainWindow {
  let current = open();
  return {
    owns: (id) => !current.isDestroyed() && current.webContents.id === id,
    send(channel, payload) {
      if (!current.isDestroyed()) current.webContents.send(channel, payload);
    },
    onceLoaded: (task) => void current.webContents.once('did-finish-load', task),
    bringToFront() {
      if (current.isDestroyed()) return;
      if (current.isMinimized()) current.restore();
      // Windows only flashes the taskbar for a focus() from the background; a moment on top of
      // the others is what brings the window forward (electron#2867, #8044).
      current.setAlwaysOnTop(true);
      current.show();
      current.moveTop();
      current.focus();
      current.setAlwaysOnTop(false);
      current.flashFrame(false);
    },
    replace,
  };

  function open(place?: Place): BrowserWindow {
    const window = create(options, place);
    keepToOwnPage(window.webContents, () => {
      if (window === current) replace();
    });
    return window;
  }

  function replace(): void {
    const old = current;
    if (old.isDestroyed()) return;
    const next = open({ bounds: old.getBounds(), maximised: old.isMaximized() });
    current = next;
    old.destroy();
  }
}

interface Place {
  readonly bounds: Rectangle;
  readonly maximised: boolean;
}

function create(options: WindowOptions, place?: Place): BrowserWindow {
  const window = new BrowserWindow({
    width: 1180,
    height: 860,
    ...place?.bounds,
    // Narrow enough for 320 CSS pixels at 200 % (WCAG 2.2, 1.4.10 Reflow).
    minWidth: 640,
    minHeight: 480,
    show: false,
    backgroundColor: '#f0f4f5',
    title: windowTitle('CareDesk', options.build),
    autoHideMenuBar: true,
    webPreferences: {
      session: options.session,
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: options.devTools,
      // alert() and confirm() are never ours: a page that calls them is not our page.
      disableDialogs: true,
    },
  });
  if (place?.maximised === true) window.maximize();
  window.on('page-title-updated', (event, title) => {
    event.preventDefault();
    window.setTitle(windowTitle(title, options.build));
  });
  window.on('query-session-end', options.onSessionEnd);
  restartAfterCrash(window);
  window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${appOrigin}/`).catch(() => window.show());
  return window;
}

/** A page that crashes sooner than this after the last time would only crash again. */
const crashPause = 10_000;

/** A page that has crashed leaves an empty window behind: start it again, but not for ever. */
function restartAfterCrash(window: BrowserWindow): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', () => {
    const now = performance.now();
    if (now - lastCrash > crashPause) window.webContents.reload();
    lastCrash = now;
  });
}

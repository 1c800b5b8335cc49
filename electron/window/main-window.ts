import { BrowserWindow, type Session } from 'electron';
import type { Build } from '../policy/build-stamp.ts';
import { appOrigin } from './content-security-policy.ts';
import { isOwnPage } from './hardening.ts';
import { keepToOwnPage } from './own-page.ts';
import { countCrashes } from './page-crashes.ts';
import { askAbout, type PageTrouble } from './page-trouble.ts';
import { takePlace, type WindowPlace, watchPlace } from './window-place.ts';
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
  /** CareDesk was started again: brings it to the front, with a new page if that has given up. */
  startAgain(): void;
  /**
   * Opens a new window with a new renderer process in place of this one and destroys this one. It is
   * where the old one was: in front, behind, minimised, maximised.
   */
  replace(): void;
  /** Closes it without asking its page. */
  destroy(): void;
}

interface WindowOptions {
  readonly preload: string;
  readonly session: Session;
  readonly devTools: boolean;
  /** What the title says of this copy of CareDesk. */
  readonly build: Build;
  /** Windows asks whether it may log off or shut down. The person may still call it off. */
  onSessionEndAsked(): void;
  /** Windows logs off or shuts down, and nothing can hold it up. */
  onSessionEnd(): void;
}

/** The page, or what is said in its place when it keeps crashing. */
type Page = '' | 'stopped.html';

interface OpenWindow {
  readonly window: BrowserWindow;
  place(): WindowPlace;
}

/** Milliseconds until a window is shown although its page has not painted yet. */
const paintAllowance = 5_000;

/** Opens the window and starts loading its page. */
export function openMainWindow(options: WindowOptions): MainWindow {
  const crashed = countCrashes(() => performance.now());
  /** A page that works, or what became of it. */
  let state: 'working' | 'stopped' = 'working';
  let question = new AbortController();
  let current = open('');

  function open(page: Page, place?: WindowPlace): OpenWindow {
    const window = create(options, place);
    const opened = { window, place: watchPlace(window) };
    const { webContents } = window;
    keepToOwnPage(webContents, {
      isExpected: (address) => isOwnPage(address) || address === `${appOrigin}/${page}`,
      onForeignPage() {
        if (current.window === window) startPage();
      },
    });
    webContents.on('render-process-gone', () => {
      if (current.window === window) onCrash();
    });
    webContents.on('did-fail-load', (_event, code, _description, _url, isMainFrame) => {
      // ERR_ABORTED: another load took its place.
      if (isMainFrame && code !== -3) ask('not-loaded');
    });
    webContents.on('did-navigate', (_event, url, status) => {
      if (status >= 400) ask('not-loaded');
      // “Start again” on the page that says so.
      else if (url === `${appOrigin}/`) state = 'working';
    });
    window.on('unresponsive', () => ask('unresponsive'));
    window.on('responsive', () => question.abort());
    if (place === undefined || place.presence === 'not-shown') showOncePainted(window);
    void window.loadURL(`${appOrigin}/${page}`).catch(() => undefined);
    return opened;
  }

  function onCrash(): void {
    switch (crashed()) {
      case 'load-again':
        current.window.webContents.reload();
        return;
      case 'explain':
        state = 'stopped';
        replaceBy('stopped.html');
        return;
      case 'ask':
        ask('crashed');
        return;
    }
  }

  function ask(trouble: PageTrouble): void {
    const { window } = current;
    if (window.isDestroyed()) return;
    if (trouble !== 'unresponsive') state = 'stopped';
    question.abort();
    question = new AbortController();
    if (!window.isVisible()) window.show();
    void askAbout(trouble, window, question.signal).then((answer) => {
      if (answer === 'way-on') startPage();
      else if (trouble !== 'unresponsive') window.destroy();
    });
  }

  function startPage(): void {
    state = 'working';
    replaceBy('');
  }

  function replaceBy(page: Page): void {
    const old = current;
    if (old.window.isDestroyed()) return;
    question.abort();
    const place = old.place();
    current = open(page, place);
    takePlace(current.window, place, old.window.getMediaSourceId());
    old.window.destroy();
  }

  function bringToFront(): void {
    const { window } = current;
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    // Windows only flashes the taskbar for a focus() from the background; a moment on top of
    // the others is what brings the window forward (electron#2867, #8044).
    window.setAlwaysOnTop(true);
    window.show();
    window.moveTop();
    window.focus();
    window.setAlwaysOnTop(false);
    window.flashFrame(false);
  }

  return {
    owns: (id) => !current.window.isDestroyed() && current.window.webContents.id === id,
    send(channel, payload) {
      if (!current.window.isDestroyed()) current.window.webContents.send(channel, payload);
    },
    onceLoaded: (task) => void current.window.webContents.once('did-finish-load', task),
    bringToFront,
    startAgain() {
      if (state === 'stopped') startPage();
      bringToFront();
    },
    replace: startPage,
    destroy: () => current.window.destroy(),
  };
}

function create(options: WindowOptions, place?: WindowPlace): BrowserWindow {
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
  window.on('page-title-updated', (event, title) => {
    event.preventDefault();
    window.setTitle(windowTitle(title, options.build));
  });
  window.on('query-session-end', options.onSessionEndAsked);
  window.on('session-end', options.onSessionEnd);
  window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  return window;
}

/** The first window shows with its page in it; a page that never paints must not hide it for good. */
function showOncePainted(window: BrowserWindow): void {
  const show = () => {
    clearTimeout(timer);
    if (!window.isDestroyed() && !window.isVisible()) window.show();
  };
  const timer = setTimeout(show, paintAllowance);
  window.once('ready-to-show', show);
  window.once('closed', () => clearTimeout(timer));
}

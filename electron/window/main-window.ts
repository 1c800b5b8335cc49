import { BrowserWindow, type Session, screen } from 'electron';
import type { Build } from '../policy/build-stamp.ts';
import { keepBackWithinPage } from './back-command.ts';
import { appOrigin } from './content-security-policy.ts';
import { offerEditMenu } from './edit-menu.ts';
import { isOwnPage } from './hardening.ts';
import { keepZoom } from './keep-zoom.ts';
import { onScreen } from './kept-place.ts';
import { keepToOwnPage } from './own-page.ts';
import { countCrashes } from './page-crashes.ts';
import { askAbout, type PageTrouble } from './page-trouble.ts';
import { takePlace, type WindowPlace, watchPlace } from './window-place.ts';
import type { KeptSettings } from './window-settings.ts';
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
  /** Where it is, for a window of another process to take its place; null when it is gone. */
  place(): (WindowPlace & { readonly id: string }) | null;
}

interface WindowOptions {
  readonly preload: string;
  readonly session: Session;
  readonly devTools: boolean;
  /** What the title says of this copy of CareDesk. */
  readonly build: Build;
  /** How the window was left. */
  readonly settings: KeptSettings;
  /** The window of another process whose place it takes, or null. */
  readonly inPlaceOf: (WindowPlace & { readonly id: string }) | null;
  /** The first page is on the screen, or was waited for long enough. */
  onShown(): void;
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
  let current = open('', options.inPlaceOf ?? undefined, options.inPlaceOf?.id);

  /** @param other media source id of another process's window, which stays until this one is shown */
  function open(page: Page, place?: WindowPlace, other?: string): OpenWindow {
    const window = create(options, place);
    const opened = { window, place: watchPlace(window) };
    keepPlace(opened, options.settings);
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
    if (place === undefined || place.presence === 'not-shown') {
      const isMaximised = options.settings.current().place?.isMaximised ?? false;
      oncePainted(window, () => {
        showFirst(window, isMaximised);
        options.onShown();
      });
    } else if (other !== undefined) {
      oncePainted(window, () => {
        takePlace(window, place, other);
        options.onShown();
      });
    }
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
    place() {
      const { window, place } = current;
      return window.isDestroyed() ? null : { ...place(), id: window.getMediaSourceId() };
    },
  };
}

function create(options: WindowOptions, place?: WindowPlace): BrowserWindow {
  const kept = options.settings.current().place;
  const window = new BrowserWindow({
    width: 1180,
    height: 860,
    ...(place?.bounds ?? (kept === null ? {} : onScreen(kept.bounds, workAreas()))),
    // The width pages must do with (WCAG 2.2, 1.4.10 Reflow): beside another program on a small
    // screen, or on one with so large a scale that it has no more.
    minWidth: 320,
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
  keepZoom(window, options.settings);
  keepBackWithinPage(window);
  offerEditMenu(window);
  return window;
}

/** What the screens leave to windows, the primary one first. */
function workAreas(): Electron.Rectangle[] {
  const { id, workArea } = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== id);
  return [workArea, ...others.map((display) => display.workArea)];
}

/** Keeps where the window is for the next start, and the window where a person can reach it. */
function keepPlace({ window, place }: OpenWindow, settings: KeptSettings): void {
  const keep = () => {
    const { shape, normalBounds, presence } = place();
    if (presence === 'not-shown') return;
    settings.change({ place: { bounds: normalBounds, isMaximised: shape === 'maximised' } });
  };
  window.on('resize', keep);
  window.on('move', keep);
  window.on('maximize', keep);
  window.on('unmaximize', keep);
  const comeBack = () => {
    const bounds = window.getNormalBounds();
    const reachable = onScreen(bounds, workAreas());
    if (reachable !== bounds && !window.isMaximized()) window.setBounds(reachable);
  };
  screen.on('display-removed', comeBack);
  window.once('closed', () => {
    screen.off('display-removed', comeBack);
    void settings.flush();
  });
}

/** A window shows with its page in it; a page that never paints must not hide it for good. */
function oncePainted(window: BrowserWindow, show: () => void): void {
  const showOnce = () => {
    clearTimeout(timer);
    window.off('ready-to-show', showOnce);
    if (!window.isDestroyed()) show();
  };
  const timer = setTimeout(showOnce, paintAllowance);
  window.on('ready-to-show', showOnce);
  window.once('closed', () => clearTimeout(timer));
}

function showFirst(window: BrowserWindow, isMaximised: boolean): void {
  if (window.isVisible()) return;
  // Maximising shows a window as well.
  if (isMaximised) window.maximize();
  window.show();
}

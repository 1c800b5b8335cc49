import type { BrowserWindow, PowerMonitor } from 'electron';
import type { Clock } from '../ground/clock.ts';
import { createEvents } from '../ground/events.ts';
import { createLockWatch, lookEvery } from './lock-watch.ts';
import { createNoticeReader, type NoticeProcess, type StartNotices } from './windows/notices.ts';
import type { Workstation, WorkstationEvent } from './workstation.ts';

type PowerEvent =
  | 'lock-screen'
  | 'unlock-screen'
  | 'suspend'
  | 'resume'
  | 'shutdown'
  | 'user-did-become-active'
  | 'user-did-resign-active';

interface ElectronWorkstationOptions {
  readonly app: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  readonly powerMonitor: Pick<NodeJS.EventEmitter, 'on' | 'off'> &
    Pick<PowerMonitor, 'getSystemIdleState' | 'getSystemIdleTime'>;
  /** Starts to listen to what Windows tells and Electron does not; null where there is no Windows. */
  readonly startNotices: StartNotices | null;
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * The PC as Electron tells of it. Must be opened when the app is ready, and before its window: the
 * end of a session is told to windows.
 *
 * What Electron 45 does not tell, and what is done about it:
 * - **A disconnected Remote Desktop session, a direct switch of users, a display that goes dark.**
 *   Windows tells windows that were registered for it, and only C can register one. A process of its
 *   own has such a window (windows/notice-process.ts); it is started when CareDesk's first page has
 *   been painted. Where it cannot be had, or ends, the first two are found by looking, and count as
 *   `locked`: another desktop than the person's has the keyboard, which is found within
 *   `looksBeforeLocked` × `lookEvery`. Inactivity covers the third.
 * - **Sleep** on hardware that does not tell it (Modern Standby at times): the session hears of it
 *   from its own clock (ground/steady-clock.ts).
 * - **Locking on Linux**: by looking, as far as the desktop has a screen saver Chromium knows.
 */
export function openElectronWorkstation(options: ElectronWorkstationOptions): Workstation {
  const { app, powerMonitor, clock } = options;
  const events = createEvents<Record<WorkstationEvent, undefined>>();
  const lock = createLockWatch();
  const undo: (() => void)[] = [];
  let isOpen = true;
  let isLeaving = false;
  let notices: NoticeProcess | null = null;

  function tell(event: WorkstationEvent | null): void {
    if (isOpen && event !== null) events.emit(event, undefined);
  }

  function listen(name: PowerEvent, listener: () => void): void {
    powerMonitor.on(name, listener);
    undo.push(() => powerMonitor.off(name, listener));
  }

  /** Told to every window, of which there are two while one takes the other's place. */
  function leave(event: 'shutting-down' | 'logging-off'): void {
    if (isLeaving) return;
    isLeaving = true;
    tell(event);
  }

  function watchWindow(_event: unknown, window: BrowserWindow): void {
    window.on('query-session-end', () => tell('session-end-asked'));
    // Without `logoff` it is the PC that goes, or an installer that wants CareDesk gone; older
    // versions of Electron say neither.
    window.on('session-end', ({ reasons }: { readonly reasons?: readonly string[] }) =>
      leave(reasons?.includes('logoff') === true ? 'logging-off' : 'shutting-down'),
    );
    window.once('ready-to-show', listenToWindows);
  }

  function listenToWindows(): void {
    if (!isOpen || notices !== null || options.startNotices === null) return;
    const eventOf = createNoticeReader();
    try {
      notices = options.startNotices((message) => tell(eventOf(message)));
    } catch {
      // The locks that matter most are found by looking.
    }
  }

  function look(): void {
    stop = clock.after(lookEvery, look);
    tell(lock.seen(powerMonitor.getSystemIdleState(1) === 'locked'));
  }

  listen('lock-screen', () => tell(lock.told('locked')));
  listen('unlock-screen', () => tell(lock.told('unlocked')));
  listen('suspend', () => tell('suspending'));
  listen('resume', () => tell('resumed'));
  listen('shutdown', () => leave('shutting-down'));
  listen('user-did-resign-active', () => tell('user-switched'));
  listen('user-did-become-active', () => tell('user-returned'));
  app.on('browser-window-created', watchWindow);
  undo.push(() => app.off('browser-window-created', watchWindow));
  let stop = clock.after(lookEvery, look);

  return {
    events,
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
    dispose() {
      isOpen = false;
      stop();
      notices?.end();
      for (const one of undo.splice(0)) one();
    },
  };
}

import type { WorkstationEvent } from '../workstation.ts';

/** What Windows tells a window that is registered for it, as the process of that window hands it on. */
export type Notice =
  /** `change` is the wParam of WM_WTSSESSION_CHANGE. */
  | { readonly kind: 'session-change'; readonly change: number }
  /** `state` is a MONITOR_DISPLAY_STATE. */
  | { readonly kind: 'display'; readonly state: number };

/** A process that listens to what Windows tells. */
export interface NoticeProcess {
  end(): void;
}

/** Starts one. What it says is not to be trusted to be a notice. */
export type StartNotices = (onNotice: (message: unknown) => void) => NoticeProcess;

/**
 * What a WM_WTSSESSION_CHANGE says that Electron has no event for; null for everything else, of which
 * locking and unlocking come from `powerMonitor`, for this session alone.
 */
function sessionEvent(change: number): WorkstationEvent | null {
  switch (change) {
    case 0x1: // WTS_CONSOLE_CONNECT
      return 'user-returned';
    case 0x2: // WTS_CONSOLE_DISCONNECT
      return 'user-switched';
    case 0x3: // WTS_REMOTE_CONNECT
      return 'remote-session-connected';
    case 0x4: // WTS_REMOTE_DISCONNECT
      return 'remote-session-disconnected';
    default:
      return null;
  }
}

/** Reads notices in their order: what each is news of, or null. */
export function createNoticeReader(): (message: unknown) => WorkstationEvent | null {
  /** What Windows says first is how the display is, and no news. */
  let isDisplayOff: boolean | null = null;

  function displayEvent(state: number): WorkstationEvent | null {
    const wasOff = isDisplayOff;
    // PowerMonitorOff; a dimmed display (PowerMonitorDim) can still be read.
    isDisplayOff = state === 0;
    if (wasOff === null || wasOff === isDisplayOff) return null;
    return isDisplayOff ? 'display-off' : 'display-on';
  }

  return (message) => {
    const notice = noticeFrom(message);
    switch (notice?.kind) {
      case 'session-change':
        return sessionEvent(notice.change);
      case 'display':
        return displayEvent(notice.state);
      case undefined:
        return null;
    }
  };
}

/** Null for what is no notice. By hand: this is loaded before the first page, and no schema is. */
function noticeFrom(message: unknown): Notice | null {
  if (typeof message !== 'object' || message === null) return null;
  const { kind, change, state } = message as Readonly<Record<string, unknown>>;
  if (kind === 'session-change' && typeof change === 'number') return { kind, change };
  return kind === 'display' && typeof state === 'number' ? { kind, state } : null;
}

import type { Clock } from '../../ground/clock.ts';
import type { Notice } from './notices.ts';
import type { WindowHandle, WindowsApi } from './windows-api.ts';

/** Messages of Windows (winuser.h). */
const WM_WTSSESSION_CHANGE = 0x02b1;
const WM_POWERBROADCAST = 0x0218;
const PBT_POWERSETTINGCHANGE = 0x8013;

/**
 * GUID_SESSION_DISPLAY_STATUS as it lies in memory (winnt.h). Not GUID_CONSOLE_DISPLAY_STATE, which
 * is of the monitor at the PC: to somebody who works by Remote Desktop that one says nothing.
 */
const sessionDisplayStatus = '0ec2842b23addf4d93db05ffbd7efca5';

/** Milliseconds between two looks for messages: they wait for it, and nobody leaves a PC quicker. */
export const pumpEvery = 200;

/** Milliseconds until a registration is tried again: early in a log-on Windows may not be ready. */
export const registerAgainAfter = 30_000;

interface NoticeWindowOptions {
  readonly api: WindowsApi;
  readonly clock: Pick<Clock, 'after'>;
  tell(notice: Notice): void;
}

/**
 * Opens a window that is never shown, registers it for the changes of this Windows session and of its
 * display, and tells of them for as long as the process lives. Windows forgets both registrations
 * with the window.
 *
 * @throws Error when Windows gives no window
 */
export function openNoticeWindow({ api, clock, tell }: NoticeWindowOptions): void {
  const window = api.createWindow((message, wParam, lParam) => {
    if (message === WM_WTSSESSION_CHANGE) {
      tell({ kind: 'session-change', change: wParam });
      return true;
    }
    if (message !== WM_POWERBROADCAST || wParam !== PBT_POWERSETTINGCHANGE) return false;
    const state = displayState(api, lParam);
    if (state !== null) tell({ kind: 'display', state });
    return true;
  });
  if (window === null) throw new Error('Windows gave no window');
  register(window, [api.registerSessionNotification, api.registerPowerSettingNotification]);
  pump();

  function register(handle: WindowHandle, wanted: readonly Registration[]): void {
    const missing = wanted.filter((one) => !one(handle, guid()));
    if (missing.length > 0) clock.after(registerAgainAfter, () => register(handle, missing));
  }

  function pump(): void {
    api.dispatchMessages();
    clock.after(pumpEvery, pump);
  }
}

type Registration = (window: WindowHandle, setting: Uint8Array) => boolean;

function guid(): Uint8Array {
  return Buffer.from(sessionDisplayStatus, 'hex');
}

/** The state in a POWERBROADCAST_SETTING (GUID, length, data), or null when it is of something else. */
function displayState(api: WindowsApi, address: bigint): number | null {
  const head = Buffer.from(api.read(address, 20));
  const isDisplay = head.toString('hex', 0, 16) === sessionDisplayStatus;
  if (!isDisplay || head.readUInt32LE(16) < 4) return null;
  return Buffer.from(api.read(address + 20n, 4)).readUInt32LE(0);
}

import type { WorkstationEvent } from '../workstation.ts';

/** Windows' message about the session a window belongs to (winuser.h). */
export const WM_WTSSESSION_CHANGE = 0x02b1;

/**
 * What a WM_WTSSESSION_CHANGE says that Electron has no event for; null for everything else, of which
 * locking and unlocking come from `powerMonitor`, for this session alone.
 *
 * @param wParam a WPARAM as Electron's `hookWindowMessage` gives it: little-endian, 8 bytes in a
 *   64-bit process, 4 in another
 */
export function sessionChange(wParam: Uint8Array): WorkstationEvent | null {
  if (wParam.byteLength < 4) return null;
  const view = new DataView(wParam.buffer, wParam.byteOffset, wParam.byteLength);
  switch (view.getUint32(0, true)) {
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

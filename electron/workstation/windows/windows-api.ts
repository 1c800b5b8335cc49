import { win32 } from 'node:path';
import type { Koffi } from './koffi-module.ts';

/** A window of Windows (HWND). */
export type WindowHandle = bigint;

/** Whether a message has been dealt with; if not, Windows does what it does by default. */
type OnMessage = (message: number, wParam: number, lParam: bigint) => boolean;

/** What CareDesk uses of Windows that Electron does not offer. All calls belong to one thread. */
export interface WindowsApi {
  /** Creates a window that is never shown; null when Windows refuses. `onMessage` must not throw. */
  createWindow(onMessage: OnMessage): WindowHandle | null;
  /** WTSRegisterSessionNotification, for the session of this process. */
  registerSessionNotification(window: WindowHandle): boolean;
  /**
   * RegisterPowerSettingNotification. Windows tells the present state at once.
   * @param setting a GUID as it lies in memory
   */
  registerPowerSettingNotification(window: WindowHandle, setting: Uint8Array): boolean;
  /** Has the messages that wait dealt with. */
  dispatchMessages(): void;
  /** Reads memory of this process that a message points at; wrong addresses end the process. */
  read(address: bigint, length: number): Uint8Array;
}

const className = 'CareDeskNotices';
const NOTIFY_FOR_THIS_SESSION = 0;
const DEVICE_NOTIFY_WINDOW_HANDLE = 0;
const PM_REMOVE = 1;
/** Bytes of a MSG in a 64-bit process. */
const messageSize = 48;

/**
 * The real Windows.
 * @param systemRoot Windows' folder: a library is loaded from there and from nowhere else
 */
export function openWindowsApi(koffi: Koffi, systemRoot: string): WindowsApi {
  const library = (name: string) => koffi.load(win32.join(systemRoot, 'System32', name));
  const user32 = library('user32.dll');
  const wtsapi32 = library('wtsapi32.dll');

  const windowProcedure = koffi.pointer(
    koffi.proto(
      'intptr_t __stdcall WindowProcedure(void *window, uint32_t message, uintptr_t wParam, intptr_t lParam)',
    ),
  );
  koffi.struct('WNDCLASSW', {
    style: 'uint32_t',
    lpfnWndProc: windowProcedure,
    cbClsExtra: 'int',
    cbWndExtra: 'int',
    hInstance: 'void *',
    hIcon: 'void *',
    hCursor: 'void *',
    hbrBackground: 'void *',
    lpszMenuName: 'str16',
    lpszClassName: 'str16',
  });
  const registerClass = user32.func('uint16_t __stdcall RegisterClassW(WNDCLASSW *windowClass)');
  const createWindow = user32.func(
    'void * __stdcall CreateWindowExW(uint32_t exStyle, str16 className, str16 name, uint32_t style, int x, int y, int width, int height, void *parent, void *menu, void *instance, void *data)',
  );
  const defaultProcedure = user32.func(
    'intptr_t __stdcall DefWindowProcW(void *window, uint32_t message, uintptr_t wParam, intptr_t lParam)',
  );
  const peekMessage = user32.func(
    'bool __stdcall PeekMessageW(void *message, void *window, uint32_t first, uint32_t last, uint32_t remove)',
  );
  const dispatchMessage = user32.func('intptr_t __stdcall DispatchMessageW(void *message)');
  const registerPowerSetting = user32.func(
    'void * __stdcall RegisterPowerSettingNotification(void *recipient, void *setting, uint32_t flags)',
  );
  const registerSession = wtsapi32.func(
    'bool __stdcall WTSRegisterSessionNotification(void *window, uint32_t flags)',
  );
  const message = Buffer.alloc(messageSize);

  return {
    createWindow(onMessage) {
      const procedure = koffi.register(
        (window: unknown, code: number, wParam: number | bigint, lParam: number | bigint) =>
          onMessage(code, Number(wParam), BigInt(lParam))
            ? 1
            : defaultProcedure(window, code, wParam, lParam),
        windowProcedure,
      );
      registerClass({
        ...{ style: 0, lpfnWndProc: procedure, cbClsExtra: 0, cbWndExtra: 0 },
        ...{ hInstance: null, hIcon: null, hCursor: null, hbrBackground: null },
        ...{ lpszMenuName: null, lpszClassName: className },
      });
      const nothing = [null, null, null, null];
      const window = createWindow(0, className, '', 0, 0, 0, 0, 0, ...nothing);
      return typeof window === 'bigint' ? window : null;
    },
    registerSessionNotification: (window) =>
      registerSession(window, NOTIFY_FOR_THIS_SESSION) === true,
    registerPowerSettingNotification: (window, setting) =>
      typeof registerPowerSetting(window, setting, DEVICE_NOTIFY_WINDOW_HANDLE) === 'bigint',
    dispatchMessages() {
      while (peekMessage(message, null, 0, 0, PM_REMOVE) === true) dispatchMessage(message);
    },
    read: (address, length) => Uint8Array.from(koffi.decode(address, 'uint8_t', length)),
  };
}

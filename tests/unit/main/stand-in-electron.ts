import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Where main keeps its files. */
export const standInFolder = join(tmpdir(), 'caredesk-stand-in');

/** A window that is never shown. Its page is loaded when the test says so. */
class StandInWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), {
    id: 1,
    send: vi.fn(),
    reload: vi.fn(),
    setWebRTCIPHandlingPolicy: vi.fn(),
  });
  readonly isDestroyed = () => false;
  readonly isVisible = () => false;
  readonly show = vi.fn();
  readonly destroy = vi.fn();
  readonly loadURL = vi.fn(async () => undefined);
  /** What it was opened with. */
  readonly options: unknown;

  constructor(options: unknown) {
    super();
    this.options = options;
  }
}

function standInSession() {
  return {
    on: vi.fn(),
    setSpellCheckerLanguages: vi.fn(),
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    setProxy: vi.fn(async () => undefined),
    setCertificateVerifyProc: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn() },
    protocol: { handle: vi.fn() },
  };
}

/**
 * The part of Electron that main touches while it starts, for `vi.mock('electron', …)`. What main
 * opens can be looked at and made to happen.
 */
export function standInElectron({ isPackaged }: { readonly isPackaged: boolean }) {
  const windows: StandInWindow[] = [];
  const network = standInSession();
  const electron = {
    app: Object.assign(new EventEmitter(), {
      isPackaged,
      commandLine: { appendSwitch: vi.fn(), hasSwitch: () => false },
      enableSandbox: vi.fn(),
      exit: vi.fn(),
      getAppPath: () => '/nowhere',
      getPath: () => standInFolder,
      getVersion: () => '1.2.3',
      quit: vi.fn(),
      releaseSingleInstanceLock: vi.fn(),
      requestSingleInstanceLock: vi.fn(() => true),
      setPath: vi.fn(),
      whenReady: async () => undefined,
    }),
    BrowserWindow: class extends StandInWindow {
      constructor(options: unknown) {
        super(options);
        windows.push(this);
      }
    },
    clipboard: {},
    dialog: { showErrorBox: vi.fn() },
    ipcMain: { handle: vi.fn(), on: vi.fn() },
    Menu: { setApplicationMenu: vi.fn() },
    net: {},
    powerMonitor: Object.assign(new EventEmitter(), {
      getSystemIdleState: () => 'active',
      getSystemIdleTime: () => 0,
    }),
    protocol: { registerSchemesAsPrivileged: vi.fn() },
    screen: Object.assign(new EventEmitter(), {
      getAllDisplays: () => [],
      getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }),
    }),
    session: { defaultSession: standInSession(), fromPartition: vi.fn(() => network) },
    shell: {},
  };
  return { electron, windows };
}

import { rm } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../../electron/app/host.ts';
import { standInElectron, standInFolder } from './stand-in-electron.ts';

/** What main asked of the rooms behind the window, in order. */
let asked: string[];
/** What main gave the rooms of the machine. */
let host: Host | null;
/** Where the policy remembers log-ins: when the keychain has said whether somebody may go on. */
let recall: Promise<void> | null;

// Three seconds after it was closed, main ends by force what has not ended: here that would be the test
// runner's own process, and all tests of this file that are not through by then. Never restored,
// because main's clock is the real one and outlives the test.
vi.spyOn(process, 'kill').mockReturnValue(true);

beforeEach(() => {
  asked = [];
  host = null;
  recall = null;
  vi.resetModules();
  vi.doMock('../../../electron/app/compose.ts', () => ({
    compose(given: Host) {
      host = given;
      const ask = (what: string) => async () => void asked.push(what);
      return {
        session: {
          async recall() {
            asked.push('recall');
            await recall;
          },
          refusePolicy: () => null,
        },
        close: ask('close session'),
        updates: {
          start: ask('start updates'),
          sessionEnding: () => asked.push('log-off'),
          dispose: () => asked.push('stop updates'),
        },
        policy: async () => ({ rememberSignIn: recall !== null }),
        answerCall: async (verb: string) => void asked.push(`answer ${verb}`),
      };
    },
  }));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await rm(standInFolder, { recursive: true, force: true });
  vi.doUnmock('electron');
  vi.doUnmock('../../../electron/app/compose.ts');
});

/** Starts main in a stand-in for Electron and gives its one window. */
async function startMain({ purpose }: { readonly purpose: 'package' | 'checkout' }) {
  // As the bundler does. What the executable is called, and so what Electron says, is the opposite.
  vi.stubGlobal('__CAREDESK_DEVELOPMENT__', purpose === 'checkout');
  const { electron, windows } = standInElectron({ isPackaged: purpose === 'checkout' });
  vi.doMock('electron', () => electron);
  // Arguments of the test runner are none of an installed CareDesk's.
  const { argv } = process;
  process.argv = ['caredesk'];
  await import('../../../electron/main.ts').finally(() => {
    process.argv = argv;
  });
  await vi.waitFor(() => expect(host).not.toBeNull());
  const [window] = windows;
  if (window === undefined || windows.length > 1) throw new Error(`${windows.length} windows`);
  return window;
}

describe('a switch that would open CareDesk up', () => {
  const { argv, platform } = process;
  afterEach(() => {
    process.argv = argv;
    Object.defineProperty(process, 'platform', { value: platform });
  });

  it.each([
    ['is shown to whoever starts CareDesk', [], 1],
    ['waits for nobody beside a command, which a deployment tool runs', ['--remove-user-data'], 0],
  ])('%s', async (_case, args, boxes) => {
    // A copy called “electron”, of which Electron says that it is not packaged.
    const { electron } = standInElectron({ isPackaged: false });
    // As in Electron, nothing of main runs after it.
    electron.app.exit.mockImplementation(() => {
      throw new Error('exit');
    });
    vi.doMock('electron', () => electron);
    Object.defineProperty(process, 'platform', { value: 'win32' });
    process.argv = ['CareDesk.exe', ...args, '--remote-debugging-port=9222'];
    await expect(import('../../../electron/main.ts')).rejects.toThrow('exit');
    expect(electron.app.exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(electron.dialog.showErrorBox).toHaveBeenCalledTimes(boxes);
  });
});

describe('the first answer about the session', () => {
  it('waits until it is known whether somebody may go on, so that no log-in page flashes', async () => {
    let known: () => void = () => undefined;
    recall = new Promise((resolve) => {
      known = resolve;
    });
    const window = await startMain({ purpose: 'checkout' });
    const { ipcMain } = await import('electron');
    const [, answer] = vi.mocked(ipcMain.handle).mock.calls[0] ?? [];
    const event = {
      sender: window.webContents,
      senderFrame: { url: 'app://caredesk/', parent: null },
    };
    if (answer === undefined) throw new Error('main answers nothing');
    const call = async (verb: string): Promise<unknown> =>
      Reflect.apply(answer, null, [event, verb]);
    const answered = call('session/current');
    await call('app/about');
    await vi.waitFor(() => expect(asked).toContain('recall'));
    expect(asked).not.toContain('answer session/current');
    known();
    await answered;
    expect(asked.slice(-1)).toEqual(['answer session/current']);
  });
});

describe('Windows logging off', () => {
  it('reaches the updater as soon as it is asked for, and signs nobody out until it comes', async () => {
    const window = await startMain({ purpose: 'checkout' });
    expect(asked).not.toContain('log-off');
    window.emit('query-session-end', { preventDefault: () => undefined });
    await vi.waitFor(() => expect(asked).toEqual(['log-off']));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).not.toContain('close session');
    window.emit('session-end', {});
    await vi.waitFor(() => expect(asked).toContain('close session'));
  });
});

describe('closing CareDesk', () => {
  it('stops the updater before it signs out, which an update may be waiting for', async () => {
    await startMain({ purpose: 'checkout' });
    const { app } = await import('electron');
    app.emit('before-quit', { preventDefault: () => undefined });
    await vi.waitFor(() => expect(asked).toContain('close session'));
    expect(asked.filter((what) => /stop|close/.test(what))).toEqual([
      'stop updates',
      'close session',
    ]);
  });
});

describe('the updater', () => {
  it('begins when the page has loaded, not before', async () => {
    const window = await startMain({ purpose: 'checkout' });
    expect(asked).not.toContain('start updates');
    window.webContents.emit('did-finish-load');
    await vi.waitFor(() => expect(asked).toContain('start updates'));
  });
});

describe('what the rooms send', () => {
  it('reaches the window', async () => {
    const window = await startMain({ purpose: 'checkout' });
    host?.send('caredesk/updates-changed', { some: 'state' });
    expect(window.webContents.send).toHaveBeenCalledExactlyOnceWith('caredesk/updates-changed', {
      some: 'state',
    });
  });
});

describe('the developer tools', () => {
  it.each([
    ['shut in a packaged CareDesk', 'package', false],
    ['there in a development build', 'checkout', true],
  ] as const)('are %s', async (_case, purpose, devTools) => {
    const { options } = await startMain({ purpose });
    expect(options).toMatchObject({ webPreferences: { devTools } });
  });
});

describe('the variables of development', () => {
  it.each([
    ['lead nowhere in a package, whatever its executable is called', 'package', []],
    ['lead a development build to its own folder', 'checkout', [['userData', '/somewhere']]],
  ] as const)('%s', async (_case, purpose, set) => {
    vi.stubEnv('CAREDESK_USER_DATA', '/somewhere');
    await startMain({ purpose });
    const { app } = await import('electron');
    expect(vi.mocked(app.setPath).mock.calls).toEqual(set);
  });
});

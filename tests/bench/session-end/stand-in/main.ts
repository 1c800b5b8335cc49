// A stand-in for CareDesk made of real Electron: one window, and the rooms where the bench wants them.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { app, BrowserWindow, ipcMain, Menu, utilityProcess } from 'electron';

const need = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run with npm run bench`);
  return value;
};
const epoch = () => performance.timeOrigin + performance.now();
const note = (what: 'usable' | 'ended', at: number) =>
  appendFileSync(need('STAND_IN_NOTES'), `${JSON.stringify({ what, at, pid: process.pid })}\n`);

const userData = need('STAND_IN_USER_DATA');
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
Menu.setApplicationMenu(null);
app.setPath('userData', userData);
app.on('window-all-closed', () => undefined);

interface Rooms {
  ask(): Promise<unknown>;
  end(): void;
}

async function roomsInMain(): Promise<Rooms> {
  const { openRooms } = await import('./rooms.ts');
  const { ask } = await openRooms();
  return { ask, end: () => undefined };
}

/** A process of the session: identity and gateway in it, and a question is a message. */
async function roomsInUtility(): Promise<Rooms> {
  const child = utilityProcess.fork(join(import.meta.dirname, 'utility.js'), [], {
    serviceName: 'Session',
    stdio: 'ignore',
  });
  const waiting = new Map<number, (answer: unknown) => void>();
  let last = 0;
  child.on('message', ({ id, answer }: { readonly id: number; readonly answer: unknown }) =>
    waiting.get(id)?.(answer),
  );
  return {
    ask: () =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        child.postMessage(last);
      }),
    end: () => void child.kill(),
  };
}

interface Running {
  rooms: Promise<Rooms>;
  window: BrowserWindow;
}

/** Opens the window first, and the rooms while it loads. */
function open(): Running {
  const window = new BrowserWindow({
    width: 1180,
    height: 860,
    show: false,
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs') },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(join(import.meta.dirname, 'page.html'));
  return { window, rooms: need('STAND_IN_ROOMS') === 'utility' ? roomsInUtility() : roomsInMain() };
}

const running = app.whenReady().then(open);

ipcMain.handle('ask', async () => (await (await running).rooms).ask());
ipcMain.on('usable', (_event, at: number) => {
  // The window of the process before is there until this one can be used.
  const before = process.env['STAND_IN_BEFORE'];
  if (before !== undefined) process.kill(Number(before), 'SIGKILL');
  note('usable', at);
});

async function endSession(): Promise<void> {
  const current = await running;
  note('ended', epoch());
  switch (need('STAND_IN_END')) {
    case 'fork': {
      // The process of the session is ended and another one started; the window is replaced, too.
      const { rooms, window } = current;
      void rooms.then(({ end }) => end());
      Object.assign(current, open());
      window.destroy();
      return;
    }
    case 'successor':
      // A process that follows is started, and ends this one once its window can be used.
      spawn(process.execPath, process.argv.slice(1), {
        detached: true,
        stdio: 'ignore',
        env: {
          ...process.env,
          STAND_IN_BEFORE: `${process.pid}`,
          STAND_IN_USER_DATA: `${userData}-next`,
        },
      }).unref();
      return;
    case 'relaunch':
      app.relaunch();
      app.exit(0);
      return;
  }
}

process.on('SIGUSR2', () => void endSession());

import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openElectronWorkstation } from '../../../electron/workstation/electron-workstation.ts';
import { lookEvery, looksBeforeLocked } from '../../../electron/workstation/lock-watch.ts';
import type { StartNotices } from '../../../electron/workstation/windows/notices.ts';
import { type Workstation, workstationEvents } from '../../../electron/workstation/workstation.ts';
import { createManualClock, type ManualClock } from '../ground/manual-clock.ts';

class StandInPowerMonitor extends EventEmitter {
  state: 'active' | 'idle' | 'locked' | 'unknown' = 'active';
  idle = 0;
  getSystemIdleState = () => this.state;
  getSystemIdleTime = () => this.idle;
}

let clock: ManualClock;
let app: EventEmitter;
let powerMonitor: StandInPowerMonitor;
let workstation: Workstation;
let told: string[];

/** The processes that listen to Windows, as they are started. */
let notices: { tell(message: unknown): void; isEnded: boolean }[];

const startNotices: StartNotices = (tell) => {
  const process = { tell, isEnded: false };
  notices.push(process);
  return {
    end() {
      process.isEnded = true;
    },
  };
};

function open(start: StartNotices | null = startNotices): void {
  workstation = openElectronWorkstation({
    app,
    powerMonitor,
    startNotices: start,
    clock,
  });
  for (const event of workstationEvents) workstation.events.on(event, () => told.push(event));
}

function openWindow(): EventEmitter {
  const window = new EventEmitter();
  app.emit('browser-window-created', {}, window);
  return window;
}

beforeEach(() => {
  clock = createManualClock();
  app = new EventEmitter();
  powerMonitor = new StandInPowerMonitor();
  told = [];
  notices = [];
  open();
});

describe('what Electron tells', () => {
  it.each([
    ['lock-screen', 'locked'],
    ['suspend', 'suspending'],
    ['resume', 'resumed'],
    ['shutdown', 'shutting-down'],
    ['user-did-resign-active', 'user-switched'],
    ['user-did-become-active', 'user-returned'],
  ])('as %s is %s', (event, news) => {
    powerMonitor.emit(event);
    expect(told).toEqual([news]);
  });

  it('of a lock and its end is told as that', () => {
    powerMonitor.emit('lock-screen');
    powerMonitor.emit('unlock-screen');
    expect(told).toEqual(['locked', 'unlocked']);
  });

  it.each([
    [['logoff'], 'logging-off'],
    [['logoff', 'critical'], 'logging-off'],
    [['shutdown'], 'shutting-down'],
    [['critical'], 'shutting-down'],
    [['close-app'], 'shutting-down'],
    [[], 'shutting-down'],
    [undefined, 'shutting-down'],
  ])('of the end of a session with %j is %s, once for both windows', (reasons, news) => {
    const windows = [openWindow(), openWindow()];
    for (const window of windows) window.emit('session-end', { reasons });
    expect(told).toEqual([news]);
  });

  it('of a session that may end is only a question', () => {
    openWindow().emit('query-session-end', { reasons: ['logoff'], preventDefault() {} });
    expect(told).toEqual(['session-end-asked']);
  });

  it('of idleness is of the whole PC', () => {
    powerMonitor.idle = 321;
    expect(workstation.idleSeconds()).toBe(321);
  });
});

describe('what Windows tells a window that is registered for it', () => {
  it('is listened to once the first page has been painted, and once for both windows', () => {
    const windows = [openWindow(), openWindow()];
    expect(notices).toEqual([]);
    for (const window of windows) window.emit('ready-to-show');
    expect(notices).toHaveLength(1);
    notices[0]?.tell({ kind: 'session-change', change: 4 });
    expect(told).toEqual(['remote-session-disconnected']);
  });

  it('is done without where it cannot be had: a lock is found by looking', () => {
    workstation.dispose();
    open(() => {
      throw new Error('no process');
    });
    openWindow().emit('ready-to-show');
    powerMonitor.state = 'locked';
    clock.advance(looksBeforeLocked * lookEvery);
    expect(told).toEqual(['locked']);
  });

  it('is not listened to elsewhere, nor by a workstation that is no longer watched', () => {
    workstation.dispose();
    open(null);
    openWindow().emit('ready-to-show');
    workstation.dispose();
    open();
    const late = openWindow();
    workstation.dispose();
    late.emit('ready-to-show');
    expect(notices).toEqual([]);
  });
});

describe('a lock nobody tells', () => {
  it('is found by looking: a disconnected session, a direct switch of users', () => {
    powerMonitor.state = 'locked';
    clock.advance(looksBeforeLocked * lookEvery);
    expect(told).toEqual(['locked']);
    powerMonitor.state = 'active';
    clock.advance(lookEvery);
    expect(told).toEqual(['locked', 'unlocked']);
  });
});

describe('a workstation that is no longer watched', () => {
  it('tells nothing and keeps no timer', () => {
    const window = openWindow();
    window.emit('ready-to-show');
    workstation.dispose();
    expect(notices[0]?.isEnded).toBe(true);
    notices[0]?.tell({ kind: 'session-change', change: 4 });
    window.emit('query-session-end', { reasons: ['logoff'] });
    powerMonitor.emit('lock-screen');
    expect(openWindow().eventNames()).toEqual([]);
    const looks = vi.spyOn(powerMonitor, 'getSystemIdleState');
    clock.advance(3_600_000);
    expect(told).toEqual([]);
    expect(looks).not.toHaveBeenCalled();
    expect(powerMonitor.eventNames()).toEqual([]);
  });
});

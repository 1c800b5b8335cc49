import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openElectronWorkstation } from '../../../electron/workstation/electron-workstation.ts';
import { lookEvery, looksBeforeLocked } from '../../../electron/workstation/lock-watch.ts';
import { type Workstation, workstationEvents } from '../../../electron/workstation/workstation.ts';
import { createManualClock, type ManualClock } from '../ground/manual-clock.ts';

class StandInPowerMonitor extends EventEmitter {
  state: 'active' | 'idle' | 'locked' | 'unknown' = 'active';
  idle = 0;
  getSystemIdleState = () => this.state;
  getSystemIdleTime = () => this.idle;
}

class StandInWindow extends EventEmitter {
  readonly hooks = new Map<number, (wParam: Buffer, lParam: Buffer) => void>();
  hookWindowMessage = (message: number, hook: (wParam: Buffer, lParam: Buffer) => void) =>
    void this.hooks.set(message, hook);
}

let clock: ManualClock;
let app: EventEmitter;
let powerMonitor: StandInPowerMonitor;
let workstation: Workstation;
let told: string[];

function open(platform: NodeJS.Platform = 'win32'): void {
  workstation = openElectronWorkstation({
    app,
    powerMonitor,
    platform,
    clock,
  });
  for (const event of workstationEvents) workstation.events.on(event, () => told.push(event));
}

function openWindow(): StandInWindow {
  const window = new StandInWindow();
  app.emit('browser-window-created', {}, window);
  return window;
}

beforeEach(() => {
  clock = createManualClock();
  app = new EventEmitter();
  powerMonitor = new StandInPowerMonitor();
  told = [];
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
  it('is told', () => {
    const wParam = Buffer.alloc(8);
    wParam.writeUInt32LE(4);
    openWindow().hooks.get(0x02b1)?.(wParam, Buffer.alloc(8));
    expect(told).toEqual(['remote-session-disconnected']);
  });

  it('is not asked for elsewhere', () => {
    workstation.dispose();
    open('linux');
    expect(openWindow().hooks.size).toBe(0);
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
    workstation.dispose();
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

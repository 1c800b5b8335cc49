import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { openElectronWorkstation } from '../../../electron/workstation/electron-workstation.ts';
import { looksBeforeLocked } from '../../../electron/workstation/lock-watch.ts';
import { lookEvery } from '../../../electron/workstation/sleep-detector.ts';
import { type Workstation, workstationEvents } from '../../../electron/workstation/workstation.ts';
import { simulatedPc } from './simulated-pc.ts';

const minute = 60_000;
const hour = 60 * minute;

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

let pc: ReturnType<typeof simulatedPc>;
let app: EventEmitter;
let powerMonitor: StandInPowerMonitor;
let workstation: Workstation;
let told: string[];

function open(platform: NodeJS.Platform = 'win32'): void {
  workstation = openElectronWorkstation({
    app,
    powerMonitor,
    platform,
    clock: pc.clock,
    sinceBoot: pc.sinceBoot,
  });
  for (const event of workstationEvents) workstation.events.on(event, () => told.push(event));
}

function openWindow(): StandInWindow {
  const window = new StandInWindow();
  app.emit('browser-window-created', {}, window);
  return window;
}

beforeEach(() => {
  pc = simulatedPc();
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
    pc.run(looksBeforeLocked * lookEvery);
    expect(told).toEqual(['locked']);
    powerMonitor.state = 'active';
    pc.run(lookEvery);
    expect(told).toEqual(['locked', 'unlocked']);
  });
});

describe('sleep', () => {
  it('that nobody tells is told when the PC wakes', () => {
    pc.run(12_345);
    pc.sleep(hour);
    expect(told).toEqual([]);
    pc.run(lookEvery);
    expect(told).toEqual(['resumed']);
    pc.run(minute);
    expect(told).toEqual(['resumed']);
  });

  it('is told even where timers count it, as on Windows', () => {
    pc.run(12_345);
    pc.stall(hour);
    expect(told).toEqual(['resumed']);
  });

  it('is told each time nobody else tells it', () => {
    for (const _ of [1, 2, 3]) {
      pc.sleep(hour);
      pc.run(minute);
    }
    expect(told).toEqual(['resumed', 'resumed', 'resumed']);
  });

  it('that Electron tells is not told twice, whichever comes first', () => {
    powerMonitor.emit('suspend');
    pc.sleep(hour);
    powerMonitor.emit('resume');
    pc.run(minute);
    expect(told).toEqual(['suspending', 'resumed']);

    told = [];
    powerMonitor.emit('suspend');
    pc.sleep(hour);
    pc.run(lookEvery);
    powerMonitor.emit('resume');
    pc.run(minute);
    expect(told).toEqual(['suspending', 'resumed']);
  });

  it('after sleep is told each time, however soon', () => {
    for (const _ of [1, 2]) {
      powerMonitor.emit('suspend');
      pc.sleep(hour);
      powerMonitor.emit('resume');
      pc.run(1_000);
    }
    expect(told).toEqual(['suspending', 'resumed', 'suspending', 'resumed']);
  });

  it.each([
    ['set forth by three hours', 3 * hour],
    ['set back by three hours', -3 * hour],
    ['set back by a day', -24 * hour],
    ['set forth to summer time, by a PC that keeps local time', hour],
    ['set back from it', -hour],
  ])('is not what a clock is that is %s', (_case, by) => {
    pc.run(minute);
    pc.setTimeOfDayBy(by);
    pc.run(10 * minute);
    expect(told).toEqual([]);
  });

  it('is told also when the clock was set back meanwhile', () => {
    pc.run(minute);
    pc.sleep(hour);
    pc.setTimeOfDayBy(-2 * hour);
    pc.run(lookEvery);
    expect(told).toEqual(['resumed']);
  });

  it('is not what a main process is that is late by seconds', () => {
    pc.run(minute);
    pc.stall(20_000);
    pc.run(minute);
    expect(told).toEqual([]);
  });
});

describe('a workstation that is no longer watched', () => {
  it('tells nothing and keeps no timer', () => {
    const window = openWindow();
    workstation.dispose();
    window.emit('query-session-end', { reasons: ['logoff'] });
    powerMonitor.emit('lock-screen');
    expect(openWindow().eventNames()).toEqual([]);
    pc.sleep(hour);
    pc.run(hour);
    expect(told).toEqual([]);
    expect(pc.timers()).toBe(0);
    expect(powerMonitor.eventNames()).toEqual([]);
  });
});

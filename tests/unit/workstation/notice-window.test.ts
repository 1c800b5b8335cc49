import { beforeEach, describe, expect, it } from 'vitest';
import {
  openNoticeWindow,
  pumpEvery,
  registerAgainAfter,
} from '../../../electron/workstation/windows/notice-window.ts';
import type { Notice } from '../../../electron/workstation/windows/notices.ts';
import type { WindowsApi } from '../../../electron/workstation/windows/windows-api.ts';
import { createManualClock, type ManualClock } from '../ground/manual-clock.ts';

const window = 0x70024n;
const address = 0x7ffe_0000n;
/** winnt.h: 2B84C20E-AD23-4ddf-93DB-05FFBD7EFCA5. */
const sessionDisplay = [0x0e, 0xc2, 0x84, 0x2b, 0x23, 0xad, 0xdf, 0x4d];
const sessionDisplayEnd = [0x93, 0xdb, 0x05, 0xff, 0xbd, 0x7e, 0xfc, 0xa5];
const guid = [...sessionDisplay, ...sessionDisplayEnd];
const otherGuid = [0x56, 0x95, 0xe6, 0x6f, ...guid.slice(4)];

/** Windows as far as a window can tell. */
function standInWindows() {
  const memory = Buffer.alloc(64);
  const queue: (() => void)[] = [];
  let onMessage: Parameters<WindowsApi['createWindow']>[0] = () => false;
  const state = {
    gives: true,
    accepts: { session: true, display: true },
    registered: [] as string[],
    /** Puts a POWERBROADCAST_SETTING at the address. */
    setting(of: readonly number[], length: number, data: number) {
      memory.set(of);
      memory.writeUInt32LE(length, 16);
      memory.writeUInt32LE(data, 20);
    },
    send: (message: number, wParam: number, lParam = address) => onMessage(message, wParam, lParam),
    post: (message: number, wParam: number) =>
      void queue.push(() => void onMessage(message, wParam, 1n)),
    reads: 0,
  };
  const api: WindowsApi = {
    createWindow(listener) {
      onMessage = listener;
      return state.gives ? window : null;
    },
    registerSessionNotification(handle) {
      if (state.accepts.session) state.registered.push(`session ${handle}`);
      return state.accepts.session;
    },
    registerPowerSettingNotification(handle, setting) {
      if (state.accepts.display) state.registered.push(`${[...setting]} ${handle}`);
      return state.accepts.display;
    },
    dispatchMessages() {
      for (const one of queue.splice(0)) one();
    },
    read(at, length) {
      state.reads += 1;
      const start = Number(at - address);
      return memory.subarray(start, start + length);
    },
  };
  return { api, state, setting: state.setting, send: state.send, post: state.post };
}

let windows: ReturnType<typeof standInWindows>;
let clock: ManualClock;
let told: Notice[];

const open = () =>
  openNoticeWindow({ api: windows.api, clock, tell: (notice) => void told.push(notice) });

beforeEach(() => {
  windows = standInWindows();
  clock = createManualClock();
  told = [];
});

describe('a window that is registered', () => {
  it('is so for this session and its display', () => {
    open();
    expect(windows.state.registered).toEqual([`session ${window}`, `${guid} ${window}`]);
    clock.advance(10 * registerAgainAfter);
    expect(windows.state.registered).toHaveLength(2);
  });

  it('tells of a change of the session at the next look, and again', () => {
    open();
    windows.post(0x02b1, 4);
    expect(told).toEqual([]);
    clock.advance(pumpEvery);
    expect(told).toEqual([{ kind: 'session-change', change: 4 }]);
    windows.post(0x02b1, 3);
    clock.advance(pumpEvery);
    expect(told).toHaveLength(2);
  });

  it.each([0, 1, 2])('tells that the display is %i', (state) => {
    open();
    windows.setting(guid, 4, state);
    expect(windows.send(0x0218, 0x8013)).toBe(true);
    expect(told).toEqual([{ kind: 'display', state }]);
  });

  it('tells nothing of another setting, or of one without a value', () => {
    open();
    windows.setting(otherGuid, 4, 0);
    windows.send(0x0218, 0x8013);
    windows.setting(guid, 0, 0);
    windows.send(0x0218, 0x8013);
    expect(told).toEqual([]);
  });

  it.each([
    ['sleep', 0x0218, 4],
    ['a question whether the session may end', 0x0011, 0],
  ])('leaves %s to Windows, and follows no pointer', (_case, message, wParam) => {
    open();
    expect(windows.send(message, wParam)).toBe(false);
    expect(told).toEqual([]);
    expect(windows.state.reads).toBe(0);
  });
});

describe('a registration that Windows refuses', () => {
  it.each(['session', 'display'] as const)('for the %s is tried again, by itself', (kind) => {
    windows.state.accepts[kind] = false;
    open();
    expect(windows.state.registered).toHaveLength(1);
    clock.advance(registerAgainAfter);
    expect(windows.state.registered).toHaveLength(1);
    windows.state.accepts[kind] = true;
    clock.advance(registerAgainAfter);
    expect(windows.state.registered).toHaveLength(2);
    clock.advance(10 * registerAgainAfter);
    expect(windows.state.registered).toHaveLength(2);
  });
});

it('no window is a failure of the process', () => {
  windows.state.gives = false;
  expect(open).toThrow('no window');
});

import { describe, expect, it } from 'vitest';
import { sessionChange } from '../../../electron/workstation/windows/session-change.ts';

/** A WPARAM as Electron gives it to `hookWindowMessage`. */
function wParam(value: number, bytes: 4 | 8 = 8): Buffer {
  // Within a larger buffer, as Node's pool gives them out.
  const pool = Buffer.alloc(16, 0xff);
  const own = pool.subarray(3, 3 + bytes).fill(0);
  own.writeUInt32LE(value);
  return own;
}

describe('a WM_WTSSESSION_CHANGE', () => {
  it.each([
    [0x1, 'user-returned'],
    [0x2, 'user-switched'],
    [0x3, 'remote-session-connected'],
    [0x4, 'remote-session-disconnected'],
  ])('%i says %s, in a 64-bit process and in another', (value, event) => {
    expect(sessionChange(wParam(value))).toBe(event);
    expect(sessionChange(wParam(value, 4))).toBe(event);
  });

  it.each([
    ['a log-on', 0x5],
    ['a log-off, which the session end tells', 0x6],
    ['a lock, which Electron tells for this session alone', 0x7],
    ['an unlock', 0x8],
    ['remote control', 0x9],
    ['a session that is made', 0xa],
    ['a number in the wrong byte order', 0x02000000],
  ])('says nothing of %s', (_case, value) => {
    expect(sessionChange(wParam(value))).toBeNull();
  });

  it('that is cut off says nothing', () => {
    expect(sessionChange(Buffer.from([4, 0]))).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { createNoticeReader } from '../../../electron/workstation/windows/notices.ts';

describe('a change of the Windows session', () => {
  it.each([
    [0x1, 'user-returned'],
    [0x2, 'user-switched'],
    [0x3, 'remote-session-connected'],
    [0x4, 'remote-session-disconnected'],
  ])('%i is %s, each time', (change, event) => {
    const read = createNoticeReader();
    const notice = { kind: 'session-change', change };
    expect([read(notice), read(notice)]).toEqual([event, event]);
  });

  it.each([
    ['a log-on', 0x5],
    ['a log-off, which the session end tells', 0x6],
    ['a lock, which Electron tells for this session alone', 0x7],
    ['an unlock', 0x8],
    ['remote control', 0x9],
    ['a session that is made', 0xa],
  ])('is no news when it is %s', (_case, change) => {
    expect(createNoticeReader()({ kind: 'session-change', change })).toBeNull();
  });
});

describe('the display', () => {
  const newsOf = (...states: number[]) => {
    const read = createNoticeReader();
    return states.map((state) => read({ kind: 'display', state }));
  };

  it('that goes dark and comes back is news, once each', () => {
    expect(newsOf(1, 0, 0, 1, 1)).toEqual([null, 'display-off', null, 'display-on', null]);
  });

  it('that is dimmed can be read', () => {
    expect(newsOf(1, 2, 0, 2)).toEqual([null, null, 'display-off', 'display-on']);
  });

  it('that is dark when it is first asked for is no news', () => {
    expect(newsOf(0, 1, 0)).toEqual([null, 'display-on', 'display-off']);
  });
});

it.each([
  undefined,
  'display-off',
  {},
  { kind: 'display' },
  { kind: 'display', state: '0' },
  { kind: 'session-change', state: 4 },
])('%j is no notice', (message) => {
  expect(createNoticeReader()(message)).toBeNull();
});

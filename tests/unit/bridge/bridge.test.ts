import { describe, expect, it, vi } from 'vitest';
import { answerCall, type VerbHandlers } from '../../../electron/bridge/bridge.ts';
import { isTrustedSender } from '../../../electron/bridge/sender.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';

function handlers(overrides: Partial<VerbHandlers> = {}): VerbHandlers {
  const refuse = () => {
    throw new Error('not expected');
  };
  return {
    'app/about': refuse,
    'session/current': () => ({
      kind: 'signed-out',
      reason: 'started',
      failure: null,
      browserSession: 'none',
    }),
    'session/copy-policy-report': refuse,
    'session/sign-out': refuse,
    'session/lock': refuse,
    'session/unlock': refuse,
    'session/activity': refuse,
    'sign-in/start': refuse,
    'sign-in/resume': refuse,
    'sign-in/copy-link': refuse,
    'sign-in/cancel': refuse,
    'role/choose': refuse,
    'role/change': refuse,
    'role/keep': refuse,
    'proxy/current': refuse,
    'proxy/answer': refuse,
    'proxy/cancel': refuse,
    'updates/current': refuse,
    'updates/check': refuse,
    'updates/download': refuse,
    'updates/choose-time': refuse,
    'updates/whats-new-read': refuse,
    'work/report': refuse,
    'work/keep': refuse,
    'work/kept': refuse,
    'work/keep-choice': refuse,
    'work/kept-choice': refuse,
    ...overrides,
  };
}

const invalid = { ok: false, failure: { code: 'BRIDGE_ARGUMENT_INVALID', detail: null } };

describe('a bridge call', () => {
  it('reaches its handler with checked arguments', async () => {
    const choose = vi.fn();
    await expect(
      answerCall(handlers({ 'role/choose': choose }), 'role/choose', ['555']),
    ).resolves.toEqual({
      ok: true,
      value: undefined,
    });
    expect(choose).toHaveBeenCalledExactlyOnceWith('555');
  });

  it.each([
    ['a verb that is not ours', 'session/steal', []],
    ['an inherited name', 'constructor', []],
    ['a verb that is no text', { toString: () => 'role/change' }, []],
    ['too few arguments', 'role/choose', []],
    ['too many arguments', 'role/change', ['x']],
    ['a number for text', 'role/choose', [555]],
    ['text of the wrong form', 'role/choose', ['555; drop']],
    ['an object for text', 'role/choose', [{ id: '555' }]],
  ])('with %s is refused and runs nothing', async (_case, verb, args) => {
    await expect(answerCall(handlers(), verb, args)).resolves.toEqual(invalid);
  });

  it('answers a typed error with its code, and a stranger without its words', async () => {
    const typed = handlers({
      'role/change': () => {
        throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      },
    });
    await expect(answerCall(typed, 'role/change', [])).resolves.toEqual({
      ok: false,
      failure: { code: 'BRIDGE_NOT_POSSIBLE_NOW', detail: null },
    });
    const answer = await answerCall(handlers(), 'role/change', []);
    expect(answer).toEqual({ ok: false, failure: { code: 'BRIDGE_INTERNAL', detail: null } });
  });

  it('never lets a field out that the contract does not name', async () => {
    const leaking = handlers({
      'session/current': () => {
        const state = {
          kind: 'signed-out' as const,
          reason: 'started' as const,
          failure: null,
          browserSession: 'none' as const,
        };
        return Object.assign(state, { accessToken: 'secret' });
      },
    });
    const answer = await answerCall(leaking, 'session/current', []);
    expect(answer).toEqual({ ok: false, failure: { code: 'BRIDGE_INTERNAL', detail: null } });
  });
});

describe('the sender of a bridge call', () => {
  const trusted = {
    isOwnPage: (url: string) => url === 'app://caredesk/',
    owns: (id: number) => id === 1,
  };
  const ours = { frameUrl: 'app://caredesk/', isMainFrame: true, webContentsId: 1 };

  it('is trusted when it is our page, in the main frame of our window', () => {
    expect(isTrustedSender(ours, trusted)).toBe(true);
  });

  it.each([
    ['a subframe', { ...ours, isMainFrame: false }],
    ['another origin', { ...ours, frameUrl: 'https://evil.example/' }],
    ['a blank page', { ...ours, frameUrl: 'about:blank' }],
    ['an empty address', { ...ours, frameUrl: '' }],
    ['a frame that is gone', { ...ours, frameUrl: null }],
    ['another window', { ...ours, webContentsId: 2 }],
  ])('is refused when it is %s', (_case, sender) => {
    expect(isTrustedSender(sender, trusted)).toBe(false);
  });
});

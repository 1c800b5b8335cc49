import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answerCall } from '../../../electron/bridge/bridge.ts';
import { createHandlers } from '../../../electron/bridge/handlers.ts';
import type { UpdateState } from '../../../electron/contract/updates.ts';
import type { Answer } from '../../../electron/contract/verbs.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { createEvents } from '../../../electron/ground/events.ts';
import { createProxyPrompt } from '../../../electron/network/proxy-prompt.ts';
import type { Updates } from '../../../electron/updates/updates.ts';
import { sessionHarness } from '../session/session-harness.ts';

const done = { ok: true, value: undefined };

let d: ReturnType<typeof sessionHarness>;
let updates: Updates;
let copied: string[];
/** Asks what a page can ask. */
let ask: (verb: string, ...args: readonly unknown[]) => Promise<Answer<unknown>>;
beforeEach(() => {
  d = sessionHarness();
  copied = [];
  updates = {
    events: createEvents<{ changed: UpdateState }>(),
    current: vi.fn<Updates['current']>(() => ({
      version: '0.9.0',
      activity: { kind: 'checking' },
      whatsNew: null,
    })),
    start: vi.fn(async () => undefined),
    check: vi.fn(),
    download: vi.fn(),
    chooseTime: vi.fn(async () => undefined),
    whatsNewRead: vi.fn(async () => undefined),
    reportWork: vi.fn(),
    callsChanged: vi.fn(),
    sessionChanged: vi.fn(),
    sessionEnding: vi.fn(),
    signInRefusal: vi.fn<Updates['signInRefusal']>(() => null),
    leftBehind: vi.fn(() => ({ checkAt: null, signedOutAt: null })),
    idle: vi.fn(async () => undefined),
    dispose: vi.fn(),
  };
  const proxyPrompt = createProxyPrompt(d.clock);
  const handlers = createHandlers({
    version: '0.9.0',
    session: d.session,
    proxyPrompt,
    updates,
    states: { session: d.session, proxy: proxyPrompt, updates },
    policy: () => Promise.reject(new Error('not expected')),
    copyText: (text) => copied.push(text),
  });
  ask = (verb, ...args) => answerCall(handlers, verb, args);
});

describe('while CareDesk must first be updated', () => {
  beforeEach(() => {
    vi.mocked(updates.signInRefusal).mockReturnValue({ code: 'UPDATE_REQUIRED', detail: '1.0.0' });
  });
  const required = { ok: false, failure: { code: 'UPDATE_REQUIRED', detail: '1.0.0' } };

  it.each(['sign-in/start', 'sign-in/resume'])('%s is refused, and says why', async (verb) => {
    expect(await ask(verb)).toEqual(required);
    expect(d.runs).toEqual([]);
    expect(d.session.current().kind).toBe('signed-out');
  });

  it('somebody who is working can still sign in more strongly', async () => {
    await d.signIn();
    await ask('role/choose', '1');
    const asked = d.stepUp();
    expect(await ask('sign-in/start')).toEqual(done);
    expect(d.session.current().kind).toBe('stepping-up');
    d.session.cancelSignIn();
    await expect(asked).rejects.toThrow();
  });
});

it('a refusal without a detail, as while an update is installed, gives its code', async () => {
  const failure = { code: 'BRIDGE_NOT_POSSIBLE_NOW', detail: null } as const;
  vi.mocked(updates.signInRefusal).mockReturnValue(failure);
  expect(await ask('sign-in/start')).toEqual({ ok: false, failure });
  expect(d.runs).toEqual([]);
});

it('signing in begins where no update is required', async () => {
  expect(await ask('sign-in/start')).toEqual(done);
  expect(d.runs.length).toBe(1);
});

describe('updates hear from the page', () => {
  it('what it has open', async () => {
    const work = { recordOpen: true, unsavedText: false };
    expect(await ask('work/report', work)).toEqual(done);
    expect(updates.reportWork).toHaveBeenCalledExactlyOnceWith(work);
  });

  it('nothing that is no report of work', async () => {
    const answer = await ask('work/report', { recordOpen: 'no' });
    expect(answer).toMatchObject({ failure: { code: 'BRIDGE_ARGUMENT_INVALID' } });
    expect(updates.reportWork).not.toHaveBeenCalled();
  });

  it('when to install', async () => {
    expect(await ask('updates/choose-time', 'tonight')).toEqual(done);
    expect(updates.chooseTime).toHaveBeenCalledExactlyOnceWith('tonight');
  });

  it.each([
    ['updates/check', 'check'],
    ['updates/download', 'download'],
    ['updates/whats-new-read', 'whatsNewRead'],
  ] as const)('%s', async (verb, method) => {
    expect(await ask(verb)).toEqual(done);
    expect(updates[method]).toHaveBeenCalledOnce();
  });

  it('that it wants to know how they stand', async () => {
    expect(await ask('updates/current')).toMatchObject({ ok: true, value: { version: '0.9.0' } });
  });
});

describe('what is wrong with the policy', () => {
  it('reaches the page whole, and the clipboard as text for the service desk', async () => {
    const report = {
      place: '/etc/caredesk/policy.json',
      faults: [
        { key: 'issuer', at: { line: 3, column: 5 }, reason: 'must be https' },
        { key: null, at: null, reason: 'The file is empty.' },
      ],
    };
    d.session.refusePolicy(new CareDeskError('POLICY_INVALID', { detail: 'issuer', report }));
    expect(await ask('session/current')).toMatchObject({
      ok: true,
      value: { kind: 'not-configured', failure: { code: 'POLICY_INVALID', report } },
    });
    expect(await ask('session/copy-policy-report')).toEqual(done);
    expect(copied).toEqual([
      [
        'CareDesk 0.9.0: POLICY_INVALID',
        '/etc/caredesk/policy.json',
        '  line 3, column 5: issuer: must be https',
        '  The file is empty.',
      ].join('\n'),
    ]);
  });

  it('is not copied when nothing is', async () => {
    expect(await ask('session/copy-policy-report')).toMatchObject({
      failure: { code: 'BRIDGE_NOT_POSSIBLE_NOW' },
    });
    expect(copied).toEqual([]);
  });
});

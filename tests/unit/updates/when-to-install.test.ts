import { describe, expect, test } from 'vitest';
import {
  blockerOf,
  type InstallMoment,
  whenToInstall,
} from '../../../electron/updates/when-to-install.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const minutes = (count: number) => count * 60_000;

/** Nobody is signed in, nothing is open, and somebody was there a minute ago. */
const quiet: InstallMoment = {
  now,
  hour: 12,
  session: 'signed-out',
  work: { recordOpen: false, unsavedText: false },
  callsUnderWay: 0,
  sessionEnding: false,
  chosen: null,
  urgency: 'normal',
  aloneSince: now - minutes(1),
  signedOutAt: now - minutes(1),
  needsPerson: false,
};

const installs = (change: Partial<InstallMoment>) =>
  whenToInstall({ ...quiet, ...change }).kind === 'install';

describe('nothing is ever installed', () => {
  const pressing = { chosen: 'at-sign-out', urgency: 'required', aloneSince: 0 } as const;
  test.each<[string, Partial<InstallMoment>]>([
    ['record-open', { work: { recordOpen: true, unsavedText: false } }],
    ['unsaved-text', { work: { recordOpen: false, unsavedText: true } }],
    ['call-under-way', { callsUnderWay: 1 }],
    ['session-end', { sessionEnding: true }],
    ['signing-in', { session: 'signing-in' }],
    ['signing-in', { session: 'resuming' }],
    ['signing-in', { session: 'choosing-role' }],
    ['signing-in', { session: 'stepping-up' }],
    ['signing-in', { session: 'unlocking' }],
    ['signed-in', { session: 'active' }],
    ['signed-in', { session: 'locked' }],
  ])('by itself against %s (%o), however it presses', (blocker, change) => {
    const moment = { ...quiet, ...pressing, ...change };
    expect(whenToInstall(moment)).toEqual({ kind: 'wait', blocker });
    expect(blockerOf(moment)).toBe(blocker);
  });
});

describe('when nobody is signed in', () => {
  test.each([['signed-out'], ['remembered'], ['not-configured']] as const)(
    '(%s) it is installed at once where that was chosen',
    (session) => {
      expect(installs({ session, chosen: 'at-sign-out' })).toBe(true);
    },
  );

  test.each([
    [0, false],
    [1, true],
    [4, true],
    [5, false],
    [18, false],
  ])('“tonight” at %i o’clock: %s', (hour, expected) => {
    expect(installs({ chosen: 'tonight', hour })).toBe(expected);
    expect(installs({ chosen: 'tonight', hour, aloneSince: 0 })).toBe(expected);
  });

  test('without a choice it waits for ten minutes', () => {
    expect(installs({ aloneSince: now - minutes(10) + 1 })).toBe(false);
    expect(installs({ aloneSince: now - minutes(10) })).toBe(true);
  });

  test.each(['overdue', 'required'] as const)('%s: at once, whatever was chosen', (urgency) => {
    expect(installs({ urgency, chosen: 'tonight' })).toBe(true);
    expect(installs({ urgency })).toBe(true);
  });
});

describe('where somebody must be there', () => {
  const elevated = { needsPerson: true, hour: 2 };
  test('it is installed just after a sign-out, when that was chosen', () => {
    expect(installs({ ...elevated, chosen: 'at-sign-out' })).toBe(true);
    expect(installs({ ...elevated, urgency: 'overdue' })).toBe(true);
  });

  test.each<Partial<InstallMoment>>([
    { aloneSince: 0, signedOutAt: now - minutes(20) },
    { chosen: 'tonight' },
    { chosen: 'at-sign-out', signedOutAt: now - minutes(2) },
    { chosen: 'at-sign-out', signedOutAt: null },
    { urgency: 'required', signedOutAt: now - minutes(20) },
  ])('never in an empty room: %o', (change) => {
    expect(installs({ ...elevated, ...change })).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ManualClock } from '../../unit/ground/manual-clock.ts';
import {
  active,
  check,
  openRoomHarness,
  type RoomChoice,
  type RoomHarness,
} from './room-harness.ts';
import type { UpdateHarness } from './update-harness.ts';

let room: RoomHarness;
let harness: UpdateHarness;
let clock: ManualClock;
beforeEach(async () => {
  room = await openRoomHarness();
  ({ harness, clock } = room);
});
afterEach(() => room.close());

describe('installing', () => {
  let done: string[];
  async function ready(choice: RoomChoice = {}) {
    await harness.publish({ notes: ['A new thing.'] });
    const engine = harness.open();
    done = [];
    vi.spyOn(engine, 'install').mockImplementation(async () => void done.push('install'));
    const updates = await room.open({
      openEngine: async () => engine,
      prepareToQuit: async () => void done.push('sign out'),
      quit: () => done.push('quit'),
      ...choice,
    });
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'ready' });
    const settle = async () => {
      await updates.idle();
      return done;
    };
    return { updates, engine, settle };
  }
  const installed = ['sign out', 'install', 'quit'];

  test('now signs out, installs and quits', async () => {
    const { updates, settle } = await ready();
    await updates.chooseTime('now');
    expect(await settle()).toEqual(installed);
  });

  test.each([
    ['a record is open', { recordOpen: true, unsavedText: false }, 'record-open'],
    ['a text is not saved', { recordOpen: false, unsavedText: true }, 'unsaved-text'],
  ])('now is refused while %s', async (_, work, blocker) => {
    const { updates, settle } = await ready();
    updates.reportWork(work);
    expect(updates.current().activity).toMatchObject({ blocker });
    await expect(updates.chooseTime('now')).rejects.toMatchObject({ code: 'UPDATE_BLOCKED' });
    expect(await settle()).toEqual([]);
  });

  test('now is refused while a call is under way, and at log-off', async () => {
    const { updates, settle } = await ready();
    updates.callsChanged(1);
    await expect(updates.chooseTime('now')).rejects.toMatchObject({ code: 'UPDATE_BLOCKED' });
    updates.callsChanged(0);
    updates.sessionEnding();
    await expect(updates.chooseTime('now')).rejects.toMatchObject({ code: 'UPDATE_BLOCKED' });
    updates.sessionChanged('signed-out');
    await updates.chooseTime('at-sign-out');
    expect(await settle()).toEqual([]);
  });

  test('at sign-out waits for it', async () => {
    const { updates, settle } = await ready();
    await updates.chooseTime('at-sign-out');
    expect(await settle()).toEqual([]);
    updates.sessionChanged('signed-out');
    expect(await settle()).toEqual(installed);
  });

  test('tonight waits for the night, whoever has signed out before', async () => {
    let hour = 18;
    const { updates, settle } = await ready({ hour: () => hour });
    await updates.chooseTime('tonight');
    updates.sessionChanged('signed-out');
    clock.advance(60 * 60_000);
    expect(await settle()).toEqual([]);
    hour = 1;
    clock.advance(60_000);
    expect(await settle()).toEqual(installed);
  });

  test('without a choice waits until nobody has been there for ten minutes', async () => {
    const { updates, settle } = await ready();
    updates.sessionChanged('signed-out');
    clock.advance(9 * 60_000);
    updates.sessionChanged('signing-in');
    clock.advance(60 * 60_000);
    updates.sessionChanged('signed-out');
    clock.advance(9 * 60_000);
    expect(await settle()).toEqual([]);
    clock.advance(90_000);
    expect(await settle()).toEqual(installed);
  });

  test('presses after seven days, over a restart, and then takes the next sign-out', async () => {
    const { updates } = await ready();
    await updates.chooseTime('tonight');
    updates.dispose();
    clock.advance(7 * 24 * 60 * 60_000);
    const later = await ready();
    expect(later.updates.current().activity).toMatchObject({
      urgency: 'overdue',
      chosen: 'tonight',
    });
    later.updates.sessionChanged('signed-out');
    expect(await later.settle()).toEqual(installed);
  });

  test('does not start when somebody came while the file was being checked', async () => {
    const { updates, engine, settle } = await ready();
    vi.spyOn(engine, 'verify').mockImplementation(async () => {
      expect(updates.signInRefusal()?.code).toBe('BRIDGE_NOT_POSSIBLE_NOW');
      updates.sessionChanged('signing-in');
    });
    await updates.chooseTime('at-sign-out');
    updates.sessionChanged('signed-out');
    expect(await settle()).toEqual([]);
    expect(updates.current().activity).toMatchObject({ kind: 'ready', blocker: 'signing-in' });
  });

  test('does not start when Windows began to log off while somebody was signed out', async () => {
    const { updates, settle } = await ready({
      reacquireInstanceLock: () => done.push('lock again'),
      prepareToQuit: async () => {
        done.push('sign out');
        updates.sessionEnding();
      },
    });
    await updates.chooseTime('now');
    expect(await settle()).toEqual(['sign out', 'lock again']);
    expect(updates.current().activity).toMatchObject({
      kind: 'ready',
      blocker: 'session-end',
      attendance: 'nobody',
    });
  });

  test('for everybody on the PC says that an administrator is needed', async () => {
    const { updates } = await ready({
      installation: async () => ({
        kind: 'nsis',
        platform: 'win32',
        architecture: 'x64',
        needsElevation: true,
      }),
    });
    expect(updates.current().activity).toMatchObject({ attendance: 'administrator' });
    await expect(updates.chooseTime('tonight')).rejects.toThrow('BRIDGE_NOT_POSSIBLE_NOW');
  });

  test('is given up, and told, when the file is not what it was', async () => {
    const { updates, engine, settle } = await ready();
    vi.spyOn(engine, 'verify').mockRejectedValue(new Error('gone'));
    await updates.chooseTime('now');
    expect(await settle()).toEqual([]);
    expect(updates.current().activity).toMatchObject({
      kind: 'failed',
      failure: { code: 'UPDATE_INSTALL_FAILED' },
    });
  });

  test('that did not take is not tried again without somebody there', async () => {
    const { updates, settle } = await ready();
    await updates.chooseTime('now');
    await settle();
    updates.dispose();
    // The old version was started again: the installer had failed.
    const started = await room.open();
    expect(started.current().activity).toEqual({
      kind: 'failed',
      failure: { code: 'UPDATE_INSTALL_FAILED', detail: '1.1.0' },
    });
    started.dispose();
    const again = await ready();
    expect(again.updates.current().activity).toMatchObject({ attendance: 'somebody' });
    await expect(again.updates.chooseTime('tonight')).rejects.toThrow('BRIDGE_NOT_POSSIBLE_NOW');
    again.updates.sessionChanged('signed-out');
    clock.advance(60 * 60_000);
    expect(await again.settle()).toEqual([]);
    await again.updates.chooseTime('now');
    expect(await again.settle()).toEqual(installed);
  });

  test('of a version that was withdrawn meanwhile is told once, not at every start', async () => {
    const { updates, settle } = await ready();
    await updates.chooseTime('now');
    await settle();
    updates.dispose();
    const started = await room.open();
    expect(started.current().activity).toMatchObject({ kind: 'failed' });
    await harness.publish({ serial: 2, paused: true });
    expect(await check(started)).toMatchObject({ kind: 'up-to-date' });
    started.dispose();
    expect((await room.open()).current().activity).toMatchObject({ kind: 'up-to-date' });
  });

  test('that cannot be started leaves CareDesk as it was', async () => {
    const { updates, engine, settle } = await ready({
      reacquireInstanceLock: () => done.push('lock again'),
    });
    vi.spyOn(engine, 'install').mockRejectedValue(new Error('blocked'));
    await updates.chooseTime('now');
    expect(await settle()).toEqual(['sign out', 'lock again']);
    expect(updates.current().activity.kind).toBe('failed');
  });

  test('chosen during a check follows the check', async () => {
    const { updates, settle } = await ready();
    updates.check();
    await updates.chooseTime('now');
    expect(await settle()).toEqual(installed);
  });

  test.each([
    ['by CareDesk', {}],
    ['by others', { policy: { mode: 'off' } }],
  ] as const)('is told of once afterwards where it is kept up to date %s', async (_, choice) => {
    const next = { ...choice, version: '1.1.0', releaseNotes: async () => ['A new thing.'] };
    expect((await room.open({ ...choice, releaseNotes: async () => ['Old.'] })).current()).toEqual(
      expect.objectContaining({ whatsNew: null }),
    );
    const told = await room.open(next);
    expect(told.current().whatsNew).toEqual({ version: '1.1.0', notes: ['A new thing.'] });
    const unread = await room.open(next);
    await unread.whatsNewRead();
    expect(unread.current().whatsNew).toBeNull();
    expect((await room.open(next)).current().whatsNew).toBeNull();
    // Installed anew in an older version by hand: nothing of it is new.
    expect((await room.open({ ...next, version: '1.0.0' })).current().whatsNew).toBeNull();
  });
});

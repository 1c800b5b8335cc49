import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addPackage } from '../../feed/signed-feed.ts';
import type { ManualClock } from '../../unit/ground/manual-clock.ts';
import { active, check, openRoomHarness, type RoomHarness } from './room-harness.ts';
import { signedBy, type UpdateHarness } from './update-harness.ts';

let room: RoomHarness;
let harness: UpdateHarness;
let clock: ManualClock;
beforeEach(async () => {
  room = await openRoomHarness();
  ({ harness, clock } = room);
});
afterEach(() => room.close());

describe('a new version', () => {
  test('is fetched by itself and waits', async () => {
    await harness.publish({ notes: ['A new thing.'] });
    const updates = await room.open();
    updates.sessionChanged(active);
    expect(await check(updates)).toEqual({
      kind: 'ready',
      version: '1.1.0',
      notes: ['A new thing.'],
      urgency: 'normal',
      chosen: null,
      attendance: 'nobody',
      blocker: 'signed-in',
    });
    const kinds = room.states.map(({ activity }) => activity.kind);
    expect([...new Set(kinds)]).toEqual(['up-to-date', 'checking', 'downloading', 'ready']);
  });

  test('is only told of where the policy says so, and fetched when asked for', async () => {
    await harness.publish();
    const updates = await room.open({ policy: { mode: 'notify' } });
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'available', version: '1.1.0' });
    expect(harness.host.sent.size).toBe(1);
    updates.download();
    await updates.idle();
    expect(updates.current().activity.kind).toBe('ready');
  });

  test('that is paused is nobody’s, even when it has been fetched', async () => {
    await harness.publish({ paused: true });
    const updates = await room.open();
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date' });
    await harness.publish({ serial: 2 });
    expect(await check(updates)).toMatchObject({ kind: 'ready' });
    await harness.publish({ serial: 3, paused: true });
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date' });
  });

  test('that is older is not taken, and told of', async () => {
    await harness.publish();
    const updates = await room.open({ version: '1.2.0' });
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date', olderOffer: '1.1.0' });
    await harness.publish({ serial: 2, paused: true });
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date', olderOffer: null });
  });

  test('that is only told of presses after seven days, over a restart', async () => {
    await harness.publish();
    const policy = { mode: 'notify' } as const;
    expect(await check(await room.open({ policy }))).toMatchObject({ urgency: 'normal' });
    clock.advance(7 * 24 * 60 * 60_000);
    expect(await check(await room.open({ policy }))).toMatchObject({
      kind: 'available',
      urgency: 'overdue',
    });
  });

  test('that takes the place of one that waited has waited as long', async () => {
    await harness.publish();
    const updates = await room.open();
    updates.sessionChanged(active);
    await check(updates);
    await updates.chooseTime('tonight');
    clock.advance(7 * 24 * 60 * 60_000);
    const file = await addPackage(harness.folder, 'caredesk-setup-1.2.0-x64.exe', Buffer.alloc(9));
    await harness.publish({ serial: 2, version: '1.2.0', files: [file] });
    expect(await check(updates)).toMatchObject({
      kind: 'ready',
      version: '1.2.0',
      urgency: 'overdue',
      chosen: null,
    });
  });

  test('that comes too slowly is given up until the next check', async () => {
    await harness.publish();
    const engine = harness.open();
    vi.spyOn(engine, 'download').mockImplementation(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const updates = await room.open({ openEngine: async () => engine });
    updates.check();
    await vi.waitFor(() => expect(updates.current().activity.kind).toBe('downloading'), 10_000);
    clock.advance(6 * 60 * 60_000);
    // The check that was due meanwhile follows at once, and finds the same host.
    const failure = { code: 'UPDATE_DOWNLOAD_CUT', detail: 'too slow' };
    await vi.waitFor(() => {
      const told = room.states.map(({ activity }) => activity);
      expect(told).toContainEqual({ kind: 'failed', failure });
    }, 10_000);
  });

  test('stays ready when the feed is gone later on', async () => {
    await harness.publish();
    const updates = await room.open();
    updates.sessionChanged(active);
    await check(updates);
    harness.host.answer('stable.yml', (_, response) => response.writeHead(500).end());
    expect(await check(updates)).toMatchObject({ kind: 'ready' });
  });

  test('is not taken from a feed older than one seen before a restart', async () => {
    await harness.publish({ serial: 9, version: '1.0.0' });
    await check(await room.open());
    await harness.publish({ serial: 8 });
    expect(await check(await room.open())).toMatchObject({
      kind: 'failed',
      failure: { code: 'UPDATE_FEED_OLDER' },
    });
  });
});

describe('a minimum version', () => {
  test('of the policy refuses sign-ins once the update is ready', async () => {
    await harness.publish();
    const updates = await room.open({ policy: { minimumVersion: '1.1.0', mode: 'notify' } });
    expect(updates.signInRefusal()).toBeNull();
    updates.sessionChanged(active);
    // Without waiting for the first check of the day, which a restart would put off.
    await updates.idle();
    expect(updates.current().activity).toMatchObject({ kind: 'ready', urgency: 'required' });
    expect(updates.signInRefusal()).toEqual({ code: 'UPDATE_REQUIRED', detail: '1.1.0' });
  });

  test('of the policy refuses sign-ins where others keep CareDesk up to date', async () => {
    const updates = await room.open({ policy: { minimumVersion: '1.1.0', mode: 'off' } });
    expect(updates.signInRefusal()).toMatchObject({ code: 'UPDATE_REQUIRED' });
  });

  test('that is met refuses nobody', async () => {
    const updates = await room.open({ policy: { minimumVersion: '1.0.0', mode: 'off' } });
    expect(updates.signInRefusal()).toBeNull();
  });

  test('of the feed presses, and refuses nobody', async () => {
    await harness.publish({ minimumVersion: '1.0.1' });
    const updates = await room.open();
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'ready', urgency: 'required' });
    expect(updates.signInRefusal()).toBeNull();
  });
});

test('a look that fails is logged by its code, also where nobody is told', async () => {
  const logged: unknown[] = [];
  const log = { note: (...entry: readonly unknown[]) => void logged.push(entry) };
  const updates = await room.open({ log });
  harness.host.answer('stable.yml', (_, response) => response.writeHead(500).end());
  await check(updates);
  expect(logged).toEqual([['update-check-failed', { code: 'UPDATE_FEED_UNREACHABLE' }]]);
});

test('a signature that is not right leaves nothing to install', async () => {
  await harness.publish();
  const run = signedBy('CN=Somebody Else');
  const updates = await room.open({ openEngine: async () => harness.open({ run }) });
  expect(await check(updates)).toMatchObject({
    kind: 'failed',
    failure: { code: 'UPDATE_SIGNATURE_WRONG' },
  });
});

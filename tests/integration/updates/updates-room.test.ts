import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addPackage } from '../../feed/signed-feed.ts';
import type { ManualClock } from '../../unit/session/manual-clock.ts';
import { active, check, openRoomDesk, type RoomChoice, type RoomDesk } from './room-desk.ts';
import { publisher, signedBy, type UpdateDesk } from './update-desk.ts';

let room: RoomDesk;
let desk: UpdateDesk;
let clock: ManualClock;
beforeEach(async () => {
  room = await openRoomDesk();
  ({ desk, clock } = room);
});
afterEach(() => room.close());

describe('CareDesk looks for updates', () => {
  test('a few minutes after it started and then every four hours', async () => {
    await desk.publish({ version: '1.0.0' });
    const updates = await room.open();
    const minutes = async (count: number) => {
      clock.advance(count * 60_000);
      await updates.idle();
      return desk.host.requests.length;
    };
    expect(await minutes(5)).toBe(0);
    expect(await minutes(1)).toBe(1);
    expect(await minutes(3 * 60 + 59)).toBe(1);
    expect(await minutes(1)).toBe(2);
  });

  test('one look at a time', async () => {
    await desk.publish({ version: '1.0.0' });
    const engine = desk.open();
    const look = engine.fetchFeed;
    let looking = 0;
    let most = 0;
    vi.spyOn(engine, 'fetchFeed').mockImplementation(async (...question) => {
      most = Math.max(most, ++looking);
      return look(...question).finally(() => looking--);
    });
    const updates = await room.open({ openEngine: async () => engine });
    for (let times = 1; times <= 3; times++) {
      updates.check();
      await vi.waitFor(() => expect(engine.fetchFeed).toHaveBeenCalledTimes(times), 10_000);
    }
    await updates.idle();
    expect(most).toBe(1);
  });

  test('and says nothing when the PC is off-line, unless it was asked to', async () => {
    const updates = await room.open();
    clock.advance(8 * 60_000);
    await updates.idle();
    expect(updates.current().activity).toEqual({
      kind: 'up-to-date',
      checkedAt: null,
      olderOffer: null,
    });
    expect(await check(updates)).toMatchObject({ failure: { code: 'UPDATE_FEED_UNREACHABLE' } });
  });

  test('and says so once it has not been able to for a month, over restarts', async () => {
    const days = async (count: number) => {
      const updates = await room.open();
      clock.advance(count * 24 * 60 * 60_000);
      await updates.idle();
      updates.dispose();
      return updates.current().activity;
    };
    expect(await days(1)).toMatchObject({ kind: 'up-to-date' });
    expect(await days(25)).toMatchObject({ kind: 'up-to-date' });
    const failure = { code: 'UPDATE_FEED_SILENT', detail: null };
    expect(await days(6)).toEqual({ kind: 'failed', failure });
    await desk.publish({ version: '1.0.0' });
    expect(await check(await room.open())).toMatchObject({ kind: 'up-to-date' });
    await desk.host.close();
    expect(await days(29)).toMatchObject({ kind: 'up-to-date' });
  });

  test('and says so once an update has not arrived for a week', async () => {
    await desk.publish();
    desk.host.answer('caredesk-setup-1.1.0-x64.exe', (_, response) => response.destroy());
    const updates = await room.open({ openEngine: async () => desk.open() });
    const days = async (count: number) => {
      clock.advance(count * 24 * 60 * 60_000);
      await updates.idle();
      return updates.current().activity;
    };
    expect(await days(1)).toMatchObject({ kind: 'up-to-date' });
    expect(await days(6)).toMatchObject({ kind: 'up-to-date' });
    expect(await days(2)).toMatchObject({ failure: { code: 'UPDATE_DOWNLOAD_CUT' } });
  });

  test('once for all who ask before it could begin', async () => {
    await desk.publish({ version: '1.0.0' });
    const updates = await room.open();
    for (let asked = 0; asked < 100; asked++) updates.check();
    await updates.idle();
    // The one under way, and one for whoever asked while it was.
    expect(desk.host.requests.length).toBeLessThanOrEqual(2);
  });

  test('and tells a refusal even if it was not asked to', async () => {
    await desk.publish({ channel: 'stable', platform: 'win32' });
    desk.host.answer('stable.yml', (_, response) => response.end('caredesk: 1\n'));
    const updates = await room.open();
    clock.advance(8 * 60_000);
    await updates.idle();
    expect(updates.current().activity).toMatchObject({
      kind: 'failed',
      failure: { code: 'UPDATE_FEED_SIGNATURE_MISSING' },
    });
  });

  test.each([
    ['by policy', { policy: { mode: 'off' as const } }, 'policy'],
    ['without a feed', { policy: { feedUrl: null } }, 'policy'],
    [
      'installed from the MSI',
      { installation: async () => ({ kind: 'unmanaged', reason: 'msi' }) as const },
      'msi',
    ],
    [
      'in a build that trusts nobody',
      { trust: { publisherNames: [publisher], releaseKeys: [] } },
      'not-supported',
    ],
    [
      'in a Windows build without a publisher',
      { trust: { publisherNames: [], releaseKeys: [{ keyId: 'k', publicKey: 'AAAA' }] } },
      'not-supported',
    ],
  ])('never %s', async (_, choice: RoomChoice, reason) => {
    await desk.publish();
    const openEngine = vi.fn(async () => desk.open());
    const updates = await room.open({ ...choice, openEngine });
    expect(updates.current().activity).toEqual({ kind: 'unmanaged', reason });
    expect(() => updates.check()).toThrow('BRIDGE_NOT_POSSIBLE_NOW');
    clock.advance(7 * 24 * 60 * 60_000);
    await updates.idle();
    expect(desk.host.requests).toEqual([]);
    expect(openEngine).not.toHaveBeenCalled();
  });
});

describe('a new version', () => {
  test('is fetched by itself and waits', async () => {
    await desk.publish({ notes: ['A new thing.'] });
    const updates = await room.open();
    updates.sessionChanged(active);
    expect(await check(updates)).toEqual({
      kind: 'ready',
      version: '1.1.0',
      notes: ['A new thing.'],
      urgency: 'normal',
      chosen: null,
      attendance: 'nobody',
      hindrance: 'signed-in',
    });
    const kinds = room.states.map(({ activity }) => activity.kind);
    expect([...new Set(kinds)]).toEqual(['up-to-date', 'checking', 'downloading', 'ready']);
  });

  test('is only told of where the policy says so, and fetched when asked for', async () => {
    await desk.publish();
    const updates = await room.open({ policy: { mode: 'notify' } });
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'available', version: '1.1.0' });
    expect(desk.host.sent.size).toBe(1);
    updates.download();
    await updates.idle();
    expect(updates.current().activity.kind).toBe('ready');
  });

  test('that is paused is nobody’s, even when it has been fetched', async () => {
    await desk.publish({ paused: true });
    const updates = await room.open();
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date' });
    await desk.publish({ serial: 2 });
    expect(await check(updates)).toMatchObject({ kind: 'ready' });
    await desk.publish({ serial: 3, paused: true });
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date' });
  });

  test('that is older is not taken, and told of', async () => {
    await desk.publish();
    const updates = await room.open({ version: '1.2.0' });
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date', olderOffer: '1.1.0' });
    await desk.publish({ serial: 2, paused: true });
    expect(await check(updates)).toMatchObject({ kind: 'up-to-date', olderOffer: null });
  });

  test('that is only told of presses after seven days, over a restart', async () => {
    await desk.publish();
    const policy = { mode: 'notify' } as const;
    expect(await check(await room.open({ policy }))).toMatchObject({ urgency: 'normal' });
    clock.advance(7 * 24 * 60 * 60_000);
    expect(await check(await room.open({ policy }))).toMatchObject({
      kind: 'available',
      urgency: 'overdue',
    });
  });

  test('that takes the place of one that waited has waited as long', async () => {
    await desk.publish();
    const updates = await room.open();
    updates.sessionChanged(active);
    await check(updates);
    await updates.chooseTime('tonight');
    clock.advance(7 * 24 * 60 * 60_000);
    const file = await addPackage(desk.folder, 'caredesk-setup-1.2.0-x64.exe', Buffer.alloc(9));
    await desk.publish({ serial: 2, version: '1.2.0', files: [file] });
    expect(await check(updates)).toMatchObject({
      kind: 'ready',
      version: '1.2.0',
      urgency: 'overdue',
      chosen: null,
    });
  });

  test('that comes too slowly is given up until the next check', async () => {
    await desk.publish();
    const engine = desk.open();
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
    await desk.publish();
    const updates = await room.open();
    updates.sessionChanged(active);
    await check(updates);
    desk.host.answer('stable.yml', (_, response) => response.writeHead(500).end());
    expect(await check(updates)).toMatchObject({ kind: 'ready' });
  });

  test('is not taken from a feed older than one seen before a restart', async () => {
    await desk.publish({ serial: 9, version: '1.0.0' });
    await check(await room.open());
    await desk.publish({ serial: 8 });
    expect(await check(await room.open())).toMatchObject({
      kind: 'failed',
      failure: { code: 'UPDATE_FEED_OLDER' },
    });
  });
});

describe('a minimum version', () => {
  test('of the policy refuses sign-ins once the update is ready', async () => {
    await desk.publish();
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
    await desk.publish({ minimumVersion: '1.0.1' });
    const updates = await room.open();
    updates.sessionChanged(active);
    expect(await check(updates)).toMatchObject({ kind: 'ready', urgency: 'required' });
    expect(updates.signInRefusal()).toBeNull();
  });
});

test('a signature that is not right leaves nothing to install', async () => {
  await desk.publish();
  const run = signedBy('CN=Somebody Else');
  const updates = await room.open({ openEngine: async () => desk.open({ run }) });
  expect(await check(updates)).toMatchObject({
    kind: 'failed',
    failure: { code: 'UPDATE_SIGNATURE_WRONG' },
  });
});

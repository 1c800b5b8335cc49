import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ManualClock } from '../../unit/ground/manual-clock.ts';
import { check, openRoomHarness, type RoomChoice, type RoomHarness } from './room-harness.ts';
import { publisher, type UpdateHarness } from './update-harness.ts';

let room: RoomHarness;
let harness: UpdateHarness;
let clock: ManualClock;
beforeEach(async () => {
  room = await openRoomHarness();
  ({ harness, clock } = room);
});
afterEach(() => room.close());

describe('CareDesk looks for updates', () => {
  test('a few minutes after it started and then every four hours', async () => {
    await harness.publish({ version: '1.0.0' });
    const updates = await room.open();
    const minutes = async (count: number) => {
      clock.advance(count * 60_000);
      await updates.idle();
      return harness.host.requests.length;
    };
    expect(await minutes(5)).toBe(0);
    expect(await minutes(1)).toBe(1);
    expect(await minutes(3 * 60 + 59)).toBe(1);
    expect(await minutes(1)).toBe(2);
  });

  test('one look at a time', async () => {
    await harness.publish({ version: '1.0.0' });
    const engine = harness.open();
    const look = engine.fetchFeed;
    let looking = 0;
    let most = 0;
    vi.spyOn(engine, 'fetchFeed').mockImplementation(async (...question) => {
      most = Math.max(most, ++looking);
      return look(...question).finally(() => looking--);
    });
    const updates = await room.open({ openEngine: async () => engine });
    // Whoever asks while CareDesk looks is served by that look: asked until it has looked three times.
    await vi.waitFor(() => {
      updates.check();
      expect(vi.mocked(engine.fetchFeed).mock.calls.length).toBeGreaterThan(2);
    });
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
    await harness.publish({ version: '1.0.0' });
    expect(await check(await room.open())).toMatchObject({ kind: 'up-to-date' });
    await harness.host.close();
    // A PC that was switched off meanwhile has not tried.
    expect(await days(40)).toMatchObject({ kind: 'up-to-date' });
    expect(await days(29)).toMatchObject({ kind: 'up-to-date' });
    expect(await days(2)).toMatchObject({ kind: 'failed' });
  });

  test('and says so once an update has not arrived for a week', async () => {
    await harness.publish();
    harness.host.answer('caredesk-setup-1.1.0-x64.exe', (_, response) => response.destroy());
    const updates = await room.open({ openEngine: async () => harness.open() });
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
    await harness.publish({ version: '1.0.0' });
    const updates = await room.open();
    for (let asked = 0; asked < 100; asked++) updates.check();
    await updates.idle();
    // The one under way, and one for whoever asked while it was.
    expect(harness.host.requests.length).toBeLessThanOrEqual(2);
  });

  test('and tells a refusal even if it was not asked to', async () => {
    await harness.publish({ channel: 'stable', platform: 'win32' });
    harness.host.answer('stable.yml', (_, response) => response.end('caredesk: 1\n'));
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
    await harness.publish();
    const openEngine = vi.fn(async () => harness.open());
    const updates = await room.open({ ...choice, openEngine });
    expect(updates.current().activity).toEqual({ kind: 'unmanaged', reason });
    expect(() => updates.check()).toThrow('BRIDGE_NOT_POSSIBLE_NOW');
    clock.advance(7 * 24 * 60 * 60_000);
    await updates.idle();
    expect(harness.host.requests).toEqual([]);
    expect(openEngine).not.toHaveBeenCalled();
  });
});

import { join } from 'node:path';
import type { SessionState } from '../../../electron/contract/session.ts';
import type { UpdateState } from '../../../electron/contract/updates.ts';
import { noLog } from '../../../electron/ground/log.ts';
import type { UpdateSettings } from '../../../electron/updates/update-engine.ts';
import { openUpdateMemory } from '../../../electron/updates/update-memory.ts';
import { createUpdates, type Updates } from '../../../electron/updates/updates.ts';
import type { UpdatesDependencies } from '../../../electron/updates/updates-dependencies.ts';
import { createManualClock, type ManualClock } from '../../unit/ground/manual-clock.ts';
import { openUpdateHarness, publisher, type UpdateHarness } from './update-harness.ts';

export interface RoomChoice extends Partial<UpdatesDependencies> {
  readonly policy?: Partial<UpdateSettings>;
}

/** A PC whose whole updater can be opened and restarted, with time in the test's hands. */
export interface RoomHarness {
  readonly harness: UpdateHarness;
  readonly clock: ManualClock;
  /** What the window was told. */
  readonly states: readonly UpdateState[];
  open(choice?: RoomChoice): Promise<Updates>;
  close(): Promise<void>;
}

export const active: SessionState['kind'] = 'active';

export async function openRoomHarness(): Promise<RoomHarness> {
  const harness = await openUpdateHarness();
  const clock = createManualClock();
  const states: UpdateState[] = [];
  const opened: Updates[] = [];
  async function open({ policy, ...choice }: RoomChoice = {}): Promise<Updates> {
    const updates = createUpdates({
      clock,
      log: noLog,
      version: '1.0.0',
      before: null,
      trust: {
        publisherNames: [publisher],
        releaseKeys: [{ keyId: harness.key.keyId, publicKey: harness.key.publicKey }],
      },
      random: () => 0.5,
      releaseNotes: async () => [],
      hour: () => 12,
      settings: async () => ({
        mode: 'auto',
        feedUrl: harness.host.url,
        channel: 'stable',
        minimumVersion: null,
        bytesPerSecond: null,
        ...policy,
      }),
      installation: async () => ({
        kind: 'nsis',
        platform: 'win32',
        architecture: 'x64',
        needsElevation: false,
      }),
      openMemory: () => openUpdateMemory(join(harness.root, 'user', 'updates.json')),
      openEngine: async () => harness.open(),
      prepareToQuit: async () => undefined,
      reacquireInstanceLock: () => undefined,
      quit: () => undefined,
      ...choice,
    });
    updates.events.on('changed', (state) => states.push(state));
    opened.push(updates);
    await updates.start();
    return updates;
  }

  return {
    harness,
    clock,
    states,
    open,
    async close() {
      for (const updates of opened) updates.dispose();
      await harness.close();
    },
  };
}

/** Looks for updates and waits until nothing is under way. */
export async function check(updates: Updates): Promise<UpdateState['activity']> {
  updates.check();
  await updates.idle();
  return updates.current().activity;
}

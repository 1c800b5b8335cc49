import type { Fetch } from '../network/fetch.ts';
import type { Policy } from '../policy/policy-schema.ts';
import type { UpdateEngine, UpdateEngineChoice, UpdateSettings } from './update-engine.ts';
import type { UpdatesDependencies } from './updates-dependencies.ts';

/** The part of the updater's dependencies that only the machine can give. */
export interface UpdatesHost
  extends Pick<
    UpdatesDependencies,
    | 'trust'
    | 'random'
    | 'hour'
    | 'installation'
    | 'releaseNotes'
    | 'openMemory'
    | 'reacquireInstanceLock'
    | 'quit'
  > {
  /** @param fetch reaches the feed; it asks nobody anything, since nobody asked for updates */
  openEngine(choice: UpdateEngineChoice, fetch: Fetch): Promise<UpdateEngine>;
  /** The new version is about to start: what only one CareDesk can hold is let go. */
  releaseInstanceLock(): void;
}

/** A CareDesk that never updates itself, as in most tests. */
export const noUpdates: UpdatesHost = {
  trust: { publisherNames: [], releaseKeys: [] },
  random: () => 0,
  hour: () => 12,
  installation: async () => ({ kind: 'unmanaged', reason: 'not-supported' }),
  releaseNotes: async () => [],
  openMemory: async () => ({
    current: () => ({
      feeds: {},
      silentSince: null,
      knownVersion: null,
      installing: null,
      waiting: null,
    }),
    change: async () => undefined,
  }),
  openEngine: () => Promise.reject(new Error('CareDesk does not update itself here')),
  reacquireInstanceLock: () => undefined,
  quit: () => undefined,
  releaseInstanceLock: () => undefined,
};

/** What the policy says of updates. */
export function updateSettingsOf(policy: Policy): UpdateSettings {
  const kilobytes = policy.updateBandwidthKilobytes;
  return {
    mode: policy.updateMode,
    feedUrl: policy.updateFeedUrl ?? null,
    channel: policy.updateChannel,
    minimumVersion: policy.minimumVersion ?? null,
    bytesPerSecond: kilobytes === undefined ? null : kilobytes * 1024,
  };
}

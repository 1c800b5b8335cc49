import type { Attendance, UnmanagedReason } from '../contract/updates.ts';
import type { UpdateEngine, UpdateSettings } from './update-engine.ts';
import { feedKey, type UpdateMemory } from './update-memory.ts';
import type { UpdatesDependencies } from './updates-dependencies.ts';

/** What is known once policy, installation and memory have been read. */
export interface Preparation {
  readonly settings: UpdateSettings;
  readonly memory: UpdateMemory;
  readonly managed: Managed | { readonly kind: 'unmanaged'; readonly reason: UnmanagedReason };
}

/** How this CareDesk updates itself. */
export interface Managed {
  readonly kind: 'managed';
  readonly engine: UpdateEngine;
  /** Key of the feed in the memory. */
  readonly feedKey: string;
  readonly needsElevation: boolean;
}

/** Who must be there while a version is installed. */
export function attendanceFor(version: string, { managed, memory }: Preparation): Attendance {
  if (managed.kind === 'managed' && managed.needsElevation) return 'administrator';
  // Begun before, and still not the one that runs: somebody has to see why.
  return memory.current().installing === version ? 'somebody' : 'nobody';
}

/**
 * Finds out how CareDesk is kept up to date. Nothing is asked of the network, and without an
 * answer that allows it the engine is never opened.
 * @throws what reading the policy throws
 */
export async function prepare(dependencies: UpdatesDependencies): Promise<Preparation> {
  const [settings, installation, memory] = await Promise.all([
    dependencies.settings(),
    dependencies.installation(),
    dependencies.openMemory(),
  ]);
  const unmanaged = (reason: UnmanagedReason): Preparation => ({
    settings,
    memory,
    managed: { kind: 'unmanaged', reason },
  });
  if (installation.kind === 'unmanaged') return unmanaged(installation.reason);
  const { feedUrl, channel, bytesPerSecond } = settings;
  if (settings.mode === 'off' || feedUrl === null) return unmanaged('policy');
  const { trust } = dependencies;
  // Nobody's releases are trusted: a build that was not made for release.
  const knowsSigners =
    trust.releaseKeys.length > 0 &&
    (installation.kind !== 'nsis' || trust.publisherNames.length > 0);
  if (!knowsSigners) return unmanaged('not-supported');
  const choice = { installation, feedUrl, channel, bytesPerSecond, trust };
  const engine = await dependencies.openEngine(choice);
  const { needsElevation, platform } = installation;
  return {
    settings,
    memory,
    managed: { kind: 'managed', engine, feedKey: feedKey(channel, platform), needsElevation },
  };
}

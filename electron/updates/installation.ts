import type { UnmanagedReason } from '../contract/updates.ts';
import { readInstallChannel } from '../policy/install-channel.ts';
import { type FeedArchitecture, type FeedPlatform, feedArchitectures } from './feed-format.ts';

/** How this CareDesk was installed, and so how it can replace itself. */
export type Installation =
  | {
      readonly kind: 'nsis';
      readonly platform: FeedPlatform;
      readonly architecture: FeedArchitecture;
      /** For everybody on the PC: Windows asks for an administrator at every update. */
      readonly needsElevation: boolean;
    }
  | {
      readonly kind: 'appimage';
      readonly platform: FeedPlatform;
      readonly architecture: FeedArchitecture;
      readonly needsElevation: false;
      /** The file that runs and is replaced. */
      readonly file: string;
    }
  | { readonly kind: 'unmanaged'; readonly reason: UnmanagedReason };

export interface InstallationSource {
  readonly isPackaged: boolean;
  /** The packed app's `resources` folder, where the installer leaves `install-channel`. */
  readonly resources: string;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Environment variable APPIMAGE, which the AppImage sets for the program inside. */
  readonly appImage: string | undefined;
  readFile(path: string): Promise<string>;
}

const notSupported: Installation = { kind: 'unmanaged', reason: 'not-supported' };

/**
 * Reads how CareDesk was installed. What cannot be told for sure counts as not able to update
 * itself: two mechanisms replacing the same files is worse than none.
 */
export async function readInstallation(source: InstallationSource): Promise<Installation> {
  if (!source.isPackaged) return notSupported;
  const architecture = feedArchitectures.find((known) => known === source.architecture);
  const channel = await readInstallChannel(source.resources, source.readFile);
  if (channel === 'msi') return { kind: 'unmanaged', reason: 'msi' };
  if (architecture === undefined) return notSupported;
  if (source.platform === 'win32' && (channel === 'nsis-user' || channel === 'nsis-machine')) {
    const needsElevation = channel === 'nsis-machine';
    return { kind: 'nsis', platform: 'win32', architecture, needsElevation };
  }
  const file = source.appImage ?? '';
  if (source.platform === 'linux' && (channel === 'appimage' || channel === null) && file !== '') {
    const platform = architecture === 'x64' ? 'linux-x64' : 'linux-arm64';
    return { kind: 'appimage', platform, architecture, needsElevation: false, file };
  }
  // A deb is its package manager's to replace, a bare folder nobody's.
  return notSupported;
}

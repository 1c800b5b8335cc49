import type { Build } from '../policy/build-stamp.ts';

/**
 * Which CareDesk this is, for inventories and the service desk: the version alone in the first line.
 * @param readStamp text of the build's `build.json`; may throw, as in a checkout
 */
export function versionWords(
  {
    version,
    build,
    electron,
    platform,
    arch,
  }: {
    readonly version: string;
    readonly build: Build;
    /** Version of the Electron it runs on. */
    readonly electron: string;
    readonly platform: NodeJS.Platform;
    readonly arch: string;
  },
  readStamp: () => string,
): string {
  const commit = commitIn(readStamp);
  const facts = [
    `build: ${build}`,
    ...(commit === null ? [] : [`commit ${commit}`]),
    `Electron ${electron}`,
    `${platform} ${arch}`,
  ];
  return `CareDesk ${version}\n${facts.join(', ')}`;
}

function commitIn(readStamp: () => string): string | null {
  try {
    const stamp: unknown = JSON.parse(readStamp());
    if (typeof stamp !== 'object' || stamp === null || !('commit' in stamp)) return null;
    const { commit } = stamp;
    return typeof commit === 'string' && /^[0-9a-f]{7,64}$/.test(commit) ? commit : null;
  } catch {
    return null;
  }
}

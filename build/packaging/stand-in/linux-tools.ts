import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptCommand } from '../../script-command.ts';
import type { PackageArch } from '../package-target.ts';
import { writeAppImageTools } from './appimage-tools.ts';

/** What takes the place of tools that cannot be downloaded. */
export interface StandIn {
  /** Variables by which electron-builder finds it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why what it makes must not be released; null when it may. */
  readonly notForRelease: string | null;
}

/** Debian packages that bring the programs each stand-in is made of. */
export const standInNeeds = {
  deb: { 'dpkg-deb': 'dpkg' },
  appimage: {
    mksquashfs: 'squashfs-tools',
    unsquashfs: 'squashfs-tools',
    'desktop-file-validate': 'desktop-file-utils',
  },
} as const;

/**
 * Makes the stand-in of a kind out of this machine's programs.
 * @param folder where it is written; it must stay until the package is made
 */
export async function standInFor(
  kind: keyof typeof standInNeeds,
  arch: PackageArch,
  folder: string,
): Promise<StandIn> {
  await mkdir(folder, { recursive: true });
  if (kind === 'deb') {
    const fpm = join(folder, 'fpm');
    const command = scriptCommand('build/packaging/stand-in/fpm-stand-in.ts').join("' '");
    await writeFile(fpm, `#!/bin/sh\nexec '${command}' "$@"\n`, { mode: 0o755 });
    return { variables: { CUSTOM_FPM_PATH: fpm }, notForRelease: null };
  }
  const tools = join(folder, 'appimage-tools');
  await writeAppImageTools(tools, arch);
  return {
    variables: { APPIMAGE_TOOLS_PATH: tools },
    notForRelease:
      'Its AppImage runtime is a stand-in, which needs unsquashfs (squashfs-tools) on the PC.',
  };
}

import { join } from 'node:path';

const channels = ['nsis-machine', 'nsis-user', 'msi', 'appimage', 'deb'] as const;

/** What installed this copy of CareDesk, or null for nothing that is known. */
export type InstallChannel = (typeof channels)[number] | null;

/**
 * Reads what the installer has left of itself in the packed app's `resources` folder.
 * @param readFile text of a file; may reject
 */
export async function readInstallChannel(
  resources: string,
  readFile: (path: string) => Promise<string>,
): Promise<InstallChannel> {
  const text = await readFile(join(resources, 'install-channel')).catch(() => '');
  // Written by NSIS in UTF-16 when it is a Unicode build, and with a line end by editors.
  const name = text.replace(/[^a-z-]/g, '');
  return channels.find((channel) => channel === name) ?? null;
}

/**
 * Whether the installer has kept ordinary users from writing where the machine policy lies. On
 * Windows anybody may create `C:\ProgramData\CareDesk` before an administrator does, and Node cannot
 * read who owns it; only an installation for everybody sets its rights. Elsewhere the rights are
 * read with the file.
 */
export function protectsPolicy(channel: InstallChannel, platform: NodeJS.Platform): boolean {
  return platform !== 'win32' || channel === 'nsis-machine' || channel === 'msi';
}

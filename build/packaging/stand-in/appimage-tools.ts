import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** Bytes of the part in front of an AppImage's file system. */
const runtimeLength = 4096;

/**
 * In place of the AppImage runtime, which no package registry has: unpacks the file system behind
 * it and starts what is in it. The names in the environment are the AppImage specification's.
 */
const runtime = `#!/bin/sh
# Not for release: needs unsquashfs on the PC, and leaves what it unpacks.
APPIMAGE=$(readlink -f "$0")
APPDIR=$(mktemp -d)
export APPIMAGE APPDIR
unsquashfs -quiet -no-progress -force -dest "$APPDIR" -offset ${runtimeLength} "$APPIMAGE" > /dev/null
exec "$APPDIR/AppRun" "$@"
`;

/** Fast rather than small: the tests unpack what they pack. */
const makeFileSystem = '#!/bin/sh\nexec mksquashfs "$@" -comp lz4\n';

async function writeProgram(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/**
 * Makes a folder for APPIMAGE_TOOLS_PATH of electron-builder out of this machine's programs
 * (squashfs-tools, desktop-file-utils), in the layouts of its older and its newer tools.
 *
 * @param arch of the AppImage; this machine's by default
 */
export async function writeAppImageTools(
  folder: string,
  arch: string = process.arch,
): Promise<void> {
  const validate = '#!/bin/sh\nexec desktop-file-validate "$@"\n';
  for (const programs of [folder, join(folder, `linux-${process.arch}`)]) {
    await writeProgram(join(programs, 'mksquashfs'), makeFileSystem);
    await writeProgram(join(programs, 'desktop-file-validate'), validate);
  }
  await mkdir(join(folder, 'lib', arch), { recursive: true });
  await writeProgram(
    join(folder, 'runtimes', `runtime-${arch}`),
    // The shell reads line by line and never reaches what it has replaced itself before.
    runtime.padEnd(runtimeLength, '#'),
  );
  await symlink(join('runtimes', `runtime-${arch}`), join(folder, `runtime-${arch}`));
}

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTools, missingTools } from '../../../build/packaging/packaging-tools.ts';

const offline = { environment: {}, cache: [], isReachable: false };

describe('the tools of a target', () => {
  it('are none for an unpacked folder', () => {
    expect(missingTools('dir', offline)).toEqual([]);
  });

  it.each([
    ['appimage', 'APPIMAGE_TOOLS_PATH', 'appimage-12.0.1'],
    ['deb', 'CUSTOM_FPM_PATH', 'fpm@2.1.4'],
    ['deb', 'USE_SYSTEM_FPM', 'fpm@2.1.4'],
    ['nsis', 'ELECTRON_BUILDER_NSIS_DIR', 'nsis-3.0.4.1'],
  ] as const)(
    'for %s may be given with %s, be cached or be downloaded',
    (kind, variable, cached) => {
      expect(missingTools(kind, offline)).toEqual([expect.stringContaining(variable)]);
      expect(missingTools(kind, { ...offline, environment: { [variable]: '' } })).toHaveLength(1);
      expect(missingTools(kind, { ...offline, environment: { [variable]: '/a' } })).toEqual([]);
      expect(missingTools(kind, { ...offline, cache: ['other', cached] })).toEqual([]);
      expect(missingTools(kind, { ...offline, isReachable: true })).toEqual([]);
    },
  );

  it('for an MSI are NSIS and WiX, which cannot be given', () => {
    expect(missingTools('msi', { ...offline, cache: ['nsis-3.12'] })).toEqual([
      expect.stringMatching(/WiX.*Connect/),
    ]);
    expect(missingTools('msi', { ...offline, cache: ['wix-4.0.0.5512.2'] })).toEqual([
      expect.stringContaining('NSIS'),
    ]);
    expect(missingTools('msi', { ...offline, cache: ['nsis-3.12', 'wix-4.0.0.5512.2'] })).toEqual(
      [],
    );
  });
});

describe('packing for Linux where nothing can be downloaded', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packaging-tools-'));
    await mkdir(join(folder, 'bin'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A machine with these programs, an empty cache and no way to the internet. */
  async function ensured(kind: 'deb' | 'appimage' | 'nsis', programs: readonly string[]) {
    for (const program of programs) {
      const file = join(folder, 'bin', program);
      await writeFile(file, '');
      await chmod(file, 0o755);
    }
    return ensureTools({ kind, platform: 'linux', arch: 'x64' }, join(folder, 'tools'), {
      PATH: join(folder, 'bin'),
      ELECTRON_BUILDER_CACHE: join(folder, 'cache'),
      ELECTRON_BUILDER_BINARIES_MIRROR: 'http://127.0.0.1:9/',
    });
  }

  it('a deb is made with dpkg-deb, and may be released', async () => {
    const { variables, notForRelease } = await ensured('deb', ['dpkg-deb']);
    expect(variables).toEqual({ CUSTOM_FPM_PATH: join(folder, 'tools/fpm') });
    expect(notForRelease).toBeNull();
  });

  it('an AppImage is made with a stand-in, and may not', async () => {
    const programs = ['mksquashfs', 'unsquashfs', 'desktop-file-validate'];
    const { variables, notForRelease } = await ensured('appimage', programs);
    expect(variables).toEqual({ APPIMAGE_TOOLS_PATH: join(folder, 'tools/appimage-tools') });
    expect(notForRelease).toContain('unsquashfs');
  });

  it.each([
    ['deb', 'CUSTOM_FPM_PATH', 'apt-get install dpkg'],
    ['appimage', 'APPIMAGE_TOOLS_PATH', 'apt-get install squashfs-tools desktop-file-utils'],
    ['nsis', 'ELECTRON_BUILDER_NSIS_DIR', 'connect to the internet'],
  ] as const)('%s without them names the variable and what to install', async (kind, ...words) => {
    const refusal = expect(ensured(kind, [])).rejects;
    await refusal.toMatchObject({ code: 'PACKAGING_TOOL_MISSING' });
    for (const word of words) {
      await expect(ensured(kind, [])).rejects.toThrow(word);
    }
  });
});

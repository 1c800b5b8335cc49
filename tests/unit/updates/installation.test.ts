import { describe, expect, test } from 'vitest';
import {
  type InstallationSource,
  readInstallation,
} from '../../../electron/updates/installation.ts';

function read(channel: string | null, change: Partial<InstallationSource> = {}) {
  return readInstallation({
    isPackaged: true,
    resources: '/opt/CareDesk/resources',
    platform: 'win32',
    architecture: 'x64',
    appImage: undefined,
    async readFile(path) {
      expect(path).toBe('/opt/CareDesk/resources/install-channel');
      if (channel === null) throw new Error('ENOENT');
      return channel;
    },
    ...change,
  });
}

const linux = { platform: 'linux', appImage: '/home/nurse/CareDesk.AppImage' } as const;
const notSupported = { kind: 'unmanaged', reason: 'not-supported' };

describe('how CareDesk was installed', () => {
  test.each([
    ['nsis-user', false],
    ['nsis-machine', true],
    ['nsis-machine\r\n', true],
  ])('%j on Windows', async (channel, needsElevation) => {
    await expect(read(channel)).resolves.toEqual({
      kind: 'nsis',
      platform: 'win32',
      architecture: 'x64',
      needsElevation,
    });
  });

  test.each(['msi', 'msi\n'])('%j is somebody else’s to update', async (channel) => {
    await expect(read(channel)).resolves.toEqual({ kind: 'unmanaged', reason: 'msi' });
  });

  test.each(['appimage', null])('%j as an AppImage', async (channel) => {
    await expect(read(channel, { ...linux, architecture: 'arm64' })).resolves.toEqual({
      kind: 'appimage',
      platform: 'linux-arm64',
      architecture: 'arm64',
      needsElevation: false,
      file: linux.appImage,
    });
  });

  test.each<[string, string | null, Partial<InstallationSource>]>([
    ['a development build', 'nsis-user', { isPackaged: false }],
    ['a folder on Windows', null, {}],
    ['something unknown', 'portable', {}],
    ['another processor', 'nsis-user', { architecture: 'ia32' }],
    ['a deb, even started from an AppImage', 'deb', linux],
    ['a folder on Linux', null, { platform: 'linux' }],
    ['another system', 'appimage', { platform: 'darwin', appImage: '/x' }],
  ])('%s does not update itself', async (_, channel, change) => {
    await expect(read(channel, change)).resolves.toEqual(notSupported);
  });
});

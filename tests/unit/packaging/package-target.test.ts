import { Arch, Platform } from 'electron-builder';
import { describe, expect, it } from 'vitest';
import { builderTargets, packageTarget } from '../../../build/packaging/package-target.ts';

const linux = { platform: 'linux', arch: 'x64' } as const;
const windows = { platform: 'win32', arch: 'arm64' } as const;

describe('what is to be packaged', () => {
  it.each([
    [[], linux, { kind: 'dir', platform: 'linux', arch: 'x64' }],
    [[], windows, { kind: 'dir', platform: 'win32', arch: 'arm64' }],
    [['--target', 'deb'], linux, { kind: 'deb', platform: 'linux', arch: 'x64' }],
    [['--target=appimage'], linux, { kind: 'appimage', platform: 'linux', arch: 'x64' }],
    [
      ['--arch', 'x64', '--target', 'msi'],
      windows,
      { kind: 'msi', platform: 'win32', arch: 'x64' },
    ],
    [['--target', 'nsis'], linux, { kind: 'nsis', platform: 'win32', arch: 'x64' }],
  ] as const)('%j on %j is understood', (args, host, target) => {
    expect(packageTarget(args, host)).toEqual(target);
  });

  it.each([
    [['--target', 'dmg'], linux, 'PACKAGING_TARGET_UNKNOWN'],
    [['--target'], linux, 'PACKAGING_TARGET_UNKNOWN'],
    [['--arch', 'ia32'], linux, 'PACKAGING_TARGET_UNKNOWN'],
    [['nsis'], linux, 'PACKAGING_TARGET_UNKNOWN'],
    [[], { platform: 'linux', arch: 'riscv64' }, 'PACKAGING_TARGET_UNKNOWN'],
    [[], { platform: 'darwin', arch: 'arm64' }, 'PACKAGING_PLATFORM_UNSUPPORTED'],
    [['--target', 'deb'], windows, 'PACKAGING_PLATFORM_UNSUPPORTED'],
  ] as const)('%j on %j is refused', (args, host, code) => {
    expect(() => packageTarget(args, host)).toThrow(expect.objectContaining({ code }));
  });

  it('is told to electron-builder in its words', () => {
    const targets = builderTargets({ kind: 'appimage', platform: 'linux', arch: 'arm64' });
    expect(targets.get(Platform.LINUX)?.get(Arch.arm64)).toEqual(['AppImage']);
    const setup = builderTargets({ kind: 'nsis', platform: 'win32', arch: 'x64' });
    expect(setup.get(Platform.WINDOWS)?.get(Arch.x64)).toEqual(['nsis']);
  });
});

import { describe, expect, it } from 'vitest';
import { missingTools } from '../../../build/packaging/packaging-tools.ts';

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

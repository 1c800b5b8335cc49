import { createRequire } from 'node:module';
import type { Configuration } from 'electron-builder';
import { describe, expect, it } from 'vitest';
import { builderConfiguration } from '../../../build/packaging/pack.ts';
import type { PackageTarget } from '../../../build/packaging/package-target.ts';
import { projectRoot } from '../../../build/project-root.ts';

const require = createRequire(import.meta.url);

interface BuilderConfig {
  getConfig(projectDir: string, path: null, more: Configuration): Promise<Configuration>;
  validateConfiguration(config: object, log: { isEnabled: boolean }): Promise<void>;
}
interface Scheme {
  definitions: { FuseOptionsV1: { properties: Record<string, unknown> } };
}

// electron-builder's own reading, merging and schema.
const {
  getConfig,
  validateConfiguration,
}: BuilderConfig = require('app-builder-lib/out/util/config/config.js');
const scheme: Scheme = require('app-builder-lib/scheme.json');

function configuration(
  target: Partial<PackageTarget> = {},
  win = { signExecutable: false } as const,
): Promise<Configuration> {
  return getConfig(
    projectRoot,
    null,
    builderConfiguration({
      target: { kind: 'dir', platform: 'linux', arch: 'x64', ...target },
      projectDir: projectRoot,
      electronDist: '/electron',
      electronVersion: '45.4.1',
      win,
    }),
  );
}

const log = { isEnabled: false };

describe('the configuration of electron-builder', { timeout: 60_000 }, () => {
  it.each([
    { kind: 'dir', platform: 'linux', arch: 'x64' },
    { kind: 'dir', platform: 'win32', arch: 'x64' },
    { kind: 'appimage', platform: 'linux', arch: 'x64' },
    { kind: 'appimage', platform: 'linux', arch: 'arm64' },
    { kind: 'deb', platform: 'linux', arch: 'x64' },
    { kind: 'nsis', platform: 'win32', arch: 'x64' },
    { kind: 'nsis', platform: 'win32', arch: 'arm64' },
    { kind: 'msi', platform: 'win32', arch: 'x64' },
    { kind: 'msi', platform: 'win32', arch: 'arm64' },
  ] as const)('for %j is one that electron-builder knows', async (target) => {
    await expect(validateConfiguration(await configuration(target), log)).resolves.toBeUndefined();
  });

  it.each([
    { appID: 'x' },
    { nsis: { oneclick: false } },
    { msi: { upgradecode: 'x' } },
    { deb: { package_category: 'misc' } },
    { appImage: { arguments: [] } },
    { electronFuses: { runAsNodes: false } },
    { win: { signExtensions: ['.dll'] } },
  ])('is refused with %j, a key that electron-builder does not know', async (mistake) => {
    const mistaken = { ...(await configuration()), ...mistake };
    await expect(validateConfiguration(mistaken, log)).rejects.toThrow(/Invalid configuration/);
  });

  it('states every fuse that can be set, and none differently from what is read back', async () => {
    const { electronFuses } = await configuration();
    const settable = Object.keys(scheme.definitions.FuseOptionsV1.properties).filter(
      // macOS only.
      (name) => name !== 'resetAdHocDarwinSignature',
    );
    expect(Object.keys(electronFuses ?? {}).toSorted()).toEqual(settable.toSorted());
    expect(electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('keeps what Windows knows an installed CareDesk by', async () => {
    const { appId, nsis, msi } = await configuration();
    expect(appId).toBe('uk.caredesk.desktop');
    expect(nsis?.guid).toBeUndefined();
    expect(msi?.upgradeCode).toBe('2E242EB8-0AE7-4BD3-8823-57A52D2D7109');
  });

  it('installs for everybody by MSI and by choice with the setup program', async () => {
    const { nsis, msi } = await configuration();
    expect(msi).toMatchObject({ perMachine: true, oneClick: true, runAfterFinish: false });
    expect(nsis).toMatchObject({
      oneClick: false,
      perMachine: false,
      selectPerMachineByDefault: false,
      deleteAppDataOnUninstall: false,
    });
  });

  it('gives files names without spaces that tell the processor', async () => {
    const { artifactName, nsis } = await configuration();
    for (const name of [artifactName, nsis?.artifactName]) {
      expect(name).toMatch(/^[\w${}.-]+$/);
      expect(name).toMatch(/-\$\{arch\}\./);
    }
  });

  it('packs the native module that was made ready and signed, and does not sign it again', async () => {
    const { files, win } = await configuration({ kind: 'nsis', platform: 'win32', arch: 'arm64' });
    const patterns = JSON.stringify(files);
    expect(patterns).toContain('"!node_modules/keytar/prebuilds"');
    const ready = 'out/native/win32-arm64';
    const readied = (name: string, to: string | undefined) =>
      expect.objectContaining({ from: ready, to, filter: [name] });
    expect(files).toContainEqual(
      readied('keytar.node', 'node_modules/keytar/prebuilds/win32-arm64'),
    );
    expect(files).toContainEqual(readied('koffi.node', 'native/win32-arm64'));
    expect(patterns).toContain('"!node_modules/@koromix"');
    expect(files).toContainEqual(readied('native-modules.json', undefined));
    expect(patterns).not.toContain('"**/*"');
    expect(win?.signExts).toEqual(['.dll']);
  });

  it('insists on signing when it is configured, and asks for none otherwise', async () => {
    const target = { kind: 'nsis', platform: 'win32', arch: 'x64' } as const;
    const request = { target, projectDir: '/p', electronDist: null, electronVersion: '45.4.1' };
    const signed = { signtoolOptions: { publisherName: ['CareDesk Ltd'] } };
    expect(builderConfiguration({ ...request, win: signed }).forceCodeSigning).toBe(true);
    const unsigned = builderConfiguration({ ...request, win: { signExecutable: false } });
    expect(unsigned.forceCodeSigning).toBe(false);
    expect(unsigned.win?.signExecutable).toBe(false);
  });

  it('names a feed that nobody can be sent to', async () => {
    const { publish } = await configuration();
    expect(publish).toMatchObject({ url: expect.stringContaining('.invalid/') });
  });
});

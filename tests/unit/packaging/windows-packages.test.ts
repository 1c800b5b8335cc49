import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asar from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fewestFuses, fuseFaults, readFuses } from '../../../build/packaging/fuses.ts';
import { nativeModuleFaults } from '../../../build/packaging/native-module.ts';
import { contentFaults, readPackage } from '../../../build/packaging/package-contents.ts';
import { projectRoot } from '../../../build/project-root.ts';
import { holdsAuthenticode } from '../../../build/release/authenticode-table.ts';
import { runCommand } from '../../../build/run-command.ts';
import { scriptCommand } from '../../../build/script-command.ts';
import { documentedValues } from './registry-table.ts';

const require = createRequire(import.meta.url);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windows-packages-test-'));
  const [command, ...args] = scriptCommand('build/packaging/check-windows.ts', folder);
  const run = await runCommand(command, args, { cwd: projectRoot });
  if (run.code !== 0) throw new Error(`${run.stdout}\n${run.stderr}`);
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const setup = (arch: string) => join(folder, `setup-${arch}/caredesk-setup-0.1.0-${arch}.exe`);
const unpacked = {
  x64: () => join(folder, 'setup-x64/win-unpacked'),
  arm64: () => join(folder, 'setup-arm64/win-arm64-unpacked'),
};

describe('the folder that is packed for Windows', () => {
  it.each(['x64', 'arm64'] as const)('holds exactly what runs on %s', async (arch) => {
    const contents = await readPackage(unpacked[arch]());
    expect(contentFaults(contents, { platform: 'win32', arch })).toEqual([]);
  });

  it('has every fuse as required', async () => {
    expect(
      fuseFaults(await readFuses(join(unpacked.x64(), 'CareDesk.exe')), fewestFuses(true)),
    ).toEqual([]);
  });

  it('carries the hash of its archive in the program, for Electron to compare', async () => {
    const program = await readFile(join(unpacked.x64(), 'CareDesk.exe'));
    const header = require('@electron/asar').getRawHeader(
      join(unpacked.x64(), 'resources/app.asar'),
    );
    const hash = createHash('sha256').update(header.headerString).digest('hex');
    expect(program.includes(Buffer.from(hash, 'latin1'))).toBe(true);
  });

  it('has the same archive each time, but for the hash of what was signed, with its time', async () => {
    const archives = [unpacked.x64(), join(folder, 'msi-x64/win-unpacked')].map((packed) =>
      join(packed, 'resources/app.asar'),
    );
    const [first = [], second] = archives.map((archive) =>
      asar
        .listPackage(archive, { isPack: false })
        .map((path) => path.slice(1))
        .filter((path) => !/^native-modules\.json$|\.node$/.test(path))
        .map((path) => [path, contentOf(archive, path)]),
    );
    expect(first.length).toBeGreaterThan(5);
    expect(first).toEqual(second);
  });
});

/** SHA-256 of a file of an archive, or null of a folder. */
function contentOf(archive: string, path: string): string | null {
  if ('files' in asar.statFile(archive, path)) return null;
  return createHash('sha256').update(asar.extractFile(archive, path)).digest('hex');
}

describe('the native modules', () => {
  it.each(['x64', 'arm64'] as const)(
    'of %s are, signed or not, those whose hashes the archive holds',
    async (arch) => {
      const faults = await nativeModuleFaults(unpacked[arch](), { platform: 'win32', arch });
      expect(faults).toEqual([]);
    },
  );
});

describe('signing', () => {
  const native = 'resources/app.asar.unpacked/node_modules/keytar/prebuilds';

  it.each([
    'CareDesk.exe',
    'ffmpeg.dll',
    'resources/elevate.exe',
    `${native}/win32-x64/keytar.node`,
    'resources/app.asar.unpacked/native/win32-x64/koffi.node',
  ])('reaches %s', async (file) => {
    expect(await holdsAuthenticode(join(unpacked.x64(), file))).toBe(true);
  });

  it('reaches the setup program and its uninstaller, and nothing when not configured', async () => {
    expect(await holdsAuthenticode(setup('x64'))).toBe(true);
    const taken = join(folder, 'uninstaller');
    const uninstaller = 'Uninstall CareDesk.exe';
    await runCommand('7z', ['e', `-o${taken}`, setup('x64'), `$R0/${uninstaller}`]);
    expect(await holdsAuthenticode(join(taken, uninstaller))).toBe(true);
    expect(await holdsAuthenticode(setup('arm64'))).toBe(false);
    expect(await holdsAuthenticode(join(unpacked.arm64(), 'CareDesk.exe'))).toBe(false);
  });

  it('tells the updater both publishers while they change', () => {
    const update = readFileSync(join(unpacked.x64(), 'resources/app-update.yml'), 'utf8');
    expect(update).toContain('- CareDesk test publisher\n  - CareDesk former publisher');
    expect(update).toContain('updaterCacheDirName: caredesk-updater');
  });
});

describe('the setup program', () => {
  it.each([
    ['x64', 'app-64.7z'],
    ['arm64', 'app-arm64.7z'],
  ] as const)(
    'for %s holds the package, the uninstaller and no plug-in more',
    async (arch, app) => {
      const { stdout } = await runCommand('7z', ['l', '-slt', setup(arch)]);
      const files = [...stdout.matchAll(/^Path = (.+)$/gm)]
        .map(([, path = '']) => path)
        .filter((path) => path.startsWith('$'));
      const plugins = ['UAC', 'System', 'StdUtils', 'nsDialogs', 'nsis7z', 'WinShell'];
      expect(new Set(files)).toEqual(
        new Set([
          ...plugins.map((name) => `$PLUGINSDIR/${name}.dll`),
          '$PLUGINSDIR/modern-wizard.bmp',
          `$PLUGINSDIR/${app}`,
          ...(arch === 'arm64' ? ['$PLUGINSDIR/app-64.7z'] : []),
          '$R0/Uninstall CareDesk.exe',
        ]),
      );
    },
  );

  it('stores the ARM64 package once, though the script names it twice', async () => {
    const [x64, arm64] = await Promise.all([stat(setup('x64')), stat(setup('arm64'))]);
    expect(arm64.size).toBeLessThan(x64.size * 1.1);
  });

  it('has what differential updates need beside it', () => {
    expect(existsSync(`${setup('x64')}.blockmap`)).toBe(true);
    const feed = readFileSync(join(folder, 'setup-x64/latest.yml'), 'utf8');
    expect(feed).toContain('url: caredesk-setup-0.1.0-x64.exe');
  });
});

describe('the project of the MSI', () => {
  interface XmlElement {
    getAttribute(name: string): string;
    hasAttribute(name: string): boolean;
    readonly parentNode: XmlElement;
    readonly textContent: string;
  }
  interface XmlDocument {
    getElementsByTagName(name: string): ArrayLike<XmlElement>;
  }
  interface XmlParser {
    parseFromString(text: string, type: string): XmlDocument;
  }

  function project(): (name: string) => readonly XmlElement[] {
    // electron-builder's own parser of XML, told to stop at the first mistake.
    const ofPlist = createRequire(require.resolve('plist'));
    const { DOMParser }: { DOMParser: new (options: object) => XmlParser } =
      ofPlist('@xmldom/xmldom');
    const stop = (message: string) => {
      throw new Error(message);
    };
    const parser = new DOMParser({
      errorHandler: { warning: stop, error: stop, fatalError: stop },
    });
    const text = readFileSync(join(folder, 'msi-x64/project.wxs'), 'utf8');
    const xml = parser.parseFromString(text, 'text/xml');
    return (name) => Array.from(xml.getElementsByTagName(name));
  }
  const all = (name: string) => project()(name);

  it('is for everybody, and replaces the version before by a code that stays', () => {
    expect(all('Product')[0]?.getAttribute('UpgradeCode')).toBe(
      '2E242EB8-0AE7-4BD3-8823-57A52D2D7109',
    );
    const everybody = all('Property').find((one) => one.getAttribute('Id') === 'ALLUSERS');
    expect(everybody?.getAttribute('Value')).toBe('1');
  });

  it('writes exactly the registry values that are documented', () => {
    const types: Readonly<Record<string, string>> = {
      string: 'string',
      expandable: 'expandable string',
      integer: 'number',
    };
    const written = all('RegistryValue').map((value) => ({
      key: value.getAttribute('Key'),
      name: value.getAttribute('Name'),
      type: types[value.getAttribute('Type')],
      data: [value.getAttribute('Value')],
    }));
    const documented = documentedValues().map((value) => ({
      ...value,
      data: value.name === 'installChannel' ? ['msi'] : value.data,
    }));
    expect(documented[0]?.data).toEqual(['msi']);
    expect(written).toEqual(documented);
    expect(all('RegistryValue').every((one) => one.getAttribute('Root') === 'HKLM')).toBe(true);
  });

  it('brings the install channel as a file beside the archive', () => {
    const file = all('File').find((one) => one.getAttribute('Name') === 'install-channel');
    expect(file?.getAttribute('Source')).toBe('install-channel.txt');
    expect(readFileSync(join(folder, 'msi-x64/install-channel.txt'), 'utf8')).toBe('msi');
    const archive = all('File').find((one) => one.getAttribute('Name') === 'app.asar');
    const folderOf = (one: XmlElement | undefined) => one?.parentNode.getAttribute('Directory');
    expect(folderOf(file)).toBe(folderOf(archive));
  });

  it('protects the folder of the policy as the system, or fails', () => {
    const action = all('CustomAction').find(
      (one) => one.getAttribute('Id') === 'protectMachineFolder',
    );
    const settings = ['Execute', 'Impersonate', 'Return'].map((name) => action?.getAttribute(name));
    expect(settings).toEqual(['deferred', 'no', 'check']);
    const [scheduled] = all('Custom').filter(
      (one) => one.getAttribute('Action') === 'protectMachineFolder',
    );
    expect(scheduled?.getAttribute('Before')).toBe('InstallFiles');
    // At an installation, an upgrade and a repair; the removal of the version before is none.
    expect(scheduled?.textContent).toBe('NOT (REMOVE = "ALL")');
  });

  it('sets no rights by name: Windows Installer would follow a link that somebody made', () => {
    for (const name of ['CreateFolder', 'PermissionEx', 'Permission', 'LockPermissions']) {
      expect(all(name)).toEqual([]);
    }
  });

  it('holds the signed program that protects the folder, which needs nothing but System', async () => {
    const [binary, ...more] = all('Binary');
    expect(more).toEqual([]);
    expect(binary?.getAttribute('SourceFile')).toBe('$(var.appDir)\\..\\machine-folder.exe');
    const program = join(folder, 'msi-x64/machine-folder.exe');
    expect(await holdsAuthenticode(program)).toBe(true);
    const { stdout } = await runCommand('7z', ['l', '-slt', program]);
    const files = [...stdout.matchAll(/^Path = (.+)$/gm)].map(([, path = '']) => path);
    expect(files.filter((path) => path.startsWith('$'))).toEqual(['$PLUGINSDIR/System.dll']);
    expect(
      readFileSync(program).includes('requestedExecutionLevel level="requireAdministrator"'),
    ).toBe(true);
  });

  it('puts the version before back when it cannot be replaced', () => {
    expect(all('MajorUpgrade')[0]?.getAttribute('Schedule')).toBe('afterInstallInitialize');
  });

  it('names nothing that it does not declare', () => {
    const directories = new Set(all('Directory').map((one) => one.getAttribute('Id')));
    const files = new Set(all('File').map((one) => one.getAttribute('Id')));
    for (const one of [...all('Component'), ...all('Shortcut')]) {
      if (one.hasAttribute('Directory')) {
        expect(directories).toContain(one.getAttribute('Directory'));
      }
    }
    const binaries = new Set(all('Binary').map((one) => one.getAttribute('Id')));
    for (const action of all('CustomAction')) {
      if (action.hasAttribute('FileKey')) expect(files).toContain(action.getAttribute('FileKey'));
      else expect(binaries).toContain(action.getAttribute('BinaryKey'));
    }
    const actions = new Set(all('CustomAction').map((one) => one.getAttribute('Id')));
    for (const one of all('Custom')) expect(actions).toContain(one.getAttribute('Action'));
    const guids = all('Component')
      .map((one) => one.getAttribute('Guid'))
      .filter((guid) => guid !== '');
    expect(guids).toHaveLength(3);
    expect(new Set(guids).size).toBe(guids.length);
    for (const guid of guids) expect(guid).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  });

  it('opens no firewall port and starts nothing but CareDesk’s own', () => {
    const text = readFileSync(join(folder, 'msi-x64/project.wxs'), 'utf8');
    expect(text).not.toMatch(/firewall/i);
    expect(all('CustomAction').map((one) => one.getAttribute('ExeCommand'))).toEqual([
      '/S',
      '--remove-user-data',
    ]);
    expect(text).not.toMatch(/powershell|cmd\.exe|wscript|cscript|icacls/i);
    expect(all('ServiceInstall')).toEqual([]);
  });
});

import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isNewer } from '../../../electron/updates/version-order.ts';
import { compareOrdinal, nsisFunctions } from './installer-script-functions.ts';
import { linesOf, part } from './installer-script-lines.ts';
import { documentedValues, type RegistryValue, readProjectFile } from './registry-table.ts';

const script = linesOf('build/installer/installer.nsh');
const text = script.join('\n');
const machineFolder = linesOf('build/installer/machine-folder.nsh').join('\n');
const machineFolderProgram = linesOf('build/installer/machine-folder.nsi').join('\n');
const everything = [text, machineFolder, machineFolderProgram].join('\n');

const types: Readonly<Record<string, RegistryValue['type']>> = {
  WriteRegStr: 'string',
  WriteRegExpandStr: 'expandable string',
  WriteRegDWORD: 'number',
};

const defines = new Map(
  script.flatMap((line) => {
    const found = /^!define (\w+) "?([^"]+)"?$/.exec(line);
    return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const];
  }),
);

/** What $R0 may hold where it is written. */
const channels = [...text.matchAll(/StrCpy \$R0 "(nsis-\w+)"/g)].map(([, name = '']) => name);

const written = script
  .filter((line) => line.startsWith('WriteReg'))
  .map((line) => {
    const found = /^(\w+) (HKLM|SHELL_CONTEXT) "<(\w+)>" "(\w+)" "?([^"]+)"?$/.exec(line);
    const [, command = '', root = '', key = '', name = '', data = ''] = found ?? [];
    return {
      root,
      key: defines.get(key) ?? line,
      name,
      type: types[command],
      data: data === '$R0' ? channels : [data],
    };
  });

describe('the installer’s own script', () => {
  it('writes exactly the registry values that are documented', () => {
    const documented = documentedValues().map((value) => ({
      ...value,
      // The MSI's is not the setup program's to write.
      data: value.data.filter((data) => data !== 'msi'),
    }));
    const values = written.map(({ root: _root, ...value }) => value);
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(values.toSorted(byName)).toEqual(documented.toSorted(byName));
    expect(values.length).toBeGreaterThan(0);
  });

  it('removes again what it writes, and only when it is not an update', () => {
    const uninstall = text.slice(text.indexOf('!macro customUnInstall\n'));
    expect(uninstall).toMatch(/^!macro customUnInstall\n<IfNot> <isUpdated>/);
    expect(uninstall).toContain('DeleteRegKey HKLM "<CAREDESK_EVENT_SOURCE_KEY>"');
    expect(uninstall).toContain('DeleteRegValue SHELL_CONTEXT "<CAREDESK_KEY>" "installChannel"');
    // A key that others write to stays.
    expect(uninstall).toContain('DeleteRegKey /ifempty SHELL_CONTEXT "<CAREDESK_KEY>"');
  });

  it('opens no firewall port', () => {
    expect(text).not.toMatch(/firewall|netsh|advfirewall|SimpleFC/i);
  });

  it('starts no script and no PowerShell', () => {
    expect(everything).not.toMatch(/powershell|cmd\.exe|wscript|cscript|\.ps1|\.bat|\.vbs/i);
    const starts = everything
      .split('\n')
      .filter((line) => /^(nsExec::|Exec|<StdUtils\.Exec)|CreateProcess|ShellExecute/.test(line));
    expect(starts.map((line) => /"([^"]+)"/.exec(line)?.[1])).toEqual([
      // Once it may have been replaced, and once to remove a person's data.
      '$INSTDIR\\<APP_EXECUTABLE_FILENAME>',
      '$INSTDIR\\<APP_EXECUTABLE_FILENAME>',
    ]);
  });

  it('ends nobody’s CareDesk', () => {
    expect(text).not.toMatch(/taskkill|KillProcess|TerminateProcess|CloseProcess/i);
    expect(text).toContain('!macro customCheckAppRunning');
  });

  it('copies a policy only where there is none, and never removes one', () => {
    const copies = script.filter((line) => line.includes('policy.json'));
    expect(copies).toEqual([
      // The last argument: fail if it exists.
      expect.stringMatching(/kernel32::CopyFile\(t "\$careDeskPolicyFile", .*policy\.json", i 1\)/),
    ]);
    const removals = everything
      .split('\n')
      .filter((line) => /^(RMDir|Delete|CopyFiles|Rename) |MoveFileEx|DeleteFile/.test(line));
    // By handle: a file that it has made itself, in a folder that is not the one it should be.
    expect(everything.match(/SetFileInformationByHandle/g)).toHaveLength(1);
    expect(removals).toEqual([
      'RMDir /r "$APPDATA\\<PRODUCT_FILENAME>"',
      'RMDir /r "$LOCALAPPDATA\\<APP_PACKAGE_NAME>-updater"',
    ]);
    // With the shell's folders of everybody the first of these would be the policy's.
    const before = text.slice(0, text.indexOf(removals[0] ?? ''));
    expect(before.lastIndexOf('SetShellVarContext current')).toBeGreaterThan(
      before.lastIndexOf('SetShellVarContext all'),
    );
  });

  it('shows nothing when it is silent', () => {
    const boxes = script.filter((line) => line.includes('MessageBox'));
    // The question about an open CareDesk is asked only when not silent.
    const unanswered = boxes.filter((line) => !line.includes('/SD '));
    expect(unanswered).toEqual([expect.stringContaining('is open on this PC')]);
  });

  it('has the exit codes that docs/installing.md explains', () => {
    const codes = [...defines]
      .filter(([name]) => name.startsWith('EXIT_'))
      .map(([, code]) => Number(code));
    const section = readProjectFile('docs/installing.md').split('## MSI')[0] ?? '';
    const documented = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    // Those of NSIS itself: done, cancelled, aborted.
    expect(documented.toSorted((a, b) => a - b)).toEqual(
      [0, 1, 2, ...codes].toSorted((a, b) => a - b),
    );
  });

  it('knows the switches that docs/installing.md explains', () => {
    const documented = readProjectFile('docs/installing.md');
    const options = [...text.matchAll(/GetOptions> \$R0 "(\/\w+=?)"/g)].map(
      ([, option = '']) => option,
    );
    expect(options).toEqual(['/POLICY=', '/REMOVEDATA']);
    for (const option of options) expect(documented).toContain(`| \`${option}`);
  });
});

describe('CareDesk’s own update request', () => {
  it('installs no version older than the one installed, nor one that cannot be compared', () => {
    const init = part(text, 'macro', 'customInit');
    expect(init).toMatch(
      /<If> <isUpdated>\nStrCpy \$0 "<VERSION>"\nReadRegStr \$1 SHELL_CONTEXT "<UNINSTALL_REGISTRY_KEY>" "DisplayVersion"\nCall compareVersions\n<If> \$2 < 2\n!insertmacro refuse <EXIT_OLDER>/,
    );
    // For whom it is installed is settled by then: the registry key depends on it.
    expect(init.lastIndexOf('setInstallMode')).toBeLessThan(init.indexOf('compareVersions'));
  });

  it('starts the version that is there again wherever it ends without installing', () => {
    const before = script.flatMap((line, index) =>
      line === 'Quit' ? [script.slice(Math.max(0, index - 3), index).join(' ')] : [],
    );
    expect(before).toEqual([
      '!ifndef BUILD_UNINSTALLER !insertmacro startInstalledAgain !endif',
      // Cancelled by the person, who is asked only when it is not silent.
      expect.stringContaining('SetErrorLevel 1'),
      // Only when it is no update.
      expect.stringContaining('SetErrorLevel <EXIT_ELEVATION_REQUIRED>'),
    ]);
    expect(text).toMatch(/<ElseIfNot> <isUpdated>\nSetErrorLevel <EXIT_ELEVATION_REQUIRED>/);
    expect(part(text, 'macro', 'startInstalledAgain')).toMatch(
      /^<AndIf> <isForceRun>[\s\S]+<StdUtils\.ExecShellAsUser> /m,
    );
  });
});

describe('the NSIS that installers are compiled with', () => {
  it('unpacks its plug-ins where ordinary users cannot exchange them', () => {
    const version = /^ {2}nsis: (\S+)$/m.exec(readProjectFile('electron-builder.yml'))?.[1] ?? '';
    const ofBuilder = createRequire(import.meta.url);
    const { nsisChecksums }: { nsisChecksums: Record<string, Record<string, string>> } = ofBuilder(
      'app-builder-lib/out/toolsets/windows.js',
    );
    const [file = ''] = Object.keys(nsisChecksums[version] ?? {});
    const [, major, minor] = /^nsis-bundle-(\d+)\.(\d+)\./.exec(file) ?? [];
    expect(Number(major) * 100 + Number(minor)).toBeGreaterThanOrEqual(312);
  });
});

describe('the order of versions in the installer', () => {
  const run = nsisFunctions(readProjectFile('build/installer/version-order.nsh'), compareOrdinal);
  const compare = (a: string, b: string) => run('compareVersions', { 0: a, 1: b }).get('2');
  const versions = [
    '0.1.0',
    '0.9.0',
    '0.10.0',
    '1.0.0-1',
    '1.0.0-2.9',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta-2',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.9',
    '1.0.10-beta.1',
    '1.0.10',
    '1.10.0',
    '2.0.0',
    '10.0.0',
    '10.0.9007199254740992',
    '10.0.9007199254740993',
  ];

  it.each(versions)('puts %s where the updater puts it', (version) => {
    for (const other of versions) {
      const expected = isNewer(version, other) ? '3' : isNewer(other, version) ? '1' : '2';
      expect(`${other}: ${compare(version, other)}`).toBe(`${other}: ${expected}`);
    }
  });

  it.each(['', '1', '1.2', '1.2.3.4', 'v1.2.3', '1.x.3', '1.2.3+5', '1..3', '1.2.', 'newest'])(
    'knows that “%s” is no version',
    (text) => {
      expect(compare('9.9.9', text)).toBe('0');
      expect(compare(text, '0.0.1')).toBe('0');
    },
  );
});

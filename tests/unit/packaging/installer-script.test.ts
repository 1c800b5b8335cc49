import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isNewer } from '../../../electron/updates/version-order.ts';
import { compareOrdinal, nsisFunctions, type SystemCall } from './installer-script-functions.ts';
import { documentedValues, type RegistryValue, readProjectFile } from './registry-table.ts';

function linesOf(path: string): string[] {
  return (
    readProjectFile(path)
      .split('\n')
      // Names in angle brackets: in quotes, ${…} would look like a mistaken template here.
      .map((line) => line.trim().replaceAll(/\$\{([\w.]+)\}/g, '<$1>'))
      .filter((line) => !line.startsWith('#'))
  );
}

const script = linesOf('build/installer/installer.nsh');
const text = script.join('\n');
const machineFolder = linesOf('build/installer/machine-folder.nsh').join('\n');
const machineFolderProgram = linesOf('build/installer/machine-folder.nsi').join('\n');
const everything = [text, machineFolder, machineFolderProgram].join('\n');

/** The lines of a macro or function. */
function part(of: string, kind: 'macro' | 'Function', name: string): string {
  const from = of.indexOf(`${kind} ${name}\n`);
  expect(from, `${kind} ${name}`).toBeGreaterThanOrEqual(0);
  return of.slice(from, of.indexOf(kind === 'macro' ? '!macroend' : 'FunctionEnd', from));
}

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

describe('the folder of the machine policy', () => {
  const rights = (name: string) =>
    new RegExp(`!define ${name} "(.+)"`).exec(machineFolder)?.[1] ?? '';

  it.each([
    ['MACHINE_FOLDER_RIGHTS', 'OICI'],
    ['MACHINE_FILE_RIGHTS', ''],
  ])('is administrators’ and the system’s to write to, and users’ to read (%s)', (name, flags) => {
    const [, owner, group, list = ''] = /^O:(..)G:(..)D:P((?:\(.+?\))+)$/.exec(rights(name)) ?? [];
    expect([owner, group]).toEqual(['BA', 'BA']);
    const entries = [...list.matchAll(/\((.+?)\)/g)].map(([, entry]) => entry);
    expect(entries).toEqual([
      `A;${flags};FA;;;SY`,
      `A;${flags};FA;;;BA`,
      `A;${flags};0x1200a9;;;BU`,
    ]);
    const write = Number(/!define MACHINE_WRITE_RIGHTS (\w+)/.exec(machineFolder)?.[1]);
    expect(0x1200a9 & write).toBe(0);
    // FILE_WRITE_DATA, FILE_APPEND_DATA, DELETE, WRITE_DAC, WRITE_OWNER.
    for (const right of [0x2, 0x4, 0x10000, 0x40000, 0x80000]) expect(write & right).toBe(right);
  });

  it('is judged and protected through handles that follow no link and let nobody write', () => {
    expect(everything).not.toMatch(/icacls|NamedSecurityInfo|SetFileSecurity|SetFileAttributes/i);
    const opened = machineFolder.split('\n').filter((line) => line.includes('CreateFile('));
    expect(opened).toEqual([
      // FILE_SHARE_READ alone, OPEN_EXISTING.
      expect.stringContaining('i <MACHINE_ITEM_ACCESS>, i 1, p 0, i 3, i <MACHINE_ITEM_FLAGS>'),
    ]);
    const flags = Number(/!define MACHINE_ITEM_FLAGS (\w+)/.exec(machineFolder)?.[1]);
    // FILE_FLAG_OPEN_REPARSE_POINT; FILE_FLAG_BACKUP_SEMANTICS, for folders.
    expect(flags).toBe(0x0020_0000 | 0x0200_0000);
  });

  it('is the administrators’ before anybody looks at what is in it', () => {
    const whole = part(machineFolder, 'Function', 'protectMachineFolder');
    expect(whole).toMatch(/Call takeMachineFolder[\s\S]+Call protectMachineItemsIn/);
    expect(part(machineFolder, 'Function', 'takeMachineFolder')).toMatch(
      /CreateDirectory\(t "\$machineItem", p r8\)[\s\S]+Call protectMachineItem$/m,
    );
  });

  it('is protected before anything is installed, in the elevated instance too', () => {
    const section = part(text, 'macro', 'customHeader');
    expect(section).toMatch(
      /^<ElseIf> <UAC_IsAdmin>.*\n.*customCheckAppRunning\n!insertmacro prepareMachineFolder$/m,
    );
    // electron-builder's own script: our section comes before the one that installs.
    const builder = readProjectFile('node_modules/app-builder-lib/templates/nsis/installer.nsi');
    const ours = builder.indexOf('!insertmacro customHeader');
    const theirs = builder.indexOf('Section "install"');
    expect(ours).toBeGreaterThan(0);
    expect(theirs).toBeGreaterThan(ours);
  });

  it('refuses with words, and by the MSI with a code, when it cannot be protected', () => {
    expect(part(text, 'macro', 'prepareMachineFolder')).toMatch(
      /^Call protectMachineFolder\n<If> \$machineFault != ""\n!insertmacro refuse 2 /m,
    );
    expect(machineFolderProgram).toMatch(
      /^Call protectMachineFolder\n<If> \$machineFault != ""\nSetErrorLevel 2\nQuit$/m,
    );
    expect(machineFolderProgram).toContain('RequestExecutionLevel admin');
  });
});

describe('what is found in the folder of the machine policy', () => {
  type Account = 'system' | 'administrators' | 'somebody';
  interface Entry {
    readonly type?: number;
    readonly flags?: number;
    readonly rights: number;
    readonly account: Account;
  }
  interface Item {
    readonly attributes?: number;
    readonly links?: number;
    readonly owner?: Account;
    /** Null: no list, so no restriction. */
    readonly list?: readonly Entry[] | null;
  }
  const folder = 0x10;
  const reparsePoint = 0x400;
  // As icacls names them.
  const [full, modify, read] = [0x1f01ff, 0x1301bf, 0x1200a9];
  const usual: readonly Entry[] = [
    { rights: full, account: 'system' },
    { rights: full, account: 'administrators' },
    { rights: read, account: 'somebody' },
  ];

  /** A Windows where everything is `item`; addresses are numbers that mean something here alone. */
  function windows({
    attributes = 0x20,
    links = 1,
    owner = 'administrators',
    list = usual,
  }: Item): SystemCall {
    const [ownerAt, listAt, entriesAt, entrySize] = [100, 200, 1000, 100];
    const accountAt = (address: number) =>
      address === ownerAt ? owner : list?.[Math.floor((address - entriesAt) / entrySize)]?.account;
    return (call, registers) => {
      const set = (values: Readonly<Record<string, number>>) => {
        for (const [name, value] of Object.entries(values)) registers.set(name, String(value));
      };
      const register = (name: string) => Number(registers.get(name));
      if (call.includes('CreateFile(')) set({ 1: 7, error: 0 });
      else if (call.startsWith('*(&i52)')) set({ 0: 50 });
      else if (call.includes('GetFileInformationByHandle')) set({ 2: 1 });
      else if (call.startsWith('*50(')) set({ 3: attributes, 4: links });
      else if (call.includes('GetSecurityInfo')) {
        set({ R0: ownerAt, R3: list === null ? 0 : listAt, 5: 1, 2: 0 });
      } else if (call.includes('IsWellKnownSid')) {
        const wanted = call.includes('i 22') ? 'system' : 'administrators';
        set({ R1: accountAt(register('R0')) === wanted ? 1 : 0 });
      } else if (call.startsWith(`*${listAt}(`)) set({ R4: list?.length ?? 0 });
      else if (call.includes('GetAce')) {
        set({ R6: entriesAt + entrySize * register('R5'), R7: 1 });
      } else if (call.startsWith('*1')) {
        const entry = list?.[(register('R6') - entriesAt) / entrySize];
        set({ R7: entry?.type ?? 0, R8: entry?.flags ?? 0, R9: entry?.rights ?? 0 });
      } else if (!call.includes('LocalFree')) throw new Error(`Nobody here can call ${call}`);
    };
  }
  const script = readProjectFile('build/installer/machine-folder.nsh');
  const verdict = (item: Item) =>
    nsisFunctions(script, windows(item))('judgeMachineItem', {}).get('machineVerdict');
  const besides = (entry: Entry): readonly Entry[] => [...usual, entry];

  it.each<[string, Item]>([
    ['a file of Administrators', {}],
    ['a file of the system', { owner: 'system' }],
    ['a folder of Administrators', { attributes: folder }],
    [
      'a folder in which ProgramData lets everybody make something',
      { attributes: folder, list: besides({ rights: 0x116, account: 'somebody' }) },
    ],
    [
      'a file that somebody must not write to',
      { list: besides({ type: 1, rights: full, account: 'somebody' }) },
    ],
    [
      'a folder that hands down more than it gives',
      { attributes: folder, list: besides({ flags: 0xb, rights: full, account: 'somebody' }) },
    ],
  ])('stays when it is %s', (_case, item) => {
    expect(verdict(item)).toBe('trusted');
  });

  it.each<[string, Item]>([
    ['somebody’s file', { owner: 'somebody' }],
    ['somebody’s folder', { attributes: folder, owner: 'somebody' }],
    ['a link to a file', { attributes: reparsePoint }],
    ['a junction', { attributes: folder | reparsePoint }],
    ['a file with a second name', { links: 2 }],
    ['a file without a list', { list: null }],
    ['a file that somebody may modify', { list: besides({ rights: modify, account: 'somebody' }) }],
    ...[0x2, 0x4, 0x10000, 0x40000, 0x80000, 0x10000000, 0x40000000].map(
      (rights): [string, Item] => [
        `a file that somebody has right 0x${rights.toString(16)} to`,
        { list: besides({ rights, account: 'somebody' }) },
      ],
    ),
    [
      'a file whose list only Windows can read',
      { list: besides({ type: 9, rights: read, account: 'somebody' }) },
    ],
    [
      'a folder whose rights somebody may change',
      { attributes: folder, list: besides({ rights: full, account: 'somebody' }) },
    ],
  ])('is set aside when it is %s', (_case, item) => {
    expect(verdict(item)).toBe('untrusted');
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

import { describe, expect, it } from 'vitest';
import { nsisFunctions } from './installer-script-functions.ts';
import { linesOf, part } from './installer-script-lines.ts';
import { readProjectFile } from './registry-table.ts';
import {
  attributes,
  type Entry,
  file,
  folder,
  type Item,
  rights,
  usual,
  windows,
} from './windows-folders.ts';

const text = linesOf('build/installer/installer.nsh').join('\n');
const machineFolder = linesOf('build/installer/machine-folder.nsh').join('\n');
const machineFolderSource = readProjectFile('build/installer/machine-folder.nsh');
const machineFolderProgram = linesOf('build/installer/machine-folder.nsi').join('\n');
const everything = [text, machineFolder, machineFolderProgram].join('\n');

describe('the folder of the machine policy', () => {
  const rightsOf = (name: string) =>
    new RegExp(`!define ${name} "(.+)"`).exec(machineFolder)?.[1] ?? '';

  it.each([
    ['MACHINE_FOLDER_RIGHTS', 'OICI'],
    ['MACHINE_FILE_RIGHTS', ''],
  ])('is administrators’ and the system’s to write to, and users’ to read (%s)', (name, flags) => {
    const [, owner, group, list = ''] =
      /^O:(..)G:(..)D:P((?:\(.+?\))+)$/.exec(rightsOf(name)) ?? [];
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
    // FILE_SHARE_READ alone.
    expect(opened).toEqual([
      expect.stringContaining('i r3, i 1, p r4, i r5, i <MACHINE_ITEM_FLAGS>, p 0)'),
    ]);
    // OPEN_EXISTING, and CREATE_NEW for the file of ours.
    expect(part(machineFolder, 'Function', 'judgeMachineItem')).toContain('StrCpy $5 3');
    expect(part(machineFolder, 'Function', 'keepMachineFolder')).toContain('StrCpy $5 1');
    const flags = Number(/!define MACHINE_ITEM_FLAGS (\w+)/.exec(machineFolder)?.[1]);
    // FILE_FLAG_OPEN_REPARSE_POINT; FILE_FLAG_BACKUP_SEMANTICS, for folders; SECURITY_SQOS_PRESENT
    // and SECURITY_IDENTIFICATION, for what is no file.
    expect(flags).toBe(0x0020_0000 | 0x0200_0000 | 0x0010_0000 | 0x0001_0000);
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
  const verdict = (item: Partial<Item>) => {
    const { system } = windows(folder({ it: file(item) }));
    const run = nsisFunctions(machineFolderSource, system);
    return run('judgeMachineItem', { machineItem: 'C:\\it' }).get('machineVerdict');
  };
  const besides = (entry: Entry): readonly Entry[] => [...usual, entry];

  it.each<[string, Partial<Item>]>([
    ['a file of Administrators', {}],
    ['a file of the system', { owner: 'system' }],
    ['a folder of Administrators', { attributes: attributes.folder }],
    [
      'a folder in which ProgramData lets everybody make something',
      { attributes: attributes.folder, list: besides({ rights: 0x116, account: 'somebody' }) },
    ],
    [
      'a file that somebody must not write to',
      { list: besides({ type: 1, rights: rights.full, account: 'somebody' }) },
    ],
    [
      'a folder that hands down more than it gives',
      {
        attributes: attributes.folder,
        list: besides({ flags: 0xb, rights: rights.full, account: 'somebody' }),
      },
    ],
  ])('stays when it is %s', (_case, item) => {
    expect(verdict(item)).toBe('trusted');
  });

  it.each<[string, Partial<Item>]>([
    ['somebody’s file', { owner: 'somebody' }],
    ['somebody’s folder', { attributes: attributes.folder, owner: 'somebody' }],
    ['a link to a file', { attributes: attributes.reparsePoint }],
    ['a junction', { attributes: attributes.folder | attributes.reparsePoint }],
    ['a file with a second name', { links: 2 }],
    ['a file without a list', { list: null }],
    [
      'a file that somebody may modify',
      { list: besides({ rights: rights.modify, account: 'somebody' }) },
    ],
    ...[0x2, 0x4, 0x10000, 0x40000, 0x80000, 0x10000000, 0x40000000].map(
      (right): [string, Partial<Item>] => [
        `a file that somebody has right 0x${right.toString(16)} to`,
        { list: besides({ rights: right, account: 'somebody' }) },
      ],
    ),
    [
      'a file whose list only Windows can read',
      { list: besides({ type: 9, rights: rights.read, account: 'somebody' }) },
    ],
    [
      'a folder whose rights somebody may change',
      {
        attributes: attributes.folder,
        list: besides({ rights: rights.full, account: 'somebody' }),
      },
    ],
  ])('is set aside when it is %s', (_case, item) => {
    expect(verdict(item)).toBe('untrusted');
  });
});

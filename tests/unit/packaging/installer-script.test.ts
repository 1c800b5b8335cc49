import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { machineFolder as machinePolicyFolder } from '../../../electron/policy/machine-folder.ts';
import { isNewer } from '../../../electron/updates/version-order.ts';
import { compareOrdinal, nsisFunctions } from './installer-script-functions.ts';
import { documentedValues, type RegistryValue, readProjectFile } from './registry-table.ts';
import {
  attributes,
  type Entry,
  file,
  folder,
  type Item,
  makeFolderAgain,
  makeJunction,
  rights,
  usual,
  type Windows,
  windows,
} from './windows-folders.ts';

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
const machineFolderSource = readProjectFile('build/installer/machine-folder.nsh');
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

describe('the folder of the machine policy while others have it open', () => {
  const marker = '.protected';
  const handedDown: readonly Entry[] = [...usual, { rights: 0x116, account: 'somebody' }];
  const theirs = (): Partial<Item> => ({ owner: 'somebody', list: handedDown });

  /** A PC whose administrator made the folder; everybody may make things in it. */
  function pc(items: Readonly<Record<string, Item>> = {}) {
    const policies = folder(items, { list: handedDown });
    const secret = { list: usual.slice(0, 2) };
    const system32 = folder(
      { 'secret.ini': file(secret), theirs: file(theirs()), sub: folder({}, secret) },
      secret,
    );
    const programData = folder({ CareDesk: policies });
    const before = structuredClone(system32);
    return {
      policies,
      system32,
      programData,
      disk: folder({ ProgramData: programData, System32: system32 }),
      expectUntouched: () => expect(system32).toEqual(before),
    };
  }
  type Others = Parameters<typeof windows>[1];
  type Fails = Parameters<typeof windows>[2];
  const appData = 'C:\\ProgramData';
  function protect(disk: Item, ...others: [Others?, Fails?]) {
    return protectIn(appData, windows(disk, ...others));
  }
  function protectIn(APPDATA: string, { system, list, opened }: Windows) {
    const run = nsisFunctions(machineFolderSource, system, list);
    const fault = run('protectMachineFolder', { APPDATA }).get('machineFault');
    expect(opened()).toEqual([]);
    return fault;
  }
  const expectSafe = (item: Item | undefined) =>
    expect(item).toMatchObject({ owner: 'administrators', list: usual, leadsTo: null, links: 1 });
  const named = (item: Item | undefined, name: string) => item?.items.get(name);

  it('is made with a file that stays in it', () => {
    const { disk, programData } = pc();
    programData.items.clear();
    expect(protect(disk)).toBe('');
    expectSafe(named(programData, 'CareDesk'));
    expect([...(named(programData, 'CareDesk')?.items.keys() ?? [])]).toEqual([marker]);
    expectSafe(named(named(programData, 'CareDesk'), marker));
  });

  it('keeps what administrators put there, and folders in it get such a file too', () => {
    const { disk, policies, programData } = pc({
      // Somebody may change its attributes.
      'policy.json': file({ list: [...usual, { rights: 0x100, account: 'somebody' }] }),
      more: folder({ deeper: folder() }, { list: handedDown }),
    });
    expect(protect(disk)).toBe('');
    const more = named(policies, 'more');
    for (const item of [policies, more, named(more, 'deeper')]) {
      expectSafe(item);
      expectSafe(named(item, marker));
    }
    expect([...policies.items.keys()].toSorted()).toEqual([marker, 'more', 'policy.json']);
    expectSafe(named(policies, 'policy.json'));
    expect([...programData.items.keys()]).toEqual(['CareDesk']);
  });

  it.each(['D:\\ProgramData', 'C:\\Program Data', 'C:\\ProgramData\\more', ''])(
    'is refused where CareDesk does not read it, and Windows is asked for nothing (%s)',
    (elsewhere) => {
      const pc = windows(folder(), (name) => {
        throw new Error(name);
      });
      expect(protectIn(elsewhere, pc)).toContain('where C:\\ProgramData is the folder of Windows');
    },
  );

  it('may be written in other letters', () => {
    const { disk, policies, programData } = pc();
    disk.items.set('PROGRAMDATA', programData);
    expect(protectIn('C:\\PROGRAMDATA', windows(disk))).toBe('');
    expectSafe(named(policies, marker));
  });

  it('is the one that CareDesk reads', () => {
    const [, path] = /<If> \$APPDATA != "(.+)"$/m.exec(machineFolder) ?? [];
    expect(`${path}\\CareDesk`).toBe(machinePolicyFolder('win32'));
    // Everybody's, not the person's.
    expect(machineFolderProgram).toMatch(/SetShellVarContext all\nCall protectMachineFolder$/m);
  });

  it('is found as it was left, the next time', () => {
    const { disk, policies, programData } = pc({ more: folder() });
    expect(protect(disk)).toBe('');
    const before = structuredClone(programData);
    expect(protect(disk)).toBe('');
    expect(programData).toEqual(before);
    expect(policies.items.size).toBe(2);
    // Users may read what is in it; that must not keep updates away.
    for (const item of policies.items.values()) item.read = true;
    expect(protect(disk)).toBe('');
  });

  it('gets a file of ours beside one that somebody may remove', () => {
    const { disk, policies, programData } = pc({
      [marker]: file(theirs()),
      [`${marker}-`]: folder({}, theirs()),
      // Administrators', but those who may make things in it may also have it open to remove it.
      [`${marker}--`]: folder(
        {},
        { list: [...handedDown, { rights: 0x10000, account: 'somebody' }] },
      ),
    });
    const before: string[] = [];
    expect(
      protect(disk, (name) => {
        if (name === 'MoveFile' && before.length === 0) before.push(...policies.items.keys());
      }),
    ).toBe('');
    // Already there when the first is moved away.
    expect(before).toContain(`${marker}---`);
    expect([...policies.items.keys()].toSorted()).toEqual([`${marker}--`, `${marker}---`]);
    expectSafe(named(policies, `${marker}---`));
    expect([...programData.items.keys()].toSorted()).toEqual([
      'CareDesk',
      `CareDesk.untrusted-${marker}`,
      `CareDesk.untrusted-${marker}-`,
    ]);
  });

  it.each<[string, (its: ReturnType<typeof pc>) => Item | undefined]>([
    ['itself', ({ policies }) => policies],
    ['an empty folder in it', ({ policies }) => named(policies, 'more')],
    ['a folder in it that becomes empty', ({ policies }) => named(policies, 'filled')],
  ])('becomes no link while it is looked through: %s', (_case, find) => {
    const its = pc({
      more: folder({}, { list: handedDown }),
      filled: folder({ theirs: file(theirs()) }, { list: handedDown }),
    });
    if (find(its) === its.policies) its.policies.items.clear();
    const victim = find(its) ?? folder();
    let listed = 0;
    const fault = protect(its.disk, (name) => {
      // A link from the start is set aside; this one waits until it has been judged.
      const judged = victim.list === usual;
      if (judged && (name === 'list' || name === 'MoveFile')) makeJunction(victim, its.system32);
      if (judged && name === 'list') listed += 1;
    });
    expect(fault).toBe('');
    expect(listed).toBeGreaterThan(0);
    expectSafe(victim);
    its.expectUntouched();
  });

  it.each<[string, (its: ReturnType<typeof pc>) => Item | undefined]>([
    ['itself', ({ policies }) => policies],
    ['a folder in it', ({ policies }) => named(policies, 'more')],
  ])('is refused when it becomes a link before its file is made: %s', (_case, find) => {
    for (const back of [false, true]) {
      for (const there of [false, true]) {
        const its = pc({ more: folder({}, { list: handedDown }) });
        if (find(its) === its.policies) its.policies.items.clear();
        const victim = find(its) ?? folder();
        // Where it leads there may be one already.
        if (there) its.system32.items.set(marker, file());
        const before = structuredClone(its.system32);
        const listed: string[] = [];
        const fault = protect(its.disk, (name, text = '') => {
          const judged = victim.items.size === 0 && victim.list === usual;
          if (judged && name === 'CreateFile') makeJunction(victim, its.system32);
          else if (back) makeFolderAgain(victim);
          if (name === 'list') listed.push(text);
        });
        expect(fault).toMatch(/^C:\\ProgramData\\CareDesk(\\more)? was made a link /);
        expect(its.system32).toEqual(before);
        expect(listed).toEqual(victim === its.policies ? [] : ['C:\\ProgramData\\CareDesk']);
      }
    }
  });

  it('is refused when its file lies in a folder whose name only looks the same', () => {
    const its = pc();
    // A soft hyphen: to NSIS' own comparison the names are the same.
    const alike = folder();
    its.programData.items.set('Care\u00adDesk', alike);
    const fault = protect(its.disk, (name, text = '') => {
      if (name === 'CreateFile' && text.endsWith(marker)) makeJunction(its.policies, alike);
      else makeFolderAgain(its.policies);
    });
    expect(fault).toContain('was made a link');
    expect(part(machineFolder, 'Function', 'isMarkerInFolder')).toContain('CompareStringOrdinal(');
  });

  it('is refused when it gets one of the few tags that folders with contents can have', () => {
    const its = pc({ 'policy.json': file() });
    const fault = protect(its.disk, (name) => {
      if (name === 'GetFinalPathNameByHandle') its.policies.attributes |= attributes.reparsePoint;
    });
    expect(fault).toContain('was made a link');
    expect([...its.policies.items.keys()]).toEqual(['policy.json']);
  });

  it('is refused when its file cannot be made', () => {
    const its = pc();
    const fails: Fails = (name, text = '') => name === 'CreateFile' && text.endsWith(marker);
    const fault = protect(its.disk, undefined, fails);
    expect(fault).toContain(`${marker} cannot be made or opened.`);
  });

  it.each([
    ['its file is', 2, 'cannot be protected against changes by others'],
    ['it has become', 3, 'was made a link'],
  ])('is refused when Windows does not say what %s', (_what, time, words) => {
    const its = pc();
    let asked = 0;
    const fault = protect(its.disk, undefined, (name) => {
      if (name === 'GetFileInformationByHandle') asked += 1;
      return name === 'GetFileInformationByHandle' && asked === time;
    });
    expect(fault).toContain(words);
    expect([...its.policies.items.keys()]).toEqual([]);
  });

  it('is refused when its rights cannot be set, and nothing is made in it', () => {
    const its = pc();
    const fault = protect(
      its.disk,
      () => expect(its.policies.items.size).toBe(0),
      (name) => name === 'SetKernelObjectSecurity',
    );
    expect(fault).toContain('CareDesk cannot be protected against changes by others');
    expect([...its.policies.items.keys()]).toEqual([]);
  });

  it('is refused where Windows does not keep rights', () => {
    const its = pc();
    const fault = protect(its.disk, (name) => {
      const made = named(its.policies, marker);
      if (made !== undefined) made.list = null;
      if (name === 'list') throw new Error('It is not to be looked through.');
    });
    expect(fault).toContain('cannot be protected against changes by others');
    expect([...its.policies.items.keys()]).toEqual([]);
  });

  it('stays open, and each folder in it, until what it holds is done', () => {
    const its = pc({ more: folder({ deeper: folder({ 'a.json': file() }) }) });
    const more = named(its.policies, 'more');
    const deeper = named(more, 'deeper');
    const open = windows(its.disk, (name, text = '') => {
      if (name !== 'list' && name !== 'CreateFile') return;
      const inner = [its.policies, more, deeper];
      const depth = text.split('\\').length - (name === 'list' ? 2 : 3);
      if (depth > 0) expect(open.opened()).toEqual(inner.slice(0, depth));
    });
    expect(protectIn(appData, open)).toBe('');
    expectSafe(named(deeper, 'a.json'));
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

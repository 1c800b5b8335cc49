import { describe, expect, it } from 'vitest';
import { machineFolder as machinePolicyFolder } from '../../../electron/policy/machine-folder.ts';
import { nsisFunctions } from './installer-script-functions.ts';
import { linesOf, part } from './installer-script-lines.ts';
import { readProjectFile } from './registry-table.ts';
import {
  attributes,
  type Entry,
  file,
  folder,
  type Item,
  makeFolderAgain,
  makeJunction,
  usual,
  type Windows,
  windows,
} from './windows-folders.ts';

const machineFolder = linesOf('build/installer/machine-folder.nsh').join('\n');
const machineFolderSource = readProjectFile('build/installer/machine-folder.nsh');
const machineFolderProgram = linesOf('build/installer/machine-folder.nsi').join('\n');

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

  it('is not kept from it by a file of the same name in other letters', () => {
    const { disk, policies, programData } = pc({ '.PROTECTED': file(theirs()) });
    expect(protect(disk)).toBe('');
    expect([...policies.items.keys()]).toEqual([`${marker}-`]);
    expectSafe(named(policies, `${marker}-`));
    expect([...programData.items.keys()]).toContain('CareDesk.untrusted-.PROTECTED');
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

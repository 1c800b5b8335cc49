import type { ListFolder, SystemCall } from './installer-script-functions.ts';

/*
 * As much of Windows as build/installer/machine-folder.nsh asks for: folders, links, handles, rights.
 * Anything else throws.
 */

export type Account = 'system' | 'administrators' | 'somebody';
export interface Entry {
  readonly type?: number;
  readonly flags?: number;
  readonly rights: number;
  readonly account: Account;
}
export interface Item {
  attributes: number;
  links: number;
  owner: Account;
  /** Null: no list, so no restriction. */
  list: readonly Entry[] | null;
  /** What is in a folder, by its name. */
  readonly items: Map<string, Item>;
  /** What a junction leads to. */
  leadsTo: Item | null;
  /** Somebody reads it and does not let it be removed meanwhile. */
  read: boolean;
}

export const attributes = { folder: 0x10, reparsePoint: 0x400 };
// As icacls names them.
export const rights = { full: 0x1f01ff, modify: 0x1301bf, read: 0x1200a9 };
/** What the installer gives. */
export const usual: readonly Entry[] = [
  { rights: rights.full, account: 'system' },
  { rights: rights.full, account: 'administrators' },
  { rights: rights.read, account: 'somebody' },
];

export function file(given: Partial<Item> = {}): Item {
  return {
    attributes: 0x20,
    links: 1,
    owner: 'administrators',
    list: usual,
    items: new Map(),
    leadsTo: null,
    read: false,
    ...given,
  };
}

export function folder(
  items: Readonly<Record<string, Item>> = {},
  given: Partial<Item> = {},
): Item {
  return file({ attributes: attributes.folder, items: new Map(Object.entries(items)), ...given });
}

/** Windows lets whoever has it open for changing its attributes do that, but to an empty one alone. */
export function makeJunction(item: Item, leadsTo: Item): void {
  if (item.items.size > 0) return;
  item.attributes |= attributes.reparsePoint;
  item.leadsTo = leadsTo;
}

export function makeFolderAgain(item: Item): void {
  item.attributes &= ~attributes.reparsePoint;
  item.leadsTo = null;
}

/** The name as it stands in the folder: it may be asked for in other letters. */
function nameIn({ items }: Item, name: string): string {
  return [...items.keys()].find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

interface Open {
  readonly item: Item;
  readonly access?: number;
  /** Through no link. */
  readonly path: string;
}

interface Answer {
  readonly result?: number;
  readonly out?: readonly (number | string)[];
  readonly error?: number;
}

export interface Windows {
  readonly system: SystemCall;
  readonly list: ListFolder;
  /** What is open just now. */
  opened(): readonly Item[];
}

/**
 * @param disk what is at `C:`
 * @param meanwhile called before each thing that Windows is asked for, with the function's name and
 *   the texts given to it: what others do.
 * @param fails which of these Windows refuses
 */
export function windows(
  disk: Item,
  meanwhile: (name: string, ...texts: string[]) => void = () => undefined,
  fails: (name: string, ...texts: string[]) => boolean = () => false,
): Windows {
  const handles = new Map<number, Open>();
  const memory = new Map<number, unknown>();
  let next = 1000;
  const store = (content: unknown) => {
    next += 1000;
    memory.set(next, content);
    return next;
  };

  /** The folder that holds what the path names, and its name; links on the way are followed. */
  function holder(path: string): { in: Open; name: string } {
    const [drive, ...names] = path.split('\\');
    if (drive !== 'C:') throw new Error(`There is no ${path} here.`);
    const name = names.pop() ?? '';
    let at: Open = { item: disk, path: '\\\\?\\C:' };
    for (const part of names) at = through(inside(at, part));
    return { in: at, name: nameIn(at.item, name) };
  }
  function inside(at: Open, name: string): Open {
    const item = at.item.items.get(name);
    if (item === undefined) throw new Error(`There is no ${at.path}\\${name} here.`);
    return { item, path: `${at.path}\\${name}` };
  }
  function through(at: Open): Open {
    return at.item.leadsTo === null
      ? at
      : { item: at.item.leadsTo, path: pathOf(at.item.leadsTo, { item: disk, path: '\\\\?\\C:' }) };
  }
  function pathOf(item: Item, from: Open): string {
    for (const [name, child] of from.item.items) {
      const path = `${from.path}\\${name}`;
      const found = child === item ? path : pathOf(item, { item: child, path });
      if (found !== '') return found;
    }
    return '';
  }

  function secure(item: Item, descriptor: unknown): void {
    item.owner = 'administrators';
    if (descriptor !== 'folder' && descriptor !== 'file') throw new Error('No rights to set.');
    item.list = usual;
  }

  const securityOf = (attributesAt: number) => {
    const content = memory.get(attributesAt);
    return Array.isArray(content) ? memory.get(Number(content[1])) : undefined;
  };
  const open = (handle: number): Open => {
    const found = handles.get(handle);
    if (found === undefined) throw new Error(`Nothing is open as ${handle}.`);
    return found;
  };

  const functions: Readonly<Record<string, (texts: string[], n: number[]) => Answer>> = {
    RtlAdjustPrivilege: () => ({ result: 0, out: [0] }),
    ConvertStringSecurityDescriptorToSecurityDescriptor: ([text = '']) => ({
      result: 1,
      out: [store(text.includes('OICI') ? 'folder' : 'file')],
    }),
    CreateDirectory: ([path = ''], [, security = 0]) => {
      const { in: parent, name } = holder(path);
      if (parent.item.items.has(name)) return { result: 0 };
      const made = folder();
      secure(made, securityOf(security));
      parent.item.items.set(name, made);
      return { result: 1 };
    },
    CreateFile: ([path = ''], [, access = 0, , security = 0, disposition]) => {
      const { in: parent, name } = holder(path);
      const there = parent.item.items.get(name);
      if (there === undefined && disposition !== 1) return { result: -1, error: 2 };
      if (there !== undefined && disposition === 1) return { result: -1, error: 80 };
      if (there?.read === true && (access & 0x10000) !== 0) return { result: -1, error: 32 };
      const item = there ?? file({ list: null, owner: 'somebody' });
      if (there === undefined) {
        const descriptor = securityOf(security);
        if (descriptor !== undefined) secure(item, descriptor);
        parent.item.items.set(name, item);
      }
      next += 1;
      handles.set(next, { item, access, path: `${parent.path}\\${name}` });
      return { result: next, error: 80 }; // Left over: says nothing.
    },
    CloseHandle: (_, [handle = 0]) => {
      open(handle);
      handles.delete(handle);
      return {};
    },
    GetFileInformationByHandle: (_, [handle = 0, at = 0]) => {
      const { item } = open(handle);
      memory.set(at, [item.attributes, 0, 0, 0, 0, 0, 0, 0, 0, 0, item.links]);
      return { result: 1 };
    },
    GetFinalPathNameByHandle: (_, [handle = 0]) => ({ out: [open(handle).path] }),
    CompareStringOrdinal: ([a = '', b = '']) => ({ result: a === b ? 2 : 1 }),
    SetFileInformationByHandle: (_, [handle = 0, , at = 0]) => {
      const { item, access = 0, path } = open(handle);
      if ((access & 0x10000) === 0) return { result: 0 }; // DELETE
      expectDelete(memory.get(at));
      const { in: parent, name } = holder(path.slice('\\\\?\\'.length));
      if (parent.item.items.get(name) === item) parent.item.items.delete(name);
      return { result: 1 };
    },
    GetSecurityInfo: (_, [handle = 0]) => {
      const { owner, list } = open(handle).item;
      const entries = list?.map((entry) => {
        const at = store([entry.type ?? 0, entry.flags ?? 0, 0, entry.rights]);
        memory.set(at + 8, entry.account);
        return at;
      });
      const acl = entries === undefined ? 0 : store([0, 0, entries.length]);
      memory.set(acl + 1, entries);
      return { result: 0, out: [store(owner), acl, store(null)] };
    },
    IsWellKnownSid: (_, [at = 0, kind]) => ({
      result: memory.get(at) === (kind === 22 ? 'system' : 'administrators') ? 1 : 0,
    }),
    GetAce: (_, [acl = 0, index = 0]) => {
      const entries = memory.get(acl + 1);
      return { result: 1, out: [Array.isArray(entries) ? Number(entries[index]) : 0] };
    },
    SetKernelObjectSecurity: (_, [handle = 0, , descriptor = 0]) => {
      secure(open(handle).item, memory.get(descriptor));
      return { result: 1 };
    },
    LocalFree: () => ({}),
    MoveFile: ([from = '', to = '']) => {
      const [source, target] = [holder(from), holder(to)];
      const item = source.in.item.items.get(source.name);
      if (item === undefined || target.in.item.items.has(target.name)) return { result: 0 };
      source.in.item.items.delete(source.name);
      target.in.item.items.set(target.name, item);
      return { result: 1 };
    },
    GetFileAttributes: ([path = '']) => {
      const { in: parent, name } = holder(path);
      return { result: parent.item.items.get(name)?.attributes ?? -1 };
    },
  };

  const system: SystemCall = (call, registers) => {
    const register = (name = '') => name.replace(/^r/, '');
    const structure = /^\*(\d*)\((.*)\)(?: p\.(r\d))?$/.exec(call);
    if (structure !== null) {
      const [, at = '', list = '', target] = structure;
      const fields = list.split(', ');
      if (target !== undefined) {
        const address = store(fields.map((field) => field.split(' ')[1]));
        registers.set(register(target), String(address));
        return;
      }
      const content = memory.get(Number(at));
      for (const [index, field] of fields.entries()) {
        const [, name] = / \.(r\d|R\d)$/.exec(field) ?? [];
        if (name !== undefined && Array.isArray(content)) {
          registers.set(register(name), String(content[index] ?? 0));
        }
      }
      return;
    }
    const [, name = '', list = '', target] =
      /^\w+::(\w+)\((.*)\)(?: i\.(r\d|R\d))?(?: \?e)?$/.exec(call) ?? [];
    const run = functions[name];
    if (run === undefined) throw new Error(`Nobody here can call ${call}`);
    const words = list.split(', ').map((argument) => {
      const [, kind = '', word = ''] = /^\*?(\w) ?(.*)$/.exec(argument) ?? [];
      const text = /^[rR]\d$/.test(word) ? (registers.get(register(word)) ?? '') : word;
      return { kind, text: text.replace(/^"(.*)"$/, '$1') };
    });
    const texts = words
      .filter(({ kind, text }) => /[tw]/.test(kind) && !text.startsWith('.'))
      .map(({ text }) => text);
    const numbers = words.map(({ text }) => Number(text));
    meanwhile(name, ...texts);
    const failure = { result: name === 'CreateFile' ? -1 : 0, error: 5 };
    const answer: Answer = fails(name, ...texts) ? failure : run(texts, numbers);
    const { result, out = [], error = 0 } = answer;
    const outputs = words.filter(({ text }) => /^\.[rR]\d$/.test(text));
    for (const [index, { text }] of outputs.entries()) {
      registers.set(register(text.slice(1)), String(out[index] ?? 0));
    }
    if (target !== undefined) registers.set(register(target), String(result ?? 0));
    registers.set('error', String(error));
  };

  return {
    system,
    list: (path) => {
      meanwhile('list', path);
      const { in: parent, name } = holder(path);
      return [...through(inside(parent, name)).item.items.keys()];
    },
    opened: () => [...handles.values()].map(({ item }) => item),
  };
}

function expectDelete(content: unknown): void {
  if (!Array.isArray(content) || content[0] !== '1') throw new Error('This deletes nothing.');
}

import { chmod, chown, link, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAdministratorsFile } from '../../../electron/policy/administrators-file.ts';
import { makeAdministratorsFolder } from './administrators-folder.ts';

const me = process.getuid?.() ?? 0;

let root: string;
let folder: string;
let file: string;

beforeEach(async () => {
  root = await makeAdministratorsFolder();
  folder = join(root, 'caredesk');
  file = join(folder, 'policy.json');
  await mkdir(folder, { mode: 0o755 });
  await writeFile(file, 'text', { mode: 0o644 });
});

afterEach(async () => {
  for (const folder of [`${root}-moved`, root]) await rm(folder, { recursive: true, force: true });
});

const read = (owner = me, platform: NodeJS.Platform = 'linux') =>
  readAdministratorsFile(file, platform, owner);

describe('a file that decides for every user of the PC', () => {
  it('is read when it and its folder are its owner’s alone', async () => {
    await expect(read()).resolves.toBe('text');
  });

  it('is null when there is none, or not even its folder', async () => {
    await rm(file);
    await expect(read()).resolves.toBeNull();
    await rm(folder, { recursive: true });
    await expect(read()).resolves.toBeNull();
  });

  it.each([
    ['may be written by its group', () => chmod(file, 0o664), 'writable'],
    ['may be written by anybody', () => chmod(file, 0o646), 'writable'],
    ['lies in a folder others may write to', () => chmod(folder, 0o777), 'folder'],
    ['lies in a folder its group may write to', () => chmod(folder, 0o775), 'folder'],
    ['lies in a folder like /tmp, sticky', () => chmod(folder, 0o1777), 'folder'],
    ['lies two folders below one that others may write to', () => chmod(root, 0o777), 'folder'],
    ['has another name elsewhere', () => link(file, join(root, 'another-name')), 'hard-link'],
    [
      'lies behind a link further up',
      async () => {
        await rename(root, `${root}-moved`);
        await symlink(`${root}-moved`, root);
      },
      'link',
    ],
    [
      'is a link',
      async () => {
        await rm(file);
        await writeFile(join(root, 'elsewhere.json'), 'text');
        await symlink(join(root, 'elsewhere.json'), file);
      },
      'link',
    ],
    [
      'lies behind a link',
      async () => {
        await rm(folder, { recursive: true });
        await mkdir(join(root, 'elsewhere'));
        await writeFile(join(root, 'elsewhere/policy.json'), 'text');
        await symlink(join(root, 'elsewhere'), folder);
      },
      'link',
    ],
    [
      'is a folder',
      async () => {
        await rm(file);
        await mkdir(file);
      },
      'not-a-file',
    ],
    ['is larger than any policy', () => writeFile(file, ' '.repeat(1_000_001)), 'too-large'],
  ])('is refused when it %s', async (_case, spoil, reason) => {
    await spoil();
    await expect(read()).rejects.toMatchObject({ name: 'UnsafeFileError', reason });
  });

  it('is refused when it belongs to somebody else', async () => {
    const reason = me === 0 ? 'owner' : 'folder';
    await expect(read(me + 1)).rejects.toMatchObject({ reason });
  });

  it('is refused on Windows only as a link: its modes say nothing there', async () => {
    await chmod(file, 0o666);
    await expect(read(me + 1, 'win32')).resolves.toBe('text');
    await rm(file);
    await symlink(join(root, 'elsewhere.json'), file);
    await expect(read(me, 'win32')).rejects.toMatchObject({ reason: 'link' });
  });

  it('is refused on Windows behind a link further up, and with another name', async () => {
    await link(file, join(root, 'another-name'));
    await expect(read(me, 'win32')).rejects.toMatchObject({ reason: 'hard-link' });
    await rm(join(root, 'another-name'));
    await rename(root, `${root}-moved`);
    await symlink(`${root}-moved`, root);
    await expect(read(me, 'win32')).rejects.toMatchObject({ reason: 'link' });
  });

  it('is told by its text alone, letters of every language included', async () => {
    await writeFile(file, '{"name":"Llŷr ‘Ōtāne’ 李"}');
    await expect(read()).resolves.toBe('{"name":"Llŷr ‘Ōtāne’ 李"}');
  });

  it.runIf(me === 0).each([
    ['it', () => chown(file, 65534, 65534), 'owner'],
    ['its folder', () => chown(folder, 65534, 65534), 'folder'],
    ['the folder above that', () => chown(root, 65534, 65534), 'folder'],
  ])('is refused when %s belongs to an ordinary user', async (_case, spoil, reason) => {
    await spoil();
    await expect(read(0)).rejects.toMatchObject({ reason });
  });

  it('is not asked for where there is none, whatever others may do there', async () => {
    await rm(file);
    await chmod(folder, 0o777);
    await expect(read()).resolves.toBeNull();
  });
});

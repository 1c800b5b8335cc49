import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../build/run-command.ts';
import { shredFile } from '../../../electron/administration/shred-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caredesk-shred-'));
});
afterEach(() => rm(folder, { recursive: true }));

const secret = 's'.repeat(200_000);

describe('a file that is to be removed for good', () => {
  it('is gone', async () => {
    const file = join(folder, 'client.json');
    await writeFile(file, secret);
    expect(await shredFile(file)).toEqual({ kind: 'removed' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('holds nothing under its other names', async () => {
    const [file, other] = [join(folder, 'client.json'), join(folder, 'other')];
    await writeFile(file, secret);
    await link(file, other);
    expect(await shredFile(file)).toEqual({ kind: 'removed-with-other-names' });
    expect(await readFile(other, 'utf8')).toBe('');
  });

  it('is not what a link leads to: neither is touched', async () => {
    const [mine, name] = [join(folder, 'mine'), join(folder, 'client.json')];
    await writeFile(mine, secret);
    await symlink(mine, name);
    expect(await shredFile(name)).toEqual({ kind: 'link' });
    expect(await readFile(mine, 'utf8')).toBe(secret);
    expect(await readdir(folder)).toEqual(['client.json', 'mine']);
  });

  it('is no folder and no pipe', async () => {
    await mkdir(join(folder, 'a-folder'));
    await expect(shredFile(join(folder, 'a-folder'))).rejects.toMatchObject({ code: 'EISDIR' });
    await runCommand('mkfifo', [join(folder, 'pipe')]);
    expect(await shredFile(join(folder, 'pipe'))).toEqual({ kind: 'not-a-file' });
  });

  it('rejects when it is not there', async () => {
    await expect(shredFile(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

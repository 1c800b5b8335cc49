import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openUpdateMemory } from '../../../electron/updates/update-memory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caredesk-memory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, 'user', 'updates.json');
const empty = { feeds: {}, silentSince: null, knownVersion: null, installing: null, waiting: null };

test('remembers over a restart', async () => {
  const memory = await openUpdateMemory(file());
  expect(memory.current()).toEqual(empty);
  await Promise.all([
    memory.change({ feeds: { 'stable/win32': 'a channel file' } }),
    memory.change({ knownVersion: '1.0.0' }),
  ]);
  const later = await openUpdateMemory(file());
  expect(later.current()).toEqual({
    ...empty,
    feeds: { 'stable/win32': 'a channel file' },
    knownVersion: '1.0.0',
  });
  expect(await readdir(join(folder, 'user'))).toEqual(['updates.json']);
});

test.each(['', '{', 'null', '[]', '{"feeds":{"stable/win32":7}}', '{"waiting":{}}'])(
  'starts anew from a damaged file: %j',
  async (text) => {
    const damaged = join(folder, 'updates.json');
    await writeFile(damaged, text);
    const memory = await openUpdateMemory(damaged);
    expect(memory.current()).toEqual(empty);
    await memory.change({ knownVersion: '1.0.0' });
    expect(JSON.parse(await readFile(damaged, 'utf8'))).toMatchObject({ knownVersion: '1.0.0' });
  },
);

test('keeps what it cannot write until CareDesk closes', async () => {
  await writeFile(join(folder, 'user'), 'a file where the folder should be');
  const memory = await openUpdateMemory(file());
  await memory.change({ knownVersion: '1.0.0' });
  expect(memory.current().knownVersion).toBe('1.0.0');
});

test('writes through no link, neither beside its file nor in the place of it', async () => {
  const victim = join(folder, 'victim');
  const [own, beside] = [join(folder, 'updates.json'), join(folder, 'updates.json.new')];
  await writeFile(victim, 'untouched');
  for (const name of [own, beside]) await symlink(victim, name);
  const memory = await openUpdateMemory(own);
  await memory.change({ knownVersion: '1.0.0' });
  expect(await readFile(victim, 'utf8')).toBe('untouched');
  expect((await lstat(own)).isFile()).toBe(true);
  expect(JSON.parse(await readFile(own, 'utf8'))).toMatchObject({ knownVersion: '1.0.0' });
});

import { createHash } from 'node:crypto';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../../build/project-root.ts';
import { failureFrom } from '../../../electron/ground/caredesk-error.ts';
import { loadVerifiedModule } from '../../../electron/keychain/verified-module.ts';

const path = `node_modules/keytar/prebuilds/${process.platform}-${process.arch}/keytar.node`;

let resources: string;
let file: string;

beforeEach(async () => {
  resources = await mkdtemp(join(tmpdir(), 'verified-module-'));
  file = join(resources, 'app.asar.unpacked', path);
  await mkdir(dirname(file), { recursive: true });
  await mkdir(join(resources, 'app.asar'));
  await copyFile(join(projectRoot, path), file);
  await writeDigests({ [path]: await digestOf(file) });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(resources, { recursive: true, force: true });
});

const writeDigests = (digests: unknown) =>
  writeFile(join(resources, 'app.asar/native-modules.json'), JSON.stringify(digests));

async function digestOf(of: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(of))
    .digest('hex');
}

const load = () => loadVerifiedModule(resources, path);

describe('the native module of a package', () => {
  it('is loaded when it is the one whose hash the archive holds', async () => {
    expect(await load()).toMatchObject({ getPassword: expect.any(Function) });
  });

  it.each([
    [
      'has one byte changed',
      async () => {
        const bytes = await readFile(file);
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
    ],
    ['has a byte more', async () => writeFile(file, '!', { flag: 'a' })],
    ['is empty', async () => writeFile(file, '')],
    ['is missing', async () => rm(file)],
    [
      'is a folder',
      async () => {
        await rm(file);
        await mkdir(file);
      },
    ],
    [
      'is a link to a right one elsewhere, which may be exchanged any time',
      async () => {
        await rename(file, join(resources, 'elsewhere'));
        await symlink(join(resources, 'elsewhere'), file);
      },
    ],
    ['is named nowhere in the archive', () => writeDigests({})],
    ['has no hash that could be one', () => writeDigests({ [path]: '' })],
    ['has no list in the archive', () => rm(join(resources, 'app.asar'), { recursive: true })],
  ])('is not loaded when it %s', async (_case, spoil) => {
    const dlopen = vi.spyOn(process, 'dlopen');
    await spoil();
    const failure = await load().catch((error: unknown) => failureFrom(error, 'SIGN_IN_INTERNAL'));
    expect(failure).toEqual({ code: 'PROGRAM_CHANGED', detail: 'keytar.node' });
    expect(dlopen).not.toHaveBeenCalled();
  });

  it.runIf(process.platform === 'linux')(
    'is the one that was checked, though another takes its place before it is loaded',
    async () => {
      const expected = await digestOf(file);
      let loaded: string | null = null;
      vi.spyOn(process, 'dlopen').mockImplementation((module, name) => {
        // As an attacker would, at the last moment.
        const { renameSync, writeFileSync, readFileSync } = process.getBuiltinModule('node:fs');
        writeFileSync(`${file}.planted`, 'planted');
        renameSync(`${file}.planted`, file);
        loaded = createHash('sha256').update(readFileSync(name)).digest('hex');
        Reflect.set(module, 'exports', {});
      });
      await load();
      expect(loaded).toBe(expected);
      expect(await readFile(file, 'utf8')).toBe('planted');
    },
  );
});

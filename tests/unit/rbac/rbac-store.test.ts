import * as disk from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnsafeFileError } from '../../../electron/policy/administrators-file.ts';
import { unlessMissing } from '../../../electron/policy/path-handles.ts';
import {
  createRbacStore,
  type RbacFiles,
  type RbacStoreDependencies,
} from '../../../electron/rbac/rbac-store.ts';
import { defaultRbacTables, type RbacTables } from '../../../electron/rbac/rbac-tables.ts';
import { seededRandom } from '../../seeded-random.ts';
import { randomTables } from './random-tables.ts';

let folder = '';
let names = 0;

beforeEach(async () => {
  folder = join(await disk.mkdtemp(join(tmpdir(), 'caredesk-rbac-')), 'tables');
});

afterEach(async () => {
  await disk.rm(join(folder, '..'), { recursive: true });
});

type Broken = Partial<RbacFiles & Pick<RbacStoreDependencies, 'readText'>>;

const readText = (path: string) => unlessMissing(() => disk.readFile(path, 'utf8'));

function store({ readText: read = readText, ...broken }: Broken = {}) {
  return createRbacStore({
    folder,
    files: { ...disk, ...broken },
    readText: read,
    newName: () => String(++names),
  });
}

function tables(seed: number): RbacTables {
  return randomTables(seededRandom(seed));
}

const present = () => join(folder, 'rbac-tables.json');
const previous = () => join(folder, 'rbac-tables.previous.json');

async function readPrevious(): Promise<unknown> {
  await disk.copyFile(previous(), present());
  return store().load();
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

describe('the store of RBAC tables', () => {
  it('gives CareDesk’s own tables when nothing was imported', async () => {
    expect(await store().load()).toBe(defaultRbacTables);
  });

  it('gives back what was saved, and keeps what that replaced', async () => {
    await store().save(tables(1));
    await store().save(tables(2));
    expect(await store().load()).toEqual(tables(2));
    expect((await disk.readdir(folder)).sort()).toEqual([
      'rbac-tables.json',
      'rbac-tables.previous.json',
    ]);
    expect(await readPrevious()).toEqual(tables(1));
  });

  it('gives back any tables: 50 random ones', async () => {
    for (let seed = 0; seed < 50; seed += 1) {
      await store().save(tables(seed));
      expect(await store().load()).toEqual(tables(seed));
    }
  });

  it('saves one after the other when asked at once', async () => {
    const one = store();
    await Promise.all([1, 2, 3].map((seed) => one.save(tables(seed))));
    expect(await one.load()).toEqual(tables(3));
    expect(await readPrevious()).toEqual(tables(2));
  });

  it.each([
    ['empty', ''],
    ['cut off', '{"version":1,"descr'],
    ['of another version', '{"version":2}'],
    ['null', 'null'],
    [
      'with a code that is none',
      '{"version":1,"description":"","baseline":[["R8001",["X"]]],"includes":[],"names":[]}',
    ],
    [
      'with a key too many',
      '{"version":1,"description":"","baseline":[],"includes":[],"names":[],"more":1}',
    ],
  ])('refuses a file that is %s, and offers the last good one', async (_case, text) => {
    await store().save(tables(1));
    await store().save(tables(2));
    await disk.writeFile(present(), text);
    await expect(store().load()).rejects.toMatchObject({
      code: 'RBAC_TABLES_CORRUPT',
      lastKnownGood: tables(1),
    });
  });

  it('offers nothing when there is no good one', async () => {
    await disk.mkdir(folder);
    await disk.writeFile(present(), '{');
    const refused = { code: 'RBAC_TABLES_CORRUPT', lastKnownGood: null };
    await expect(store().load()).rejects.toMatchObject(refused);
    await disk.writeFile(previous(), '{');
    await expect(store().load()).rejects.toMatchObject(refused);
  });

  it('does not let a damaged file push out the last good one', async () => {
    await store().save(tables(1));
    await store().save(tables(2));
    await disk.writeFile(present(), '{');
    await store().save(tables(3));
    expect(await store().load()).toEqual(tables(3));
    expect(await readPrevious()).toEqual(tables(1));
  });

  it('tells a file it may not read from one that is not there', async () => {
    const unreadable = () => Promise.reject(failure('EACCES'));
    await expect(store({ readText: unreadable }).load()).rejects.toMatchObject({
      code: 'RBAC_TABLES_UNREADABLE',
      lastKnownGood: null,
    });
  });

  it.each(['mkdir', 'readText', 'writeFile', 'rename'] as const)(
    'keeps the old tables and leaves nothing behind when %s fails',
    async (broken) => {
      await store().save(tables(1));
      const fail = () => Promise.reject(failure('EIO'));
      await expect(store({ [broken]: fail }).save(tables(2))).rejects.toMatchObject({
        code: 'RBAC_TABLES_NOT_SAVED',
      });
      expect(await store().load()).toEqual(tables(1));
      expect(await disk.readdir(folder)).toEqual(['rbac-tables.json']);
    },
  );

  it('has whole tables in place at every step of a save', async () => {
    await store().save(tables(1));
    const seen: unknown[] = [];
    const look = async () => seen.push(await store().load());
    await store({
      async writeFile(path, text, options) {
        await disk.writeFile(path, text.slice(0, 10), options);
        await look();
        await disk.writeFile(path, text);
        await look();
      },
      async rename(from, to) {
        await look();
        await disk.rename(from, to);
        await look();
      },
    }).save(tables(2));
    const [last, ...before] = seen.reverse();
    expect(last).toEqual(tables(2));
    expect(before).toHaveLength(7);
    for (const earlier of before) expect(earlier).toEqual(tables(1));
  });

  it('works on after a save that failed', async () => {
    let broken = true;
    const one = store({
      rename: (from, to) => (broken ? Promise.reject(failure('EPERM')) : disk.rename(from, to)),
    });
    await expect(one.save(tables(1))).rejects.toMatchObject({ code: 'RBAC_TABLES_NOT_SAVED' });
    broken = false;
    await one.save(tables(2));
    expect(await one.load()).toEqual(tables(2));
  });

  it('refuses tables it could not read back', async () => {
    const bad = { ...tables(1), baseline: new Map([['R8001', ['nonsense']]]) };
    await expect(store().save(bad)).rejects.toMatchObject({ code: 'RBAC_TABLES_NOT_SAVED' });
    expect(await store().load()).toBe(defaultRbacTables);
  });

  describe('a file that is not only the administrators’', () => {
    /** Others have written the present tables. */
    const unsafePresent = (path: string) =>
      path === present() ? Promise.reject(new UnsafeFileError('owner')) : readText(path);

    it('is not taken, and the tables before it are offered', async () => {
      await store().save(tables(1));
      await store().save(tables(2));
      await expect(store({ readText: unsafePresent }).load()).rejects.toMatchObject({
        code: 'RBAC_TABLES_NOT_SAFE',
        lastKnownGood: tables(1),
      });
    });

    it('is not offered in the place of a damaged one', async () => {
      await store().save(tables(1));
      await store().save(tables(2));
      await disk.writeFile(present(), '{');
      const unsafePrevious = (path: string) =>
        path === previous() ? Promise.reject(new UnsafeFileError('link')) : readText(path);
      await expect(store({ readText: unsafePrevious }).load()).rejects.toMatchObject({
        code: 'RBAC_TABLES_CORRUPT',
        lastKnownGood: null,
      });
    });

    it('is replaced by an import, and never becomes the last good one', async () => {
      await store().save(tables(1));
      await store().save(tables(2));
      await store({ readText: unsafePresent }).save(tables(3));
      expect(await store().load()).toEqual(tables(3));
      expect(await readPrevious()).toEqual(tables(1));
    });

    it('keeps an import out of a folder that is others’', async () => {
      await store().save(tables(1));
      const unsafeFolder = () => Promise.reject(new UnsafeFileError('folder'));
      await expect(store({ readText: unsafeFolder }).save(tables(2))).rejects.toMatchObject({
        code: 'RBAC_TABLES_NOT_SAVED',
      });
      expect(await store().load()).toEqual(tables(1));
    });
  });

  it('writes through no link that lies where it is about to write', async () => {
    await store().save(tables(1));
    const victim = join(folder, '..', 'victim');
    await disk.writeFile(victim, 'untouched');
    await disk.symlink(victim, `${present()}.planted.tmp`);
    const planted = createRbacStore({ folder, files: disk, readText, newName: () => 'planted' });
    await expect(planted.save(tables(2))).rejects.toMatchObject({ code: 'RBAC_TABLES_NOT_SAVED' });
    expect(await disk.readFile(victim, 'utf8')).toBe('untouched');
    expect(await store().load()).toEqual(tables(1));
  });
});

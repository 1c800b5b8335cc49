import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildStamp } from '../../../build/packaging/build-stamp.ts';
import { finishPackage } from '../../../build/packaging/finish-package.ts';
import type { PackageExpectations } from '../../../build/packaging/judge-package.ts';
import { writeInto, writePackedFolder, writeProgram } from './packed-folder.ts';

const stamp = buildStamp({
  version: '1.2.3',
  electron: '45.4.1',
  intendedElectron: '45.4.1',
  platform: 'linux',
  arch: 'x64',
  commit: 'abc',
  isSigned: false,
  notes: ['Finding a patient is quicker.'],
});
const facts = {
  stamp,
  licences: { components: [], runtime: { electron: '45.4.1', chromium: null, node: null } },
  madeAt: new Date('2026-11-23T00:00:00Z'),
};

let dist = '';
let folder = '';
let expected: PackageExpectations;
beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'finish-package-test-'));
  folder = join(dist, 'linux-unpacked');
  expected = await writePackedFolder(folder);
});
afterEach(() => rm(dist, { recursive: true, force: true }));

const artifact = () => join(dist, 'caredesk-1.2.3-x86_64.AppImage');
const finish = (artifacts: readonly string[]) =>
  finishPackage({ folder, artifacts }, expected, facts);
const filesBeside = async () =>
  (await readdir(dist)).filter((name) => /(json|txt)$/.test(name)).toSorted();

describe('what lies beside a package', () => {
  it('is its stamp, its bill of materials and the licences of what is in it', async () => {
    await writeInto(folder, 'resources/elevate.exe', 'of others');
    expect((await finish([artifact()]))['app.asar']).toBeGreaterThan(0);
    expect(await filesBeside()).toEqual([
      'caredesk-1.2.3-x86_64.AppImage.build.json',
      'caredesk-1.2.3-x86_64.AppImage.cdx.json',
      'caredesk-1.2.3-x86_64.AppImage.licences.txt',
    ]);
    const read = (end: string) => readFile(`${artifact()}.${end}`, 'utf8');
    expect(JSON.parse(await read('build.json'))).toEqual(stamp);
    const bill = JSON.parse(await read('cdx.json'));
    expect(bill.metadata.timestamp).toBe('2026-11-23T00:00:00.000Z');
    expect(bill.metadata.component.version).toBe('1.2.3');
    expect(bill.components.map(({ name }: { name: string }) => name)).toContain('elevate');
    expect(await read('licences.txt')).toContain('elevate');
  });

  it('is the last two for an unpacked folder, which holds its stamp', async () => {
    await finish([]);
    expect(await filesBeside()).toEqual(['linux-unpacked.cdx.json', 'linux-unpacked.licences.txt']);
  });

  it('vouches for nothing that was refused, though an earlier build was not', async () => {
    await finish([artifact()]);
    await writeProgram(folder, '110011001');
    await expect(finish([artifact()])).rejects.toMatchObject({ code: 'PACKAGE_REFUSED' });
    expect(await filesBeside()).not.toContain('caredesk-1.2.3-x86_64.AppImage.build.json');
  });
});

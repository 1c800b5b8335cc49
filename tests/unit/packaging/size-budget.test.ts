import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  measurePackage,
  readSizeBudget,
  sizeFaults,
} from '../../../build/packaging/size-budget.ts';

describe('the size of a package', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'size-test-'));
    await mkdir(join(folder, 'resources'));
    await writeFile(join(folder, 'caredesk'), Buffer.alloc(1_000));
    await writeFile(join(folder, 'resources/app.asar'), Buffer.alloc(200));
    await writeFile(join(folder, 'resources/app-update.yml'), Buffer.alloc(30));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is measured in its parts', async () => {
    const files = ['caredesk', 'resources/app.asar', 'resources/app-update.yml'];
    expect(await measurePackage(folder, files)).toEqual({
      'app.asar': 200,
      'besides Electron': 230,
      'whole package': 1_230,
    });
  });

  it.each([
    ['app.asar', 'linux'],
    ['besides Electron', 'linux'],
    ['whole package', 'linux'],
    ['app.asar', 'win32'],
    ['besides Electron', 'win32'],
    ['whole package', 'win32'],
  ] as const)('is refused when %s is a byte over its budget for %s', async (part, platform) => {
    const budget = await readSizeBudget(platform);
    expect(sizeFaults(budget, budget)).toEqual([]);
    const over = { ...budget, [part]: budget[part] + 1 };
    expect(sizeFaults(over, budget)).toEqual([expect.stringContaining(`${part} has`)]);
  });
});

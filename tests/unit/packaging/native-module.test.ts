import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';
import { expect, it } from 'vitest';
import { readyNativeModules } from '../../../build/packaging/native-module.ts';
import { projectRoot } from '../../../build/project-root.ts';

it('packing for Windows ends where koffi’s native module is not installed, and names its package', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'native-module-test-'));
  // Signs nothing.
  const packager = {} as AfterPackContext['packager'];
  const elsewhere = join(folder, 'elsewhere');
  const made = readyNativeModules(folder, elsewhere, { platform: 'win32', arch: 'x64' }, packager);
  await expect(made).rejects.toMatchObject({
    code: 'NATIVE_MODULE_MISSING',
    message: expect.stringContaining('keytar'),
  });
  await expect(
    readyNativeModules(folder, projectRoot, { platform: 'win32', arch: 'ia32' as 'x64' }, packager),
  ).rejects.toMatchObject({
    code: 'NATIVE_MODULE_MISSING',
    message: expect.stringContaining('@koromix/koffi-win32-ia32 is not installed'),
  });
  await rm(folder, { recursive: true });
});

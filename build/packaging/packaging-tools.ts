import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import type { PackageKind, PackageTarget } from './package-target.ts';
import { PackagingError } from './packaging-error.ts';
import { type StandIn, standInFor, standInNeeds } from './stand-in/linux-tools.ts';

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

/** The tools a target needs that are neither given, nor cached, nor to be had. */
function lacking(kind: PackageKind, view: ToolView): readonly PackagingTool[] {
  if (view.isReachable) return [];
  return toolsOf[kind].filter(({ variables, cached }) => {
    const isGiven = variables.some((variable) => (view.environment[variable] ?? '') !== '');
    return !isGiven && !view.cache.some((entry) => cached.test(entry));
  });
}

/** A line for each tool that a target needs and that is not to be had. */
export function missingTools(kind: PackageKind, view: ToolView): readonly string[] {
  return lacking(kind, view).map(({ name, variables }) => {
    const advice =
      variables.length === 0
        ? 'Connect to the internet'
        : `Set ${variables.join(' or ')}, or connect to the internet`;
    return `Not on this machine, and not to be downloaded from here: ${name}. ${advice}.`;
  });
}

/** electron-builder's cache folder, as it finds it itself. */
function builderCache(environment: NodeJS.ProcessEnv): string {
  const given = environment['ELECTRON_BUILDER_CACHE'] ?? '';
  if (given !== '') return given;
  if (process.platform === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? homedir(), 'electron-builder/Cache');
  }
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'electron-builder');
}

async function answers(address: string): Promise<boolean> {
  return fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}

/**
 * Makes sure that a target's tools are there or can be had, before anything is packed.
 * electron-builder would try for most of a minute and then fail with a name look-up. A deb and an
 * AppImage are made with this machine's own programs where it cannot download: `variables` then tells
 * electron-builder where they are.
 *
 * @param folder for what takes the place of a tool
 * @throws PackagingError PACKAGING_TOOL_MISSING
 */
export async function ensureTools(
  { kind, arch }: PackageTarget,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<StandIn> {
  const none = { variables: {}, notForRelease: null };
  const cache = await readdir(builderCache(environment)).catch(() => []);
  if (lacking(kind, { environment, cache, isReachable: false }).length === 0) return none;
  const mirror =
    environment['ELECTRON_BUILDER_BINARIES_MIRROR'] ??
    'https://github.com/electron-userland/electron-builder-binaries/releases/';
  const view = { environment, cache, isReachable: await answers(mirror) };
  const missing = missingTools(kind, view);
  if (missing.length === 0) return none;
  if (kind !== 'deb' && kind !== 'appimage') {
    throw new PackagingError('PACKAGING_TOOL_MISSING', missing.join('\n'));
  }
  const needs = Object.entries(standInNeeds[kind]).filter(([program]) => !isOnPath(program));
  if (needs.length === 0) return standInFor(kind, arch, folder);
  const packages = [...new Set(needs.map(([, name]) => name))].join(' ');
  const advice = `Or install what takes its place here: sudo apt-get install ${packages}`;
  throw new PackagingError('PACKAGING_TOOL_MISSING', [...missing, advice].join('\n'));

  function isOnPath(program: string): boolean {
    const folders = (environment['PATH'] ?? '').split(delimiter);
    return folders.some((name) => name !== '' && existsSync(join(name, program)));
  }
}

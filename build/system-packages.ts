import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { BuildError } from './build-error.ts';
import { runCommand } from './run-command.ts';
import {
  desktopNeeds,
  headlessNeeds,
  packagesFor,
  type SystemView,
  unmetNeeds,
} from './system-needs.ts';

function hasCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function viewSystem(): Promise<SystemView> {
  // In /sbin, which is not in everyone's PATH.
  const cache = await runCommand('/sbin/ldconfig', ['-p']);
  const libraries = new Set(cache.stdout.split('\n').map((line) => line.trim().split(' ')[0]));
  return { hasCommand, hasLibrary: (name) => libraries.has(name), hasFile: existsSync };
}

async function knownPackages(): Promise<ReadonlySet<string>> {
  const { stdout } = await runCommand('apt-cache', ['pkgnames']);
  return new Set(stdout.split('\n'));
}

async function aptGet(...args: string[]): Promise<void> {
  const run = await runCommand('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
  if (run.code === 0) return;
  throw new BuildError(
    'SYSTEM_PACKAGES_REFUSED',
    `apt-get ${args.join(' ')} failed:\n${run.stderr.trim()}`,
  );
}

/**
 * Makes sure that this machine has what CareDesk needs around Electron. As root on Debian or
 * Ubuntu it installs what is missing and nothing else. Windows and macOS need nothing.
 *
 * @param purpose `desktop` to start CareDesk on a desktop, `headless` for the tour and the tests
 * @throws BuildError SYSTEM_PACKAGES_MISSING (with the command to run), SYSTEM_PACKAGES_REFUSED
 */
export async function ensureSystemPackages(purpose: 'desktop' | 'headless'): Promise<void> {
  if (process.platform !== 'linux') return;
  const needs = purpose === 'desktop' ? desktopNeeds : headlessNeeds;
  const missing = unmetNeeds(needs, await viewSystem());
  if (missing.length === 0) return;

  const canApt = hasCommand('apt-get');
  const isRoot = process.getuid?.() === 0;
  if (canApt && isRoot) {
    console.log('Installing the system packages that are missing (apt-get) …');
    await aptGet('update');
    const names = packagesFor(missing, asMember(await knownPackages()));
    await aptGet('install', '-y', '--no-install-recommends', ...names);
    console.log(`Installed ${names.join(', ')}`);
    return;
  }
  const names = packagesFor(missing, canApt ? asMember(await knownPackages()) : () => false);
  throw new BuildError(
    'SYSTEM_PACKAGES_MISSING',
    canApt
      ? `Some system packages are missing. Run this, then try again:\n  sudo apt-get install --no-install-recommends ${names.join(' ')}`
      : `Some system packages are missing. Install what these Debian packages hold, then try again:\n  ${names.join(' ')}`,
  );
}

function asMember(set: ReadonlySet<string>): (name: string) => boolean {
  return (name) => set.has(name);
}

// Set-up before `npm start`, `npm test` and `npm run bench`. It runs before any dependency is
// there, so it is plain Node: the one .mjs file of the project.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname ?? '.', '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.caredesk-lock');

/**
 * Stops with a plain message.
 * @param {string} message what is wrong and what to do
 * @returns {never}
 */
function stop(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isKnown = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isKnown) return;
  stop(
    `CareDesk needs Node.js 20.19, or 22.12 and newer; this is ${process.versions.node}.\n` +
      'Install one of these, then run the same command again.',
  );
}

/**
 * The packages a lock file names, by the folder they go to.
 * @param {string} file path of a package-lock.json, or of npm's own copy in node_modules
 * @returns {Record<string, { integrity?: string; optional?: boolean }>}
 */
function packagesOf(file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  return lock.packages ?? {};
}

/**
 * Whether what npm says it installed covers the lock file. Optional packages of other platforms
 * may be absent.
 * @param {string} lockFile path of package-lock.json
 */
function installedMatches(lockFile) {
  const installedFile = join(modules, '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(lockFile)).every(([folder, wanted]) => {
    if (folder === '') return true;
    const found = installed[folder];
    if (found === undefined) return wanted.optional === true;
    return found.integrity === wanted.integrity;
  });
}

function installPackages() {
  const lockFile = join(root, 'package-lock.json');
  if (!existsSync(lockFile)) stop('package-lock.json is missing: this checkout is not complete.');
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;

  if (!installedMatches(lockFile)) {
    console.log('Installing the packages of package-lock.json (npm ci) …');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      // Node refuses to start .cmd files without a shell.
      shell: process.platform === 'win32',
    });
    if (run.error) stop(`npm could not be started: ${run.error.message}`);
    if (run.status !== 0) stop('npm ci failed: see the message above, then run this again.');
  }
  writeFileSync(stampFile, hash);
}

checkNode();
installPackages();

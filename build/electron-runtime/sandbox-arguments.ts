import { readFile } from 'node:fs/promises';
import process from 'node:process';

/**
 * Arguments without which Electron cannot start here. Chromium's sandbox refuses to run as root,
 * and a runtime in a user's own folder cannot have one where the system keeps user namespaces from
 * ordinary programs (Ubuntu 23.10 and later). For development and tests only: an installed
 * CareDesk brings its own AppArmor profile.
 */
export async function sandboxArguments(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) return ['--no-sandbox'];
  const restricted = await readFile(
    '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    'utf8',
  ).catch(() => '0');
  return restricted.trim() === '1' ? ['--no-sandbox'] : [];
}

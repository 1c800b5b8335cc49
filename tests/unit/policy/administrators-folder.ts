import { chmod, mkdtemp } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * A new folder above which nobody but its owner and root can write: not in the system's folder for
 * temporary files, which is everybody's. As root others can look into it.
 */
export async function makeAdministratorsFolder(): Promise<string> {
  const parent = process.getuid?.() === 0 ? '/run' : userInfo().homedir;
  const folder = await mkdtemp(join(parent, '.caredesk-test-'));
  await chmod(folder, 0o755);
  return folder;
}

import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** This user's cache folder of CareDesk's build (XDG Base Directory Specification). */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'caredesk');
}

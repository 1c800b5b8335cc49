import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { largestDecision, UnsafeFileError } from '../policy/administrators-file.ts';

/**
 * Text of a policy that may be anybody's, to be checked and not to be obeyed. Root may be asked to
 * check it: a pipe must not hold up the command, nor a device fill the memory.
 *
 * @throws UnsafeFileError `not-a-file`, or `too-large` as where the policy counts; the file system's error
 */
export async function readAnyonesPolicy(path: string): Promise<string> {
  // Not there on Windows.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new UnsafeFileError('not-a-file');
    if (status.size > largestDecision) throw new UnsafeFileError('too-large');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

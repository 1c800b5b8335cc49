import { setTimeout as sleep } from 'node:timers/promises';
import { CareDeskError } from '../contract/caredesk-error.ts';
import { UnsafeFileError } from './administrators-file.ts';
import type { PolicySource } from './machine-policy.ts';

/** How a policy file is read; the clock's part is a dependency so that tests need not wait. */
export interface PolicyFileAccess {
  /**
   * The text of the file, null when there is none.
   * @throws UnsafeFileError when it is not to be trusted; anything else when it cannot be read
   */
  readText(path: string): Promise<string | null>;
  /** Lets some time pass, in milliseconds. */
  pause?(milliseconds: number): Promise<unknown>;
}

/** A deployment tool may be writing the file at the moment CareDesk starts. */
const pauses = [200, 400, 800];

/**
 * The policy in a JSON file.
 *
 * `read` throws CareDeskError (detail: the path) POLICY_NOT_SAFE, and POLICY_UNREADABLE when the
 * file cannot be read as JSON, not even after a moment.
 */
export function policyFile(path: string, access: PolicyFileAccess): PolicySource {
  const { pause = sleep } = access;
  return {
    place: path,
    async read() {
      for (const milliseconds of pauses) {
        try {
          return await readOnce(path, access);
        } catch (error) {
          if (error instanceof CareDeskError && error.code === 'POLICY_NOT_SAFE') throw error;
        }
        await pause(milliseconds);
      }
      return readOnce(path, access);
    },
  };
}

async function readOnce(path: string, { readText }: PolicyFileAccess): Promise<unknown> {
  try {
    const text = await readText(path);
    if (text === null) return null;
    // Windows editors put a byte-order mark at the start, which JSON.parse refuses.
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    // What is not an object, null too, is a policy that is wrong and not one that is absent.
    return json ?? [];
  } catch (cause) {
    const code = cause instanceof UnsafeFileError ? 'POLICY_NOT_SAFE' : 'POLICY_UNREADABLE';
    throw new CareDeskError(code, { detail: path.slice(0, 200), cause });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { UnsafeFileError, type UnsafeReason } from './administrators-file.ts';
import type { JsonDocument } from './json-document.ts';
import { fileReport, type PolicySource } from './machine-policy.ts';
import { readJson } from './read-json.ts';

/** How a policy file is read; the clock's part is a dependency so that tests need not wait. */
export interface PolicyFileAccess {
  /**
   * The text of the file as UTF-8, with U+FFFD for what is none; null when there is no file.
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
 * `read` throws CareDeskError (detail: the path; report: what is wrong) POLICY_NOT_SAFE, and
 * POLICY_UNREADABLE when the file cannot be read as JSON, not even after a moment.
 */
export function policyFile(path: string, access: PolicyFileAccess): PolicySource {
  const { pause = sleep } = access;
  return {
    place: path,
    async read() {
      for (const milliseconds of pauses) {
        try {
          return await readPolicyFileOnce(path, access);
        } catch (error) {
          if (error instanceof CareDeskError && error.code === 'POLICY_NOT_SAFE') throw error;
        }
        await pause(milliseconds);
      }
      return readPolicyFileOnce(path, access);
    },
  };
}

/** As `read` of `policyFile`, without another try. */
export async function readPolicyFileOnce(
  path: string,
  { readText }: PolicyFileAccess,
): Promise<JsonDocument | null> {
  const unusable = (
    code: 'POLICY_NOT_SAFE' | 'POLICY_UNREADABLE',
    reason: string,
    cause: unknown,
  ) =>
    new CareDeskError(code, {
      detail: path.slice(0, 200),
      report: fileReport(path, [{ key: null, at: null, reason }]),
      cause,
    });
  let text: string | null;
  try {
    text = await readText(path);
  } catch (cause) {
    if (!(cause instanceof UnsafeFileError)) {
      throw unusable('POLICY_UNREADABLE', systemReason(cause), cause);
    }
    const code = cause.reason === 'too-large' ? 'POLICY_UNREADABLE' : 'POLICY_NOT_SAFE';
    throw unusable(code, unsafeReasons[cause.reason], cause);
  }
  if (text === null) return null;
  let read: ReturnType<typeof readJson>;
  try {
    read = readJson(text);
  } catch (cause) {
    // Brackets in brackets, deeper than any parser goes.
    if (!(cause instanceof RangeError)) throw cause;
    throw unusable('POLICY_UNREADABLE', 'This is not a policy: it is nested too deeply.', cause);
  }
  if (read.kind === 'document') return read.document;
  throw new CareDeskError('POLICY_UNREADABLE', {
    detail: path.slice(0, 200),
    report: fileReport(path, read.faults),
  });
}

/** What to do about a file that is not trusted. */
const unsafeReasons: Readonly<Record<UnsafeReason, string>> = {
  link: 'The file or its folder is a link: put the file itself there.',
  'not-a-file': 'This is not a file.',
  owner: 'The file belongs to somebody who is not an administrator: make root its owner.',
  writable: 'Others than its owner may change the file: give it mode 0644.',
  folder:
    'The folder belongs to somebody who is not an administrator, or others may write to it: make root its owner and give it mode 0755.',
  'hard-link': 'The file has a second name (hard link), perhaps where others may write: copy it.',
  changed: 'The file was exchanged while CareDesk read it: put it there again.',
  'too-large': 'The file is larger than 1 MB: this is not a policy.',
};

/** What to do about what the system says. */
function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `This account may not read the file (${code}): everybody who uses CareDesk must be able to.`;
    case 'EBUSY':
      return 'Another program has the file open (EBUSY): close it, and try again.';
    case 'ENOENT':
      return 'There is no such file (ENOENT).';
    case 'EISDIR':
      return 'This is a folder and not a file (EISDIR).';
    default:
      return `The file cannot be read (${code}).`;
  }
}

import { type FailureCode, longestDetail } from '../contract/failures.ts';
import type { FileReport } from '../contract/file-report.ts';

/**
 * An error a person can be told about: a stable failure code, at most one safe detail and, of a
 * policy, all that is wrong with it. The `cause` stays in main; the rest may cross the bridge.
 */
export class CareDeskError extends Error {
  readonly code: FailureCode;
  readonly detail: string | null;
  readonly report: FileReport | null;

  constructor(
    code: FailureCode,
    options: { detail?: string; report?: FileReport; cause?: unknown } = {},
  ) {
    super(options.detail === undefined ? code : `${code} (${options.detail})`, {
      cause: options.cause,
    });
    this.name = 'CareDeskError';
    this.code = code;
    this.detail = options.detail ?? null;
    this.report = options.report ?? null;
  }
}

/** What may cross the bridge of an error, or `fallback` for a stranger. */
export function failureFrom(
  error: unknown,
  fallback: FailureCode,
): { code: FailureCode; detail: string | null; report?: FileReport } {
  if (!(error instanceof CareDeskError)) return { code: fallback, detail: null };
  const { code, report } = error;
  const detail = error.detail?.slice(0, longestDetail) ?? null;
  return report === null ? { code, detail } : { code, detail, report };
}

import type { FailureCode } from './failures.ts';

/**
 * An error a person can be told about: a stable failure code and at most one safe detail. The
 * `cause` stays in main; only `code` and `detail` may cross the bridge.
 */
export class CareDeskError extends Error {
  readonly code: FailureCode;
  readonly detail: string | null;

  constructor(code: FailureCode, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail === undefined ? code : `${code} (${options.detail})`, {
      cause: options.cause,
    });
    this.name = 'CareDeskError';
    this.code = code;
    this.detail = options.detail ?? null;
  }
}

/** Characters of a detail that cross the bridge: enough for two issuers. */
export const longestDetail = 600;

/** What may cross the bridge of an error: its code and detail, or `fallback` for a stranger. */
export function failureFrom(
  error: unknown,
  fallback: FailureCode,
): { code: FailureCode; detail: string | null } {
  return error instanceof CareDeskError
    ? { code: error.code, detail: error.detail?.slice(0, longestDetail) ?? null }
    : { code: fallback, detail: null };
}

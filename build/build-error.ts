export type BuildErrorCode =
  | 'SYSTEM_PACKAGES_MISSING'
  | 'SYSTEM_PACKAGES_REFUSED'
  | 'ELECTRON_PATH_WRONG'
  | 'ELECTRON_UNAVAILABLE'
  | 'RUNTIME_DOWNLOAD_FAILED'
  | 'RUNTIME_INTEGRITY_MISMATCH'
  | 'LOCK_TIMED_OUT'
  | 'HEADLESS_NOT_STARTED'
  | 'PACKAGE_NOT_MADE';

/** What stops a script, with the words the person at the terminal reads. */
export class BuildError extends Error {
  readonly code: BuildErrorCode;

  constructor(code: BuildErrorCode, message: string) {
    super(message);
    this.name = 'BuildError';
    this.code = code;
  }
}

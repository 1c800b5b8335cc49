export type ReleaseErrorCode =
  | 'ARGUMENTS_WRONG'
  | 'NOTES_UNUSABLE'
  | 'KEY_UNUSABLE'
  | 'KEY_NOT_TRUSTED'
  | 'KEY_FOLDER_REFUSED'
  | 'TRUST_UNUSABLE'
  | 'PACKAGES_UNUSABLE'
  | 'PACKAGE_REFUSED'
  | 'FEED_MISSING'
  | 'FEED_REFUSED'
  | 'FEED_CHECK_FAILED'
  | 'VERSION_NOT_HIGHER'
  | 'ROLLBACK_NEEDS_PACKAGES';

/** What stops a release, with the words the engineer at the terminal reads: what is wrong and what to do. */
export class ReleaseError extends Error {
  readonly code: ReleaseErrorCode;

  constructor(code: ReleaseErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ReleaseError';
    this.code = code;
  }
}

export type PackagingErrorCode =
  | 'PACKAGING_PLATFORM_UNSUPPORTED'
  | 'PACKAGING_RUNTIME_UNUSABLE'
  | 'PACKAGE_NOT_MADE'
  | 'PACKAGE_REFUSED';

/** What stops packaging, with the words the person at the terminal reads. */
export class PackagingError extends Error {
  readonly code: PackagingErrorCode;

  constructor(code: PackagingErrorCode, message: string) {
    super(message);
    this.name = 'PackagingError';
    this.code = code;
  }
}

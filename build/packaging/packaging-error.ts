export type PackagingErrorCode =
  | 'NATIVE_MODULE_MISSING'
  | 'PACKAGING_PLATFORM_UNSUPPORTED'
  | 'PACKAGING_RUNTIME_UNUSABLE'
  | 'PACKAGING_TARGET_UNKNOWN'
  | 'PACKAGING_TOOL_MISSING'
  | 'PACKAGE_NOT_MADE'
  | 'PACKAGE_REFUSED'
  | 'RELEASE_TRUST_UNREADABLE'
  | 'SIGNING_AMBIGUOUS'
  | 'SIGNING_INCOMPLETE'
  | 'MSI_PROJECT_UNKNOWN'
  | 'LICENCE_REFUSED';

/** What stops packaging, with the words the person at the terminal reads. */
export class PackagingError extends Error {
  readonly code: PackagingErrorCode;

  constructor(code: PackagingErrorCode, message: string) {
    super(message);
    this.name = 'PackagingError';
    this.code = code;
  }
}

export type SandboxOptionsProblem = 'client-jwks-missing' | 'openssl-missing';

const words: Readonly<Record<SandboxOptionsProblem, string>> = {
  'client-jwks-missing': 'private_key_jwt needs clientJwks with at least one public key',
  'openssl-missing': 'tls needs the openssl command to make certificates',
};

/** The sandbox cannot be started with these options; `code` says why. */
export class SandboxOptionsError extends Error {
  readonly code: SandboxOptionsProblem;
  constructor(code: SandboxOptionsProblem, options?: ErrorOptions) {
    super(words[code], options);
    this.name = 'SandboxOptionsError';
    this.code = code;
  }
}

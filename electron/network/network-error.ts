/**
 * A request that failed below HTTP. The message is Chromium's own name for it (`net::ERR_…`), which
 * is what `networkFailureOf` reads, here and in errors of Electron itself.
 */
export class NetworkError extends Error {
  /**
   * Who a person has to name to a service desk: the issuer of a certificate that is not trusted,
   * the proxy as `host:port`, or the host that was looked up. Text from the network: bounded and
   * without control characters.
   */
  readonly detail: string | null;

  /** @param netError Chromium's name without the prefix, as in `ERR_CERT_AUTHORITY_INVALID` */
  constructor(netError: string, options: { detail?: string | null; cause?: unknown } = {}) {
    super(`net::${netError}`, { cause: options.cause });
    this.name = 'NetworkError';
    this.detail = options.detail ?? null;
  }
}

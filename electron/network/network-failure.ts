/** Why the network failed, as far as a person can do something about it. */
export type NetworkFailure =
  | 'offline'
  | 'name-not-found'
  | 'certificate'
  | 'proxy-sign-in'
  | 'timeout'
  | 'unreachable';

const chromium: Record<string, NetworkFailure> = {
  ERR_INTERNET_DISCONNECTED: 'offline',
  ERR_NETWORK_CHANGED: 'offline',
  ERR_NAME_NOT_RESOLVED: 'name-not-found',
  ERR_NAME_RESOLUTION_FAILED: 'name-not-found',
  ERR_UNEXPECTED_PROXY_AUTH: 'proxy-sign-in',
  ERR_PROXY_AUTH_REQUESTED: 'proxy-sign-in',
  ERR_PROXY_AUTH_UNSUPPORTED: 'proxy-sign-in',
  ERR_TIMED_OUT: 'timeout',
  ERR_CONNECTION_TIMED_OUT: 'timeout',
};

const node: Record<string, NetworkFailure> = {
  ENETUNREACH: 'offline',
  ENETDOWN: 'offline',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

const nodeUnreachable = /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/;

/**
 * Reads the cause out of a failed fetch, in Chromium's words (net::ERR_…) or Node's (error.code),
 * however deep the libraries in between wrapped it. Null when the error is not the network's.
 */
export function networkFailureOf(error: unknown): NetworkFailure | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; depth++) {
    if (at.name === 'TimeoutError') return 'timeout';
    const netError = /net::(ERR_[A-Z0-9_]+)/.exec(at.message)?.[1];
    if (netError !== undefined) {
      if (netError.startsWith('ERR_CERT_') || netError.startsWith('ERR_SSL_')) return 'certificate';
      return chromium[netError] ?? 'unreachable';
    }
    const code = 'code' in at ? at.code : undefined;
    if (typeof code === 'string') {
      const known = node[code];
      if (known !== undefined) return known;
      if (nodeUnreachable.test(code)) return 'unreachable';
    }
    at = at.cause;
  }
  return null;
}

import { NetworkError } from './network-error.ts';
import { UnusableAnswer } from './unusable-answer.ts';

/** Why the network failed, as far as a person can do something about it. */
export type NetworkFailure =
  | 'offline'
  | 'name-not-found'
  | 'certificate'
  | 'proxy'
  | 'proxy-sign-in'
  | 'log-in-page'
  | 'too-long'
  | 'timeout'
  | 'unreachable';

/** A network failure and, when known, who it was with. */
export interface NetworkFailureDescription {
  readonly kind: NetworkFailure;
  /**
   * `certificate`: who issued the certificate that is not trusted. `proxy` and `proxy-sign-in`: the
   * proxy as `host:port`. `name-not-found`: the host, which this PC looked up itself. `log-in-page`
   * and `too-long`: where it came from, or how long it was. Null when it is not known. Safe to show.
   */
  readonly detail: string | null;
}

const chromium: Record<string, NetworkFailure> = {
  ERR_INTERNET_DISCONNECTED: 'offline',
  ERR_NETWORK_CHANGED: 'offline',
  ERR_NAME_NOT_RESOLVED: 'name-not-found',
  ERR_NAME_RESOLUTION_FAILED: 'name-not-found',
  ERR_PROXY_CERTIFICATE_INVALID: 'certificate',
  ERR_PROXY_CONNECTION_FAILED: 'proxy',
  ERR_TUNNEL_CONNECTION_FAILED: 'proxy',
  ERR_SOCKS_CONNECTION_FAILED: 'proxy',
  ERR_SOCKS_CONNECTION_HOST_UNREACHABLE: 'proxy',
  ERR_MANDATORY_PROXY_CONFIGURATION_FAILED: 'proxy',
  ERR_PAC_SCRIPT_FAILED: 'proxy',
  ERR_PAC_STATUS_NOT_OK: 'proxy',
  ERR_PAC_NOT_IN_DHCP: 'proxy',
  ERR_NO_SUPPORTED_PROXIES: 'proxy',
  ERR_UNEXPECTED_PROXY_AUTH: 'proxy-sign-in',
  ERR_PROXY_AUTH_REQUESTED: 'proxy-sign-in',
  ERR_PROXY_AUTH_UNSUPPORTED: 'proxy-sign-in',
  ERR_INVALID_REDIRECT: 'log-in-page',
  ERR_UNSAFE_REDIRECT: 'log-in-page',
  ERR_TOO_MANY_REDIRECTS: 'log-in-page',
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
  CERT_NOT_YET_VALID: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

/** How Node and Electron say that they were told to follow no redirect. */
const refusedRedirect = /^unexpected redirect$|redirect policy was 'error'/;
const nodeUnreachable = /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/;

/**
 * Reads the cause out of a failed fetch, in Chromium's words (net::ERR_…) or Node's (error.code),
 * however deep the libraries in between wrapped it. Null when the error is not the network's.
 */
export function networkFailureOf(error: unknown): NetworkFailure | null {
  return describeNetworkFailure(error)?.kind ?? null;
}

/** As `networkFailureOf`, with the issuer or the proxy that the person has to name. */
export function describeNetworkFailure(error: unknown): NetworkFailureDescription | null {
  for (const at of chainOf(error)) {
    const kind = kindOf(at);
    if (kind === null) continue;
    const isOurs = at instanceof NetworkError || at instanceof UnusableAnswer;
    return { kind, detail: isOurs ? at.detail : null };
  }
  return null;
}

/**
 * Whether a certificate was refused because it is not valid *now*: with a service that works for
 * everybody else, it is the clock of the PC that is wrong, by more than the skew we can learn.
 */
export function isCertificateDateFailure(error: unknown): boolean {
  return chainOf(error).some((at) => {
    const code = codeOf(at);
    return (
      netErrorOf(at) === 'ERR_CERT_DATE_INVALID' ||
      code === 'CERT_HAS_EXPIRED' ||
      code === 'CERT_NOT_YET_VALID'
    );
  });
}

function kindOf(error: Error): NetworkFailure | null {
  if (error instanceof UnusableAnswer) return error.kind;
  if (error.name === 'TimeoutError') return 'timeout';
  if (refusedRedirect.test(error.message)) return 'log-in-page';
  const netError = netErrorOf(error);
  if (netError !== null) {
    if (netError.startsWith('ERR_CERT_') || netError.startsWith('ERR_SSL_')) return 'certificate';
    return chromium[netError] ?? 'unreachable';
  }
  const code = codeOf(error);
  if (code === null) return null;
  return node[code] ?? (nodeUnreachable.test(code) ? 'unreachable' : null);
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) chain.push(at);
  return chain;
}

function netErrorOf(error: Error): string | null {
  return /net::(ERR_[A-Z0-9_]+)/.exec(error.message)?.[1] ?? null;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

import type { FailureCode } from '../contract/failures.ts';
import type { NetworkFailure } from './network-failure.ts';

type OfTheNetwork = Exclude<NetworkFailure, 'timeout' | 'unreachable'>;

const codes: Record<OfTheNetwork, FailureCode> = {
  offline: 'NETWORK_OFFLINE',
  'name-not-found': 'NETWORK_NAME_NOT_FOUND',
  certificate: 'NETWORK_CERTIFICATE_NOT_TRUSTED',
  proxy: 'NETWORK_PROXY_UNREACHABLE',
  'proxy-sign-in': 'NETWORK_PROXY_SIGN_IN',
  'log-in-page': 'NETWORK_LOG_IN_NEEDED',
  'too-long': 'NETWORK_ANSWER_TOO_LONG',
};

/**
 * The failure code of a network failure. A service that is silent or cannot be reached is told as
 * that service's own failure.
 */
export function networkCode(
  failure: NetworkFailure,
  service: { readonly timeout: FailureCode; readonly unreachable: FailureCode },
): FailureCode {
  return failure === 'timeout' || failure === 'unreachable' ? service[failure] : codes[failure];
}

import { describe, expect, it } from 'vitest';
import { networkFailureOf } from '../../../electron/network/network-failure.ts';

function coded(code: string): Error {
  return Object.assign(new Error('failed'), { code });
}

describe('naming the cause of a failed fetch', () => {
  it.each([
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['net::ERR_NAME_NOT_RESOLVED', 'name-not-found'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'certificate'],
    ['net::ERR_UNEXPECTED_PROXY_AUTH', 'proxy-sign-in'],
    ['net::ERR_CONNECTION_REFUSED', 'unreachable'],
    ['net::ERR_EMPTY_RESPONSE', 'unreachable'],
  ])('%s is %s', (message, failure) => {
    expect(networkFailureOf(new Error('wrapped', { cause: new Error(message) }))).toBe(failure);
  });

  it.each([
    ['ENOTFOUND', 'name-not-found'],
    ['ECONNREFUSED', 'unreachable'],
    ['UND_ERR_SOCKET', 'unreachable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
  ])('%s of Node is %s', (code, failure) => {
    expect(networkFailureOf(new TypeError('fetch failed', { cause: coded(code) }))).toBe(failure);
  });

  it('leaves other errors alone', () => {
    expect(networkFailureOf(new Error('bad state'))).toBeNull();
    expect(networkFailureOf(coded('OAUTH_INVALID_RESPONSE'))).toBeNull();
    expect(networkFailureOf('net::ERR_FAILED')).toBeNull();
  });
});

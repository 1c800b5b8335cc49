import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../../electron/network/network-error.ts';
import {
  describeNetworkFailure,
  isCertificateDateFailure,
  networkFailureOf,
} from '../../../electron/network/network-failure.ts';

function coded(code: string): Error {
  return Object.assign(new Error('failed'), { code });
}

describe('naming the cause of a failed fetch', () => {
  it.each([
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['net::ERR_NAME_NOT_RESOLVED', 'name-not-found'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'certificate'],
    ['net::ERR_PROXY_CERTIFICATE_INVALID', 'certificate'],
    ['net::ERR_PROXY_AUTH_REQUESTED', 'proxy-sign-in'],
    ['net::ERR_UNEXPECTED_PROXY_AUTH', 'proxy-sign-in'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'proxy'],
    ['net::ERR_TUNNEL_CONNECTION_FAILED', 'proxy'],
    ['net::ERR_MANDATORY_PROXY_CONFIGURATION_FAILED', 'proxy'],
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

describe('describing a failed fetch', () => {
  function wrapped(cause: Error): Error {
    return new TypeError('something went wrong', { cause: new Error('in between', { cause }) });
  }

  it('names who issued the certificate and which proxy it was', () => {
    const certificate = new NetworkError('ERR_CERT_AUTHORITY_INVALID', { detail: 'Trust CA' });
    expect(describeNetworkFailure(wrapped(certificate))).toEqual({
      kind: 'certificate',
      detail: 'Trust CA',
    });
    const proxy = new NetworkError('ERR_PROXY_AUTH_REQUESTED', { detail: 'proxy.example:8080' });
    expect(describeNetworkFailure(wrapped(proxy))).toEqual({
      kind: 'proxy-sign-in',
      detail: 'proxy.example:8080',
    });
  });

  it('has no detail where none is known', () => {
    const known = { kind: 'unreachable', detail: null };
    expect(describeNetworkFailure(new NetworkError('ERR_CONNECTION_REFUSED'))).toEqual(known);
    expect(describeNetworkFailure(new Error('net::ERR_FAILED'))).toEqual(known);
    expect(describeNetworkFailure(coded('ECONNRESET'))).toEqual(known);
  });

  it('has nothing to say of other errors, nor of an endless chain of causes', () => {
    expect(describeNetworkFailure(new Error('bad state'))).toBeNull();
    const circular = new Error('round');
    circular.cause = circular;
    expect(describeNetworkFailure(circular)).toBeNull();
  });

  it('knows a certificate that is refused for its dates', () => {
    const refused = (name: string) => isCertificateDateFailure(wrapped(new NetworkError(name)));
    expect(refused('ERR_CERT_DATE_INVALID')).toBe(true);
    expect(isCertificateDateFailure(wrapped(coded('CERT_HAS_EXPIRED')))).toBe(true);
    expect(refused('ERR_CERT_AUTHORITY_INVALID')).toBe(false);
    expect(isCertificateDateFailure('ERR_CERT_DATE_INVALID')).toBe(false);
  });
});

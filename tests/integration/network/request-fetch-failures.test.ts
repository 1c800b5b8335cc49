import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../../electron/network/fetch.ts';
import { describeNetworkFailure } from '../../../electron/network/network-failure.ts';
import type { RequestFetchDependencies } from '../../../electron/network/request-fetch.ts';
import { fetchOverNode } from './fetch-over-node.ts';

describe('a failure', () => {
  /** A fetch whose every request fails with Chromium's error of that name. */
  function failing(name: string, dependencies: Partial<RequestFetchDependencies> = {}): Fetch {
    return fetchOverNode({
      ...dependencies,
      openRequest: (_, listeners) => ({
        end: () => queueMicrotask(() => listeners.error(new Error(`net::${name}`))),
        abort() {},
      }),
    });
  }
  const described = (fetch: Fetch) =>
    fetch('https://id.example:8443/token?x=1').then(
      () => null,
      (error: unknown) => describeNetworkFailure(error),
    );
  const untrustedIssuer = (host: string) => `issuer of ${host}`;
  const proxyOf = async () => 'proxy.example:8080';

  it.each([
    ['ERR_CERT_AUTHORITY_INVALID', 'certificate', 'issuer of id.example'],
    ['ERR_SSL_PROTOCOL_ERROR', 'certificate', null],
    ['ERR_PROXY_CERTIFICATE_INVALID', 'certificate', 'issuer of proxy.example'],
    ['ERR_PROXY_CONNECTION_FAILED', 'proxy', 'proxy.example:8080'],
    ['ERR_TUNNEL_CONNECTION_FAILED', 'proxy', 'proxy.example:8080'],
    ['ERR_PROXY_AUTH_UNSUPPORTED', 'proxy-sign-in', 'proxy.example:8080'],
    ['ERR_CONNECTION_REFUSED', 'unreachable', null],
    ['ERR_NAME_NOT_RESOLVED', 'name-not-found', 'id.example, without a proxy'],
  ])('%s is %s by %s', async (name, kind, detail) => {
    const found = await described(failing(name, { untrustedIssuer, proxyOf }));
    expect(found).toEqual({ kind, detail });
  });

  it('keeps its name when nobody knows who it was with', async () => {
    expect(await described(failing('ERR_CERT_AUTHORITY_INVALID'))).toEqual({
      kind: 'certificate',
      detail: null,
    });
    const unresolved = { proxyOf: () => Promise.reject(new Error('closed')) };
    expect(await described(failing('ERR_PROXY_CONNECTION_FAILED', unresolved))).toEqual({
      kind: 'proxy',
      detail: null,
    });
  });

  it('of a true connection has Chromium’s name', async () => {
    await expect(fetchOverNode()('http://127.0.0.1:9/')).rejects.toThrow(
      'net::ERR_CONNECTION_REFUSED',
    );
  });
});

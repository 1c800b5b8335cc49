import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { authorizationRequest, discover, exchangeForm, redeem } from './client-of-sandbox.ts';
import { createJarFetch, type Fetch } from './cookie-jar.ts';
import { createPrivateCaFetch } from './private-ca-fetch.ts';
import { signInOverHttp } from './software-authenticator.ts';

let sandbox: Sandbox;
let trusting: Fetch;

beforeAll(async () => {
  sandbox = await startSandbox({ tls: true });
  trusting = createPrivateCaFetch(await readFile(sandbox.caFile ?? '', 'utf8'));
});

afterAll(() => sandbox.stop());

describe('the sandbox over TLS', () => {
  it('is on https throughout', async () => {
    expect(sandbox.issuer).toMatch(/^https:\/\/localhost:\d+\/openam/);
    expect(sandbox.apiOrigin).toMatch(/^https:\/\/localhost:\d+$/);
    const discovery = `${sandbox.issuer}/.well-known/openid-configuration`;
    const metadata = await (await trusting(new URL(discovery))).json();
    const addresses = Object.values(metadata).filter(
      (value) => typeof value === 'string' && value.startsWith('http'),
    );
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) expect(address).toMatch(/^https:/);
  });

  it('is refused by whoever does not trust its authority', async () => {
    const discovery = `${sandbox.issuer}/.well-known/openid-configuration`;
    await expect(fetch(discovery)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/) },
    });
  });

  it.each(['localhost', '127.0.0.1', '::1'])('holds a certificate for %s', async (name) => {
    const ca = await readFile(sandbox.caFile ?? '', 'utf8');
    const port = Number(new URL(sandbox.issuer).port);
    const protocol = await new Promise((resolve, reject) => {
      const socket = connect({ host: name, port, ca }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(protocol).toBe('TLSv1.3');
  });

  it('speaks no TLS older than 1.2', async () => {
    const ca = await readFile(sandbox.caFile ?? '', 'utf8');
    const port = Number(new URL(sandbox.issuer).port);
    const old = new Promise((resolve, reject) => {
      connect({
        host: 'localhost',
        port,
        ca,
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT:@SECLEVEL=0',
      })
        .on('secureConnect', resolve)
        .on('error', reject);
    });
    await expect(old).rejects.toThrow(/protocol version|alert|disconnected/i);
  });

  it('signs a person in and exchanges the id token', async () => {
    const configuration = await discover(sandbox, undefined, async (url, options) =>
      trusting(new URL(url), {
        method: options.method,
        headers: options.headers,
        ...(options.body instanceof URLSearchParams && { body: options.body }),
      }),
    );
    const request = await authorizationRequest(configuration);
    const callback = await signInOverHttp(request.url, {
      person: 'Ben Carter',
      synced: true,
      browser: createJarFetch(trusting),
    });
    const tokens = await redeem(configuration, callback, request);
    const exchanged = await trusting(new URL(`${sandbox.apiOrigin}/oauth2/token`), {
      method: 'POST',
      body: new URLSearchParams(exchangeForm(tokens.id_token ?? '')),
    });
    expect(exchanged.status).toBe(200);
  });

  it('leaves no key and no certificate behind', async () => {
    const other = await startSandbox({ tls: true });
    const { caFile = '' } = other;
    expect(existsSync(caFile)).toBe(true);
    await other.stop();
    expect(existsSync(caFile)).toBe(false);
  });
});

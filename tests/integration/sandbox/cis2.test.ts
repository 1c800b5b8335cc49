import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import {
  authorizationRequest,
  discover,
  redeem,
  redirectUri,
  signIn,
} from './client-of-sandbox.ts';
import { openPasskeyPage, signInOverHttp } from './software-authenticator.ts';
import { createSoftwareAuthenticator } from './software-passkey.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

describe('discovery', () => {
  it('announces the issuer with its path and CIS2’s endpoints under it', async () => {
    const response = await fetch(`${sandbox.issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: sandbox.issuer,
      authorization_endpoint: `${sandbox.issuer}/authorize`,
      token_endpoint: `${sandbox.issuer}/access_token`,
      userinfo_endpoint: `${sandbox.issuer}/userinfo`,
      jwks_uri: `${sandbox.issuer}/connect/jwk_uri`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
    });
    expect(new URL(sandbox.issuer).pathname).toBe(
      '/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare',
    );
  });

  it('publishes the public key only', async () => {
    const response = await fetch(`${sandbox.issuer}/connect/jwk_uri`);
    const { keys } = await response.json();
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('answers on both loopback addresses only to loopback names', async () => {
    const { port } = new URL(sandbox.issuer);
    const path = new URL(`${sandbox.issuer}/.well-known/openid-configuration`).pathname;
    const direct = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(direct.status).toBe(200);
    const rebound = await requestWithHost(Number(port), path, 'attacker.example');
    expect(rebound).toBe(421);
  });
});

async function requestWithHost(port: number, path: string, host: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('sign-in', () => {
  it('gives a synced passkey AAL2, with the claims of a CIS2 id token and no others', async () => {
    const { tokens } = await signIn(sandbox, { person: 'Dr Amara Okafor', synced: true });
    expect(tokens).not.toHaveProperty('refresh_token');
    const idToken = tokens.id_token ?? '';
    expect(decodeProtectedHeader(idToken)).toMatchObject({
      alg: 'RS256',
      kid: expect.stringMatching(/.+/),
    });
    const claims = decodeJwt(idToken);
    expect(claims).toMatchObject({
      iss: sandbox.issuer,
      sub: '656005750104',
      aud: 'caredesk.sandbox.apps.national',
      azp: 'caredesk.sandbox.apps.national',
      acr: 'AAL2_ANY',
      amr: ['PASSKEY'],
      authentication_assurance_level: '2',
      id_assurance_level: '3',
      auth_time: expect.any(Number),
      nonce: expect.any(String),
      sid: expect.any(String),
      at_hash: expect.any(String),
    });
    expect(claims).not.toHaveProperty('nhsid_nrbac_roles');
    expect(claims).not.toHaveProperty('name');
  });

  it('gives a device-bound passkey AAL3', async () => {
    const { tokens } = await signIn(sandbox, { person: 'Ben Carter', synced: false });
    expect(tokens.claims()).toMatchObject({
      acr: 'AAL3_FIDO2',
      authentication_assurance_level: '3',
    });
  });

  it('says level 2 for a person identified to level 2', async () => {
    const { tokens } = await signIn(sandbox, { person: 'Ewan Grant', synced: true });
    expect(tokens.claims()).toMatchObject({ id_assurance_level: '2' });
  });

  it('gives roles, organisations and names from userinfo, by scope', async () => {
    const { configuration, tokens } = await signIn(sandbox, {
      person: 'Dr Amara Okafor',
      synced: true,
    });
    const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, '656005750104');
    expect(userinfo).toMatchObject({
      name: 'Amara Okafor',
      given_name: 'Amara',
      family_name: 'Okafor',
      title: 'Dr',
      uid: '656005750104',
      nhsid_user_orgs: [
        { org_name: 'RIVERSIDE MEDICAL PRACTICE', org_code: 'A83008' },
        { org_name: 'NORTHMOOR GENERAL HOSPITALS NHS TRUST', org_code: 'RX9' },
      ],
    });
    const roles = userinfo['nhsid_nrbac_roles'];
    expect(roles).toHaveLength(3);
    expect(roles).toMatchObject([
      {
        person_roleid: '656014452101',
        org_code: 'A83008',
        role_name: '"Clinical":"Medical":"General Medical Practitioner"',
        role_code: 'S0010:G0020:R0260',
        activity_codes: expect.arrayContaining(['B0820']),
      },
      { org_code: 'RX9' },
      { org_code: 'RX9' },
    ]);
    expect(JSON.stringify(roles)).not.toContain('org_name');
    expect(userinfo).not.toHaveProperty('idassurancelevel');
  });

  it('leaves roles out of userinfo when their scope was not asked for', async () => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration, { scope: 'openid profile' });
    const callback = await signInOverHttp(request.url, { person: 'Ben Carter', synced: true });
    const tokens = await redeem(configuration, callback, request);
    const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, '656005750107');
    expect(userinfo).toHaveProperty('name', 'Ben Carter');
    expect(userinfo).not.toHaveProperty('nhsid_nrbac_roles');
  });

  it('returns access_denied with the state and issuer when the person cancels', async () => {
    const request = await authorizationRequest(await discover(sandbox));
    const browser = await openPasskeyPage(request.url);
    const callback = await browser.cancel();
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      error: 'access_denied',
      state: request.state,
      iss: sandbox.issuer,
    });
    expect(callback.searchParams.has('code')).toBe(false);
  });

  it('redeems a code once', async () => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration);
    const callback = await signInOverHttp(request.url, { person: 'Ben Carter', synced: true });
    await redeem(configuration, callback, request);
    await expect(redeem(configuration, callback, request)).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    });
  });

  it('refuses a wrong code verifier', async () => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration);
    const callback = await signInOverHttp(request.url, { person: 'Ben Carter', synced: true });
    const stolen = { ...request, verifier: client.randomPKCECodeVerifier() };
    await expect(redeem(configuration, callback, stolen)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('the authorization endpoint', () => {
  it.each([
    ['no PKCE', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['a response type other than code', { response_type: 'id_token' }, 'unsupported_response_type'],
  ])('refuses %s', async (_what, changes, error) => {
    const request = await authorizationRequest(await discover(sandbox), changes);
    const response = await fetch(request.url, { redirect: 'manual' });
    const location = new URL(response.headers.get('location') ?? '');
    const answer = new URLSearchParams(location.hash.slice(1) || location.search);
    expect(answer.get('error')).toBe(error);
  });

  it.each([
    ['another path', 'http://127.0.0.1:49152/elsewhere'],
    ['another host', 'http://localhost:49152/callback'],
  ])('shows a page instead of redirecting to %s', async (_what, redirect) => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration, { redirect_uri: redirect });
    const response = await fetch(request.url, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('Sign-in cannot continue');
  });

  it('accepts the loopback redirect on any port', async () => {
    const configuration = await discover(sandbox);
    const redirect = redirectUri.replace('49152', '61234');
    const request = await authorizationRequest(configuration, { redirect_uri: redirect });
    const callback = await signInOverHttp(request.url, { person: 'Ben Carter', synced: true });
    expect(callback.port).toBe('61234');
  });
});

describe('the passkey page', () => {
  it('offers every person and loads no script but its own', async () => {
    const request = await authorizationRequest(await discover(sandbox));
    const { html } = await openPasskeyPage(request.url);
    expect(html).toContain('Sandbox – synthetic people only');
    for (const name of ['Dr Amara Okafor', 'Ben Carter', 'Chloe Singh', 'Dilys Hughes']) {
      expect(html).toContain(`>${name}</option>`);
    }
    expect(html.match(/<script/g)).toHaveLength(1);
    const [, script = ''] = /<script type="module" src="([^"]+)">/.exec(html) ?? [];
    const response = await fetch(new URL(script, sandbox.issuer));
    expect(response.headers.get('content-type')).toContain('text/javascript');
  });

  it('asks for a stronger passkey when AAL3 is demanded and the passkey is synced', async () => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration, { acr_values: 'AAL3_ANY' });
    const browser = await openPasskeyPage(request.url);
    expect(browser.html).toContain('AAL3');
    const synced = createSoftwareAuthenticator({ synced: true });
    await browser.enrol('Ben Carter', synced);
    const refused = await browser.assert(synced);
    expect(refused.status).toBe(403);
    expect(refused.body['message']).toContain('stronger');
    const bound = createSoftwareAuthenticator({ synced: false });
    await browser.enrol('Ben Carter', bound);
    const accepted = await browser.assert(bound);
    const callback = await browser.follow(String(accepted.body['continueAt']));
    const tokens = await redeem(configuration, callback, request);
    expect(tokens.claims()).toMatchObject({ acr: 'AAL3_FIDO2' });
  });

  it('refuses a passkey it does not know, one without user verification and a replay', async () => {
    const request = await authorizationRequest(await discover(sandbox));
    const browser = await openPasskeyPage(request.url);
    const stranger = createSoftwareAuthenticator({ synced: true });
    expect((await browser.assert(stranger)).status).toBe(422);

    const unverified = createSoftwareAuthenticator({ synced: true, userVerified: false });
    expect((await browser.enrol('Ben Carter', unverified)).status).toBe(422);

    const { body } = await browser.post('assertion-options', {});
    const origin = request.url.origin;
    const good = createSoftwareAuthenticator({ synced: true });
    await browser.enrol('Ben Carter', good);
    // The enrolment used up the challenge of the assertion asked for before it.
    const late = good.get({ challenge: String(body['challenge']) }, origin);
    expect((await browser.post('assertion', late)).status).toBe(422);
  });

  it('refuses a passkey answer made for another origin', async () => {
    const request = await authorizationRequest(await discover(sandbox));
    const browser = await openPasskeyPage(request.url);
    const authenticator = createSoftwareAuthenticator({ synced: true });
    await browser.enrol('Ben Carter', authenticator);
    const { body } = await browser.post('assertion-options', {});
    const options = { challenge: String(body['challenge']) };
    const phished = authenticator.get(options, 'http://localhost:1');
    expect((await browser.post('assertion', phished)).status).toBe(422);
  });

  it('shows nothing without the browser’s own cookie', async () => {
    const request = await authorizationRequest(await discover(sandbox));
    const response = await fetch(request.url, { redirect: 'manual' });
    const page = new URL(response.headers.get('location') ?? '', request.url);
    expect((await fetch(page)).status).toBe(404);
  });
});

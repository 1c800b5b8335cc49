import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { authorizationRequest, discover, redeem } from './client-of-sandbox.ts';
import { createJarFetch, type Fetch } from './cookie-jar.ts';
import { openPasskeyPage, signInOverHttp } from './software-authenticator.ts';

const ben = { person: 'Ben Carter', synced: true } as const;
const returnTo = 'http://127.0.0.1:51234/signed-out';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ signOutAtProvider: true });
});

afterAll(() => sandbox.stop());

async function signInWith(browser: Fetch, at = sandbox) {
  const configuration = await discover(at);
  const request = await authorizationRequest(configuration);
  const callback = await signInOverHttp(request.url, { ...ben, browser });
  return { configuration, tokens: await redeem(configuration, callback, request) };
}

/** Asks without a page: the callback, or the page's absence as an error. */
async function silently(browser: Fetch, changes: Readonly<Record<string, string>> = {}) {
  const configuration = await discover(sandbox);
  const request = await authorizationRequest(configuration, { prompt: 'none', ...changes });
  const page = await openPasskeyPage(request.url, browser);
  return { configuration, request, callback: page.callback ?? new URL('http://page.example') };
}

/** Opens the sign-out address and lets its page's script send the form. */
async function signOut(browser: Fetch, address: URL): Promise<string> {
  const response = await browser(address);
  const html = await response.text();
  const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(html) ?? [];
  const done = await browser(new URL(action), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xsrf, logout: 'yes' }),
  });
  return done.headers.get('location') ?? '';
}

describe('announcements', () => {
  it('has sign-out and revocation with the option only', async () => {
    const metadata = (await discover(sandbox)).serverMetadata();
    expect(metadata.end_session_endpoint).toBe(`${sandbox.issuer}/connect/endSession`);
    expect(metadata.revocation_endpoint).toBe(`${sandbox.issuer}/token/revoke`);
    const plain = await startSandbox();
    const without = (await discover(plain)).serverMetadata();
    expect(without).not.toHaveProperty('end_session_endpoint');
    expect(without).not.toHaveProperty('revocation_endpoint');
    expect((await fetch(`${plain.issuer}/connect/endSession`)).status).toBe(404);
    await plain.stop();
  });
});

describe('single sign-on', () => {
  it('answers prompt=none with a code while the session lasts', async () => {
    const browser = createJarFetch();
    await signInWith(browser);
    const { configuration, request, callback } = await silently(browser);
    const tokens = await redeem(configuration, callback, request);
    expect(tokens.claims()).toMatchObject({ sub: '656005750107' });
  });

  it('answers prompt=none with login_required to another browser', async () => {
    const { callback } = await silently(createJarFetch());
    expect(callback.searchParams.get('error')).toBe('login_required');
  });

  it('does not count for a stronger authenticator', async () => {
    const browser = createJarFetch();
    await signInWith(browser);
    const { callback } = await silently(browser, { acr_values: 'AAL3_ANY' });
    expect(callback.searchParams.has('code')).toBe(false);
    expect(callback.searchParams.get('error')).toMatch(/required/);
  });

  it('does not spare the passkey when prompt=login is sent', async () => {
    const browser = createJarFetch();
    await signInWith(browser);
    const request = await authorizationRequest(await discover(sandbox));
    expect((await openPasskeyPage(request.url, browser)).html).toContain('Use a passkey');
  });

  it('is off without the option', async () => {
    const plain = await startSandbox();
    const browser = createJarFetch();
    await signInWith(browser, plain);
    const request = await authorizationRequest(await discover(plain), { prompt: 'none' });
    const { callback } = await openPasskeyPage(request.url, browser);
    expect(callback?.searchParams.get('error')).toBe('login_required');
    await plain.stop();
  });
});

describe('sign-out at the provider', () => {
  it('ends the session and returns to the loopback with the state', async () => {
    const browser = createJarFetch();
    const { configuration, tokens } = await signInWith(browser);
    const address = client.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: returnTo,
      state: 'sign-out-state',
    });
    expect(await signOut(browser, address)).toBe(`${returnTo}?state=sign-out-state`);
    const { callback } = await silently(browser);
    expect(callback.searchParams.get('error')).toBe('login_required');
  });

  it('takes a hint signed with any of its keys', async () => {
    const rotated = await startSandbox({ signOutAtProvider: true });
    await rotated.rotateKeys();
    const browser = createJarFetch();
    const { configuration, tokens } = await signInWith(browser, rotated);
    await rotated.rotateKeys();
    const address = client.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: returnTo,
    });
    expect(await signOut(browser, address)).toBe(returnTo);
    await rotated.stop();
  });

  it('shows its own page when no address is given', async () => {
    const browser = createJarFetch();
    const { configuration, tokens } = await signInWith(browser);
    const address = client.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
    });
    const location = await signOut(browser, address);
    expect(await (await browser(new URL(location))).text()).toContain('You are signed out');
  });

  it('needs no second click: the page’s script sends the form', async () => {
    const browser = createJarFetch();
    const { configuration, tokens } = await signInWith(browser);
    const response = await browser(
      client.buildEndSessionUrl(configuration, { id_token_hint: tokens.id_token ?? '' }),
    );
    const html = await response.text();
    const [, script = ''] = /<script type="module" src="([^"]+)">/.exec(html) ?? [];
    const source = await (await fetch(new URL(script, sandbox.issuer))).text();
    expect(source).toContain('click()');
    expect(html).toContain('name="logout"');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it.each([
    ['an address that is not registered', { post_logout_redirect_uri: 'https://evil.example/' }],
    ['a forged hint', { id_token_hint: 'e30.e30.e30' }],
  ])('redirects nowhere for %s', async (_what, changes) => {
    const browser = createJarFetch();
    const { configuration, tokens } = await signInWith(browser);
    const address = client.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
      ...changes,
    });
    const response = await browser(address);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    const { callback } = await silently(browser);
    expect(callback.searchParams.has('code')).toBe(true);
  });

  it('revokes the access token', async () => {
    const { configuration, tokens } = await signInWith(createJarFetch());
    const { access_token: token } = tokens;
    await client.fetchUserInfo(configuration, token, '656005750107');
    await client.tokenRevocation(configuration, token);
    await expect(client.fetchUserInfo(configuration, token, '656005750107')).rejects.toMatchObject({
      status: 401,
    });
  });
});

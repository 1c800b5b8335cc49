import * as client from 'openid-client';
import { describe, expect, test, vi } from 'vitest';
import { redeemAnswer } from '../../../electron/identity/authorization-answer.ts';
import { profileOf } from '../../../electron/identity/provider-profile.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

const issuer = 'https://provider.example';
const profile = profileOf(
  policySchema.parse({
    environment: 'int',
    profile: 'oidc',
    issuer,
    clientId: 'caredesk-test',
    apiOrigin: issuer,
  }),
);

/** Redeems a code at a provider whose id token is refused; gives the tokens that were told of. */
async function toldOf(tokenEndpoint: string, given: Readonly<Record<string, unknown>> = {}) {
  const configuration = new client.Configuration(
    { issuer, token_endpoint: tokenEndpoint, userinfo_endpoint: `${issuer}/userinfo` },
    'caredesk-test',
    { id_token_signed_response_alg: 'RS256' },
    client.None(),
  );
  configuration[client.customFetch] = async () =>
    Response.json({
      access_token: 'access',
      token_type: 'Bearer',
      refresh_token: 'refresh',
      id_token: 'none',
      ...given,
    });
  const onIssued = vi.fn();
  const redeemed = redeemAnswer(
    profile,
    configuration,
    new URL(`http://127.0.0.1:1234/callback?code=code&state=state`),
    { state: 'state', nonce: 'nonce', verifier: 'v'.repeat(43) },
    new AbortController().signal,
    onIssued,
  );
  await expect(redeemed).rejects.toMatchObject({ code: 'SIGN_IN_TOKEN_INVALID' });
  return onIssued.mock.calls;
}

describe('tokens of an answer that is refused are told of, to be revoked', () => {
  test.each([
    'https://provider.example/token',
    'https://provider.example:443/token',
    'HTTPS://Provider.example/token',
    'https://provider.example/oauth2/../token?realm=a b',
  ])('however the provider writes its token endpoint: %s', async (tokenEndpoint) => {
    expect(await toldOf(tokenEndpoint)).toEqual([
      [{ accessToken: 'access', refreshToken: 'refresh' }],
    ]);
  });

  test('without a refresh token, or with one that is null', async () => {
    const accessAlone = [[{ accessToken: 'access', refreshToken: null }]];
    const endpoint = `${issuer}/token`;
    expect(await toldOf(endpoint, { refresh_token: undefined })).toEqual(accessAlone);
    expect(await toldOf(endpoint, { refresh_token: null })).toEqual(accessAlone);
  });
});

import * as client from 'openid-client';
import { clientRegistration } from '../../../sandbox/client-registration.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { type SignInOverHttpOptions, signInOverHttp } from './software-authenticator.ts';

/** A redirect nobody listens on: the tests take the callback from the provider's redirect. */
export const redirectUri = 'http://127.0.0.1:49152/callback';

/** Discovers the sandbox's provider with every check of openid-client on. */
export function discover(
  sandbox: Sandbox,
  authentication: client.ClientAuth = client.None(),
  customFetch?: client.CustomFetch,
): Promise<client.Configuration> {
  return client.discovery(
    new URL(sandbox.issuer),
    clientRegistration.clientId,
    { id_token_signed_response_alg: 'RS256' },
    authentication,
    {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
      ...(customFetch !== undefined && { [client.customFetch]: customFetch }),
    },
  );
}

export interface AuthorizationRequest {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** The authorization request CareDesk sends; `changes` replace parameters, `null` drops one. */
export async function authorizationRequest(
  configuration: client.Configuration,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<AuthorizationRequest> {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile nationalrbacaccess associatedorgs',
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    acr_values: 'AAL2_OR_AAL3_ANY',
    prompt: 'login',
    max_age: '300',
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return { url, verifier, state, nonce };
}

/** Redeems a callback with all of CareDesk's checks. */
export function redeem(
  configuration: client.Configuration,
  callback: URL,
  request: AuthorizationRequest,
) {
  return client.authorizationCodeGrant(configuration, callback, {
    pkceCodeVerifier: request.verifier,
    expectedState: request.state,
    expectedNonce: request.nonce,
    idTokenExpected: true,
    maxAge: 300,
  });
}

/** Signs a person in from discovery to tokens. */
export async function signIn(sandbox: Sandbox, options: SignInOverHttpOptions) {
  const configuration = await discover(sandbox);
  const request = await authorizationRequest(configuration);
  const callback = await signInOverHttp(request.url, options);
  const tokens = await redeem(configuration, callback, request);
  return { configuration, tokens };
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts a form to the platform's token endpoint. */
export async function postToken(
  sandbox: Sandbox,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const response = await fetch(`${sandbox.apiOrigin}/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error('not an object');
  return { status: response.status, body: { ...body } };
}

export const clientForm = { client_id: clientRegistration.clientId } as const;

/** The token exchange of an id token, as CareDesk sends it. */
export function exchangeForm(idToken: string): Record<string, string> {
  return {
    ...clientForm,
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: idToken,
  };
}

/** Signs a person in and exchanges the id token. */
export async function signInToPlatform(sandbox: Sandbox, options: SignInOverHttpOptions) {
  const { tokens } = await signIn(sandbox, options);
  const { status, body } = await postToken(sandbox, exchangeForm(tokens.id_token ?? ''));
  if (status !== 200) throw new Error(`exchange refused: ${JSON.stringify(body)}`);
  return { accessToken: String(body['access_token']), refreshToken: String(body['refresh_token']) };
}

/** Signs a person in and returns the id token exactly as the token endpoint sent it. */
export async function rawIdToken(
  sandbox: Sandbox,
  options: SignInOverHttpOptions,
  beforeRedeeming: () => void = () => undefined,
): Promise<{ readonly idToken: string; readonly request: AuthorizationRequest }> {
  const request = await authorizationRequest(await discover(sandbox));
  const callback = await signInOverHttp(request.url, options);
  beforeRedeeming();
  const response = await fetch(`${sandbox.issuer}/access_token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...clientForm,
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: request.verifier,
    }),
  });
  const body: { readonly id_token: string } = await response.json();
  return { idToken: body.id_token, request };
}

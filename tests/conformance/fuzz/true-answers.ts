import { createInProcessProvider } from '../in-process.ts';
import type { EndpointName, ProviderAnswer } from '../provider/misbehaviour.ts';
import { received } from '../provider/received.ts';
import { s256, tokenExchangeGrant } from '../provider/token-request.ts';

/** Endpoints whose answers are fuzzed. */
export type FuzzedEndpoint = Exclude<EndpointName, 'refresh'>;

export const fuzzedEndpoints: readonly FuzzedEndpoint[] = [
  'discovery',
  'keys',
  'token',
  'userinfo',
  'exchange',
];

/** What CareDesk sent with its authorization request, the same in every run. */
export const checks = {
  state: 'q6mJ1Zc3pM5h0aXkq3gR0wq6mJ1Zc3pM5h0aXkq3gR0',
  nonce: 'nJ1Zc3pM5h0aXkq3gR0wq6mJ1Zc3pM5h0aXkq3gR0q6',
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
} as const;

/** A correct provider's answers to one sign-in, made once: signing takes longer than checking. */
export interface TrueAnswers {
  readonly issuer: string;
  readonly answers: Readonly<Record<FuzzedEndpoint, ProviderAnswer>>;
  readonly idToken: string;
  /** The redirect back to CareDesk. */
  readonly callback: URL;
}

/** Takes a correct provider through one sign-in. */
export async function trueAnswers(): Promise<TrueAnswers> {
  const provider = createInProcessProvider();
  const redirectUri = 'http://127.0.0.1:49152/callback';
  const get = (target: string, headers: Record<string, string> = {}) =>
    provider.answer(received('GET', target, headers, ''));
  const post = (target: string, form: Record<string, string>) =>
    provider.answer(
      received(
        'POST',
        target,
        { 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams(form).toString(),
      ),
    );
  const asked = new URLSearchParams({
    client_id: 'caredesk-conformance',
    scope: 'openid offline_access',
    redirect_uri: redirectUri,
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: s256(checks.verifier),
    code_challenge_method: 'S256',
  });
  const back = await get(`/authorize?${asked}`);
  const callback = new URL(back.headers['location'] ?? '');
  const token = await post('/token', {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    client_id: 'caredesk-conformance',
    code_verifier: checks.verifier,
  });
  const tokens: { id_token: string; access_token: string } = JSON.parse(token.body);
  return {
    issuer: provider.issuer,
    idToken: tokens.id_token,
    callback,
    answers: {
      discovery: await get('/.well-known/openid-configuration'),
      keys: await get('/keys'),
      token,
      userinfo: await get('/userinfo', { authorization: `Bearer ${tokens.access_token}` }),
      exchange: await post('/oauth2/token', {
        grant_type: tokenExchangeGrant,
        subject_token: tokens.id_token,
      }),
    },
  };
}

import { setImmediate as pause } from 'node:timers/promises';
import * as client from 'openid-client';
import { redeemAnswer } from './authorization-answer.ts';
import type { AnswerChecks } from './authorization-request.ts';
import type { ProviderProfile } from './provider-profile.ts';

/** A name that never resolves (RFC 2606 section 2), should anything ever ask for it. */
const issuer = 'https://warm-up.invalid';
const subject = 'nobody';
const nonce = 'warm-up';
const withIdToken: AnswerChecks = { state: 'warm-up', nonce, verifier: 'warm-up'.repeat(7) };
const withoutIdToken: AnswerChecks = { state: 'warm-up', nonce: null, verifier: null };
const keyId = 'nobody';
/** Bytes of a modulus and a signature of 2048 bits. The key is nobody's and signs nothing. */
const keySize = 256;
const jwks: client.JWKS = {
  keys: [{ kty: 'RSA', kid: keyId, alg: 'RS256', use: 'sig', n: repeated(0xff), e: 'AQAB' }],
};

/**
 * Redeems an answer nobody gave while the person is in the browser, so that the code that redeems
 * the true one is loaded and compiled by then. It has a configuration of its own, whose provider is
 * a constant in this file: nothing is asked of the network, and neither the true configuration nor
 * its keys are known here. The id token is signed wrongly and refused; whatever comes of it is
 * dropped. Never throws.
 * @param now epoch milliseconds
 * @param isOver true once the warm-up is of no more use: it then stops at its next step
 */
export async function warmUpCodeGrant(
  profile: ProviderProfile,
  now: () => number,
  isOver: () => boolean,
): Promise<void> {
  try {
    if (isOver()) return;
    const configuration = nobodysConfiguration(profile, now, isOver);
    const answer = new URL(`http://127.0.0.1/callback?code=none&state=warm-up&iss=${issuer}`);
    const checks = profile.kind === 'api-platform' ? withoutIdToken : withIdToken;
    const { signal } = new AbortController();
    await redeemAnswer(profile, configuration, answer, checks, signal).catch(() => undefined);
    // Where the id token was refused, userinfo has not been asked for.
    await client.fetchUserInfo(configuration, 'none', subject);
  } catch {
    // The true answer is redeemed all the same, only a little slower.
  }
}

function nobodysConfiguration(
  { kind, clientId, maxAge }: ProviderProfile,
  now: () => number,
  isOver: () => boolean,
): client.Configuration {
  const configuration = new client.Configuration(
    {
      issuer,
      authorization_response_iss_parameter_supported: true,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
    },
    clientId,
    { id_token_signed_response_alg: 'RS256', [client.clockTolerance]: 10, [client.clockSkew]: 0 },
    client.None(),
  );
  client.enableNonRepudiationChecks(configuration);
  const seconds = Math.floor(now() / 1000);
  client.setJwksCache(configuration, { jwks, uat: seconds });
  const idToken = [
    encoded({ alg: 'RS256', kid: keyId }),
    encoded({
      iss: issuer,
      sub: subject,
      aud: clientId,
      nonce,
      iat: seconds,
      exp: seconds + maxAge,
      auth_time: seconds,
    }),
    repeated(0x01),
  ].join('.');
  const answers: Readonly<Record<string, object>> = {
    [`${issuer}/token`]: {
      access_token: 'none',
      token_type: 'Bearer',
      expires_in: maxAge,
      ...(kind === 'api-platform' ? {} : { id_token: idToken }),
    },
    [`${issuer}/userinfo`]: { sub: subject },
  };
  configuration[client.customFetch] = async (url) => {
    // Whatever waits for its turn, the true answer first of all, goes before.
    await pause();
    const body = answers[url];
    if (isOver() || body === undefined) throw new Error('the warm-up is over');
    return Response.json(body);
  };
  return configuration;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function repeated(byte: number): string {
  return Buffer.alloc(keySize, byte).toString('base64url');
}

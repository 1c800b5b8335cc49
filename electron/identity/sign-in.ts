import * as client from 'openid-client';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Assurance, Person } from '../contract/session.ts';
import type { Fetch } from '../network/fetch.ts';
import { judgeAssurance } from './assurance.ts';
import { toIdentityError } from './identity-failure.ts';
import { startLoopbackReceiver } from './loopback-receiver.ts';
import { readPerson } from './person.ts';
import { exchangeIdToken, type PlatformTokens } from './platform-tokens.ts';
import { type Provider, platformConfiguration, prefetchKeys } from './provider.ts';
import type { ProviderProfile } from './provider-profile.ts';

/** Everything a finished sign-in gives. `userinfo` is for the role profiles. */
export interface SignedIn {
  readonly person: Person;
  readonly assurance: Assurance;
  readonly userinfo: Readonly<Record<string, unknown>>;
  readonly tokens: PlatformTokens;
}

export interface SignInDependencies {
  readonly profile: ProviderProfile;
  readonly provider: Provider;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Aborting ends the wait and closes the port; the sign-in rejects with the abort reason. */
  readonly signal: AbortSignal;
  /** The authorization request is ready: open it in the system browser. Must not throw. */
  onReady(authorizationRequest: URL): void;
  /** An answer that is not ours was turned away; the wait goes on. */
  onForeignAnswer(): void;
  /** The browser's answer has arrived. */
  onAnswer(): void;
}

/** Milliseconds the browser has to load the final page before the port closes in any case. */
const finalPageAllowance = 10_000;

/**
 * One sign-in: authorization code with PKCE in the system browser (RFC 8252, RFC 7636), checks of
 * the id token and userinfo (OIDC Core 3.1.3.7 and 5.3.2), then token exchange. `state`, `nonce`
 * and the verifier are fresh for every call and nothing outlives it but the result.
 * @throws CareDeskError with the code of what went wrong, or the signal's reason when aborted.
 */
export async function signIn(dependencies: SignInDependencies): Promise<SignedIn> {
  const { profile, provider, fetch, now, signal } = dependencies;
  signal.throwIfAborted();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const receiver = await startLoopbackReceiver({
    path: profile.redirect.path,
    ports: profile.redirect.ports,
    expectedState: state,
    onForeignAnswer: dependencies.onForeignAnswer,
  });
  let answered = false;
  try {
    const configuration = await orAborted(provider.configuration(), signal);
    const request = client.buildAuthorizationUrl(configuration, {
      response_type: 'code',
      redirect_uri: receiver.redirectUri,
      scope: profile.scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      acr_values: profile.acrValues,
      prompt: profile.prompt,
      max_age: String(profile.maxAge),
    });
    dependencies.onReady(request);
    void prefetchKeys(configuration, fetch, now);
    const answer = await orAborted(receiver.answer, signal);
    answered = true;
    dependencies.onAnswer();
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier };
    return await orAborted(finish(dependencies, configuration, answer, checks), signal);
  } finally {
    // After an answer the browser still has to load the clean final page, or it would show a
    // refused connection after a sign-in that worked; the receiver closes itself once it has.
    if (answered) setTimeout(receiver.close, finalPageAllowance).unref();
    else receiver.close();
  }
}

async function finish(
  { profile, fetch, now }: SignInDependencies,
  configuration: client.Configuration,
  answer: URL,
  checks: { expectedState: string; expectedNonce: string; pkceCodeVerifier: string },
): Promise<SignedIn> {
  checkIssuer(configuration, answer);
  const tokens = await atStage('code-grant', () =>
    client.authorizationCodeGrant(configuration, answer, {
      ...checks,
      idTokenExpected: true,
      maxAge: profile.maxAge,
    }),
  );
  const claims = tokens.claims();
  const idToken = tokens.id_token;
  if (claims === undefined || idToken === undefined)
    throw new CareDeskError('SIGN_IN_TOKEN_INVALID');
  const userinfo = await atStage('userinfo', () =>
    client.fetchUserInfo(configuration, tokens.access_token, claims.sub),
  );
  const assurance = judgeAssurance(claims, userinfo, profile);
  const person = readPerson(userinfo);
  const platform = platformConfiguration(profile, fetch);
  return {
    person,
    assurance,
    userinfo,
    tokens: await exchangeIdToken(platform, idToken, now),
  };
}

/**
 * RFC 9207 section 2.4: a wrong or missing `iss` stops the sign-in. The library checks it too;
 * checked here first, it gets a code of its own instead of a general “invalid response”.
 */
function checkIssuer(configuration: client.Configuration, answer: URL): void {
  const metadata = configuration.serverMetadata();
  const iss = answer.searchParams.get('iss');
  const announced = metadata.authorization_response_iss_parameter_supported === true;
  if (iss === null ? announced : iss !== metadata.issuer) {
    throw new CareDeskError('SIGN_IN_ISSUER_MISMATCH');
  }
}

async function atStage<T>(stage: 'code-grant' | 'userinfo', step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toIdentityError(error, stage);
  }
}

/** The promise's outcome, or the signal's reason as soon as it aborts. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

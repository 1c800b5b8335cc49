import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Assurance, Person } from '../contract/session.ts';
import { judgeAssurance } from './assurance.ts';
import { type Answered, redeemAnswer } from './authorization-answer.ts';
import { authorizationRequest, freshChecks } from './authorization-request.ts';
import { startLoopbackReceiver } from './loopback-receiver.ts';
import { readPerson } from './person.ts';
import type { PlatformTokens } from './platform-tokens.ts';
import type { Provider } from './provider.ts';
import type { ProviderProfile } from './provider-profile.ts';
import { sessionTokens } from './session-tokens.ts';
import { endSessionAddress } from './sign-out.ts';

/** Everything a finished sign-in gives. `claims` and `userinfo` are for the role profiles. */
export interface SignedIn {
  /** `sub`: tells one person from another, and is never shown or stored. */
  readonly subject: string;
  readonly person: Person;
  readonly assurance: Assurance;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
  readonly tokens: PlatformTokens;
  /** Where the browser signs out at the provider, or null when it offers no way to. */
  readonly endSessionAddress: string | null;
}

/**
 * A sign-in in the midst of work. `stronger`: AAL3, authenticated after a moment (epoch
 * milliseconds). `change-role`: the person chooses another role at the provider.
 */
export type SignInDemands =
  | { readonly kind: 'stronger'; readonly authenticatedAfter: number }
  | { readonly kind: 'change-role' };

export interface SignInDependencies {
  readonly profile: ProviderProfile;
  readonly provider: Provider;
  readonly now: () => number;
  /** Aborting ends the wait and closes the port; the sign-in rejects with the abort reason. */
  readonly signal: AbortSignal;
  /** What this sign-in is for besides signing in; null when that is all. */
  readonly demands: SignInDemands | null;
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
 * One sign-in: authorization code in the system browser (RFC 8252) with PKCE (RFC 7636), checks of
 * what comes back, then the tokens of the national APIs. Nothing outlives it but the result.
 * @throws CareDeskError with the code of what went wrong, or the signal's reason when aborted.
 */
export async function signIn(dependencies: SignInDependencies): Promise<SignedIn> {
  const { provider, signal, demands } = dependencies;
  const profile = profileFor(dependencies.profile, demands);
  signal.throwIfAborted();
  const checks = freshChecks(profile);
  const receiver = await startLoopbackReceiver({
    ...profile.redirect,
    expectedState: checks.state,
    onForeignAnswer: dependencies.onForeignAnswer,
  });
  let answered = false;
  try {
    const configuration = await orAborted(provider.configuration(), signal);
    const { redirectUri } = receiver;
    dependencies.onReady(await authorizationRequest(profile, configuration, redirectUri, checks));
    void provider.prefetchKeys();
    const answer = await orAborted(receiver.answer, signal);
    answered = true;
    dependencies.onAnswer();
    const redeem = async (): Promise<SignedIn> => {
      const said = await redeemAnswer(profile, configuration, answer, checks, signal);
      signal.throwIfAborted();
      // The platform gives no auth_time; it asks CIS2 for a fresh authentication itself.
      if (demands?.kind === 'stronger' && profile.kind !== 'api-platform') {
        requireFresh(said.claims, demands.authenticatedAfter + provider.clockSkew() * 1000);
      }
      const subject = subjectOf(said);
      return {
        subject,
        person: readPerson(said.userinfo),
        assurance: judgeAssurance(said.claims, said.userinfo, profile),
        claims: said.claims,
        userinfo: said.userinfo,
        tokens: await sessionTokens(profile, provider, said, subject, dependencies.now),
        endSessionAddress: endSessionAddress(configuration),
      };
    };
    return await orAborted(redeem(), signal);
  } finally {
    // After an answer the browser still has to load the clean final page, or it would show a
    // refused connection after a sign-in that worked; the receiver closes itself once it has.
    if (answered) setTimeout(receiver.close, finalPageAllowance).unref();
    else receiver.close();
  }
}

/** The same provider, asked for what this sign-in is for and content with nothing less. */
function profileFor(profile: ProviderProfile, demands: SignInDemands | null): ProviderProfile {
  switch (demands?.kind) {
    case undefined:
      return profile;
    case 'stronger':
      return { ...profile, acrValues: 'AAL3_ANY', requiredAuthenticatorLevel: 3 };
    case 'change-role':
      return { ...profile, scope: profile.changeRoleScope ?? profile.scope };
  }
}

/** Whole seconds, and a provider's clock that is a little behind ours, must not fail a step-up. */
const freshnessTolerance = 60_000;

/**
 * An authentication from before the step-up was asked for proves nothing new.
 * @throws CareDeskError SIGN_IN_NOT_FRESH
 */
function requireFresh(claims: Readonly<Record<string, unknown>>, since: number): void {
  const authTime = claims['auth_time'];
  if (typeof authTime !== 'number' || authTime * 1000 < since - freshnessTolerance) {
    throw new CareDeskError('SIGN_IN_NOT_FRESH');
  }
}

function subjectOf({ claims, userinfo }: Answered): string {
  const subject = claims['sub'] ?? userinfo['sub'];
  if (typeof subject !== 'string' || subject === '') {
    throw new CareDeskError('PROVIDER_NOT_UNDERSTOOD', { detail: 'no sub' });
  }
  return subject;
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

import type { Assurance, Person } from '../contract/session.ts';
import { judgeAssurance } from './assurance.ts';
import { redeemAnswer } from './authorization-answer.ts';
import { authorizationRequest, freshChecks } from './authorization-request.ts';
import { startLoopbackReceiver } from './loopback-receiver.ts';
import { readPerson } from './person.ts';
import type { PlatformTokens } from './platform-tokens.ts';
import type { Provider } from './provider.ts';
import type { ProviderProfile } from './provider-profile.ts';
import { sessionTokens } from './session-tokens.ts';

/** Everything a finished sign-in gives. `claims` and `userinfo` are for the role profiles. */
export interface SignedIn {
  readonly person: Person;
  readonly assurance: Assurance;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
  readonly tokens: PlatformTokens;
}

export interface SignInDependencies {
  readonly profile: ProviderProfile;
  readonly provider: Provider;
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
 * One sign-in: authorization code in the system browser (RFC 8252) with PKCE (RFC 7636), checks of
 * what comes back, then the tokens of the national APIs. Nothing outlives it but the result.
 * @throws CareDeskError with the code of what went wrong, or the signal's reason when aborted.
 */
export async function signIn(dependencies: SignInDependencies): Promise<SignedIn> {
  const { profile, provider, signal } = dependencies;
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
      const said = await redeemAnswer(profile, configuration, answer, checks);
      return {
        person: readPerson(said.userinfo),
        assurance: judgeAssurance(said.claims, said.userinfo, profile),
        claims: said.claims,
        userinfo: said.userinfo,
        tokens: await sessionTokens(profile, provider, said, dependencies.now),
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

/** The promise's outcome, or the signal's reason as soon as it aborts. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

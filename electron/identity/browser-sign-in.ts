import type * as client from 'openid-client';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { orAborted } from '../ground/or-aborted.ts';
import { type Answered, redeemAnswer } from './authorization-answer.ts';
import { type Authentication, authorizationRequest, freshChecks } from './authorization-request.ts';
import type { LoopbackReceivers } from './loopback-receiver.ts';
import type { Provider, TokenServer } from './provider.ts';
import type { ProviderProfile } from './provider-profile.ts';
import type { IssuedTokens } from './sign-out.ts';
import { warmUpCodeGrant } from './warm-up-code-grant.ts';

/** What signing in through the browser needs, and whom it tells. */
export interface BrowserDependencies {
  readonly profile: ProviderProfile;
  readonly provider: Provider;
  readonly receivers: LoopbackReceivers;
  /** Epoch milliseconds by a clock that nobody sets: lifetimes of tokens are counted by it. */
  readonly now: () => number;
  /** Aborting ends the wait and closes the port; the sign-in rejects with the abort reason. */
  readonly signal: AbortSignal;
  /** The authorization request is ready: open it in the system browser. Must not throw. */
  onReady(authorizationRequest: URL): void;
  /** An answer that is not ours was turned away; the wait goes on. */
  onForeignAnswer(): void;
  /** The answer has arrived. */
  onAnswer(): void;
  /** Tokens of a sign-in that came to nothing: they are good still. Must not throw. */
  onUnused(tokens: IssuedTokens, server: TokenServer): void;
}

/** Who answered in the browser, every check passed. */
export interface Answer {
  readonly said: Answered;
  readonly subject: string;
  readonly configuration: client.Configuration;
  /** Notes tokens that `finish` has fetched, to be revoked should the sign-in come to nothing. */
  onIssued(tokens: IssuedTokens): void;
}

/**
 * Authorization code in the system browser (RFC 8252) with PKCE (RFC 7636), and checks of what
 * comes back. Nothing outlives it but what `finish` makes of the answer, and a page for the tab.
 *
 * What no check here can settle: whoever reads the authorization address first, from the arguments
 * of the browser's process or the clipboard, may answer it as themselves. It is our own request with
 * our own state, nonce and challenge, so their answer passes every check, and the person at the PC
 * would work as somebody else (login CSRF, RFC 6749 section 10.12; RFC 9700 section 4.7). Loopback
 * redirects cannot prove which browser comes back. So the person is told who has logged in, with a
 * way to say “not me” beside the name: see renderer/shell/who-logged-in.tsx.
 * @throws CareDeskError with the code of what went wrong, or the signal's reason when aborted.
 */
export async function authenticateInBrowser<T>(
  dependencies: BrowserDependencies,
  authentication: Authentication,
  finish: (answer: Answer) => Promise<T>,
): Promise<T> {
  const { profile, provider, receivers, signal } = dependencies;
  signal.throwIfAborted();
  const checks = freshChecks(profile);
  const receiver = await receivers.open({
    ...profile.redirect,
    expectedState: checks.state,
    onForeignAnswer: dependencies.onForeignAnswer,
  });
  let answered = false;
  let browser: 'sent' | 'not-sent' = 'not-sent';
  try {
    const configuration = await orAborted(provider.configuration(), signal);
    const { redirectUri } = receiver;
    const request = await authorizationRequest(
      profile,
      configuration,
      redirectUri,
      checks,
      authentication,
    );
    signal.throwIfAborted();
    browser = 'sent';
    dependencies.onReady(request);
    void provider
      .prefetchKeys(configuration)
      .then(() => warmUpCodeGrant(profile, dependencies.now, () => answered || signal.aborted));
    const answer = await orAborted(receiver.answer, signal);
    answered = true;
    dependencies.onAnswer();
    const issued: (readonly [IssuedTokens, TokenServer])[] = [];
    const redeem = async (): Promise<T> => {
      const said = await redeemAnswer(profile, configuration, answer, checks, signal, (tokens) =>
        issued.push([tokens, 'sign-in']),
      );
      signal.throwIfAborted();
      const onIssued = (tokens: IssuedTokens) => issued.push([tokens, 'apis']);
      return finish({ said, subject: subjectOf(said), configuration, onIssued });
    };
    const dropIssued = () => {
      for (const [tokens, server] of issued) dependencies.onUnused(tokens, server);
    };
    return await orDropped(redeem(), signal, dropIssued);
  } finally {
    // The browser still has to load the clean final page, and after a cancelled attempt its tab may
    // be finished much later: neither may end in a refused connection.
    receiver.retire(browser);
  }
}

function subjectOf({ claims, userinfo }: Answered): string {
  const subject = claims['sub'] ?? userinfo['sub'];
  if (typeof subject !== 'string' || subject === '') {
    throw new CareDeskError('PROVIDER_NOT_UNDERSTOOD', { detail: 'no sub' });
  }
  return subject;
}

/** As `orAborted`. Unless its outcome is given, `drop` is called once nothing more can come. */
async function orDropped<T>(work: Promise<T>, signal: AbortSignal, drop: () => void): Promise<T> {
  try {
    return await orAborted(work, signal);
  } catch (error) {
    if (signal.aborted) void work.then(drop, drop);
    else drop();
    throw error;
  }
}

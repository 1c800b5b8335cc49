import type { Failure } from '../contract/session.ts';
import { failureFrom } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import { orAborted } from '../ground/or-aborted.ts';
import type { BrowserDependencies } from '../identity/browser-sign-in.ts';
import type { SignInPurpose } from '../identity/sign-in.ts';
import type { RecalledSignIn } from './recorded-tokens.ts';

/** How long CareDesk waits for the browser. */
export const answerTimeout = 5 * 60 * 1000;

/** What the provider is asked for: who is there, or whether a remembered person may go on. */
export type AttemptPurpose =
  | SignInPurpose
  | { readonly kind: 'resume'; readonly recalled: RecalledSignIn };

/** One authentication, from its start to its end. It is known by identity: all other news is late. */
export interface Attempt {
  /** Tells one attempt from another on the page. */
  readonly id: number;
  readonly purpose: AttemptPurpose;
  /**
   * Begins it, once.
   * @param authenticate asks the provider and takes over what came of it
   */
  run(
    authenticate: (hooks: AttemptHooks) => Promise<void>,
    tell: (news: AttemptNews) => void,
  ): void;
  /** What a step of it gives; rejects as soon as the attempt is cancelled, so that nothing is late. */
  during<T>(step: Promise<T>): Promise<T>;
  /** Ends what it is in the midst of, and nothing more is told of it. Harmless when it is over. */
  cancel(): void;
  /** Puts the address of its request on the clipboard until it is over. */
  copyLink(link: string): void;
}

/** What happens in an attempt before the person is known. Nothing is told of a cancelled one. */
export type AttemptNews = { readonly attempt: Attempt } & (
  | { readonly kind: 'browser-opening'; readonly link: string }
  | { readonly kind: 'noticed'; readonly failure: Failure }
  | { readonly kind: 'answered' }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'attempt-failed'; readonly failure: Failure }
);

/** What signing in through the browser is told of an attempt, and tells. */
export type AttemptHooks = Pick<
  BrowserDependencies,
  'signal' | 'onReady' | 'onForeignAnswer' | 'onAnswer'
>;

export interface AttemptDependencies {
  readonly clock: Pick<Clock, 'after'>;
  openBrowser(address: string): Promise<void>;
  copyText(text: string): void;
  /** Clears the clipboard if it still holds this text, and it was copied last. Never rejects. */
  dropCopiedText(text: string): Promise<void>;
  bringToFront(): void;
}

/** What makes the attempts of a session: none of them has begun. */
export function createAttempts(
  dependencies: AttemptDependencies,
): (purpose: AttemptPurpose) => Attempt {
  let lastId = 0;
  return (purpose) => createAttempt(++lastId, purpose, dependencies);
}

function createAttempt(
  id: number,
  purpose: AttemptPurpose,
  { clock, openBrowser, copyText, dropCopiedText, bringToFront }: AttemptDependencies,
): Attempt {
  const abort = new AbortController();
  const { signal } = abort;
  const copied = new Set<string>();

  async function run(
    authenticate: (hooks: AttemptHooks) => Promise<void>,
    listener: (news: AttemptNews) => void,
  ): Promise<void> {
    const tell = (news: AttemptNews) => {
      if (!signal.aborted) listener(news);
    };
    const notice = (code: 'SIGN_IN_BROWSER_NOT_OPENED' | 'SIGN_IN_ANSWER_NOT_OURS') =>
      tell({ kind: 'noticed', attempt, failure: { code, detail: null } });
    const stopTimer = clock.after(answerTimeout, () => {
      tell({ kind: 'unanswered', attempt });
      abort.abort();
    });
    try {
      await authenticate({
        signal,
        onReady({ href }) {
          tell({ kind: 'browser-opening', attempt, link: href });
          openBrowser(href).catch(() => notice('SIGN_IN_BROWSER_NOT_OPENED'));
        },
        onForeignAnswer: () => notice('SIGN_IN_ANSWER_NOT_OURS'),
        onAnswer() {
          stopTimer();
          tell({ kind: 'answered', attempt });
          bringToFront();
        },
      });
    } catch (error) {
      tell({ kind: 'attempt-failed', attempt, failure: failureFrom(error, 'SIGN_IN_INTERNAL') });
    } finally {
      stopTimer();
      for (const link of copied) void dropCopiedText(link);
    }
  }

  const attempt: Attempt = {
    id,
    purpose,
    run: (authenticate, tell) => void run(authenticate, tell),
    during: (step) => orAborted(step, signal),
    cancel: () => abort.abort(),
    copyLink(link) {
      copied.add(link);
      copyText(link);
    },
  };
  return attempt;
}

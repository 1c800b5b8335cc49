import type { Failure } from '../contract/session.ts';
import { CareDeskError, failureFrom } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import type { BrowserDependencies } from '../identity/browser-sign-in.ts';
import type { ResumeDependencies } from '../identity/resume-sign-in.ts';
import type { Identified, SignedIn, SignInDemands } from '../identity/sign-in.ts';
import type { SessionEvent } from './session-machine.ts';

/** How long CareDesk waits for the browser. */
export const answerTimeout = 5 * 60 * 1000;

export interface AttemptListener<Result> {
  onNews(event: SessionEvent): void;
  /** Takes over a finished sign-in. */
  onSignedIn(result: Result): Promise<void>;
}

/** What going on with a remembered sign-in rests on. */
export type Resumption = Pick<ResumeDependencies, 'remembered' | 'accessToken'>;

/** Sign-in attempts: at most one waits, and a new one cancels the old. */
export interface SignInAttempts {
  nextId(): number;
  start(
    attemptId: number,
    demands: SignInDemands | null,
    listener: AttemptListener<SignedIn>,
  ): void;
  /** The same for going on with a remembered sign-in. */
  resume(attemptId: number, resumption: Resumption, listener: AttemptListener<Identified>): void;
  cancel(): void;
  /** @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when no link is waiting. */
  copyLink(): void;
}

type AttemptHooks = Pick<
  BrowserDependencies,
  'signal' | 'onReady' | 'onForeignAnswer' | 'onAnswer'
>;

export interface AttemptDependencies {
  readonly clock: Clock;
  /** Runs one sign-in against the provider of the policy. */
  run(hooks: AttemptHooks, demands: SignInDemands | null): Promise<SignedIn>;
  /** Asks the provider of the policy whether the remembered person may go on. */
  resume(hooks: AttemptHooks, resumption: Resumption): Promise<Identified>;
  openBrowser(address: string): Promise<void>;
  copyText(text: string): void;
  /** Clears the clipboard if it still holds this text. */
  dropCopiedText(text: string): Promise<void>;
  bringToFront(): void;
}

interface Waiting {
  readonly id: number;
  readonly abort: AbortController;
  link: string | null;
  copied: string | null;
}

class Cancelled extends Error {}

/** Creates the keeper of sign-in attempts. */
export function createSignInAttempts(dependencies: AttemptDependencies): SignInAttempts {
  const { clock, openBrowser, copyText, dropCopiedText, bringToFront } = dependencies;
  let lastId = 0;
  let waiting: Waiting | null = null;

  function cancel(): void {
    waiting?.abort.abort(new Cancelled());
    waiting = null;
  }

  function begin<Result>(
    id: number,
    run: (hooks: AttemptHooks) => Promise<Result>,
    listener: AttemptListener<Result>,
  ): void {
    cancel();
    const mine: Waiting = { id, abort: new AbortController(), link: null, copied: null };
    waiting = mine;
    void attempt(mine, run, listener);
  }

  async function attempt<Result>(
    mine: Waiting,
    run: (hooks: AttemptHooks) => Promise<Result>,
    listener: AttemptListener<Result>,
  ): Promise<void> {
    const { id: attemptId, abort } = mine;
    const stopTimer = clock.after(answerTimeout, () => {
      mine.link = null;
      listener.onNews({ kind: 'unanswered', attemptId });
      abort.abort(new Cancelled());
    });
    try {
      const hooks: AttemptHooks = {
        signal: abort.signal,
        onReady(request) {
          mine.link = request.href;
          listener.onNews({ kind: 'browser-opening', attemptId });
          openBrowser(request.href).catch(() => notice('SIGN_IN_BROWSER_NOT_OPENED'));
        },
        onForeignAnswer: () => notice('SIGN_IN_ANSWER_NOT_OURS'),
        onAnswer() {
          stopTimer();
          mine.link = null;
          listener.onNews({ kind: 'answered', attemptId });
          bringToFront();
        },
      };
      await listener.onSignedIn(await run(hooks));
    } catch (error) {
      if (error instanceof Cancelled) return;
      listener.onNews(failedBy(error, attemptId));
    } finally {
      stopTimer();
      if (mine.copied !== null) dropCopiedText(mine.copied).catch(() => undefined);
      if (waiting === mine) waiting = null;
    }

    function notice(code: 'SIGN_IN_BROWSER_NOT_OPENED' | 'SIGN_IN_ANSWER_NOT_OURS'): void {
      listener.onNews({ kind: 'noticed', attemptId, failure: { code, detail: null } });
    }
  }

  return {
    nextId: () => ++lastId,
    start: (id, demands, listener) =>
      begin(id, (hooks) => dependencies.run(hooks, demands), listener),
    resume: (id, resumption, listener) =>
      begin(id, (hooks) => dependencies.resume(hooks, resumption), listener),
    cancel,
    copyLink() {
      const link = waiting?.link ?? null;
      if (waiting === null || link === null) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      waiting.copied = link;
      copyText(link);
    },
  };
}

/** Policy failures lead to the page for administrators; every other one back to the start. */
function failedBy(error: unknown, attemptId: number): SessionEvent {
  const failure: Failure = failureFrom(error, 'SIGN_IN_INTERNAL');
  switch (failure.code) {
    case 'POLICY_MISSING':
    case 'POLICY_UNREADABLE':
    case 'POLICY_NOT_SAFE':
    case 'POLICY_INVALID':
    case 'BUILD_NOT_SIGNED':
      return { kind: 'policy-refused', failure };
    default:
      return { kind: 'sign-in-failed', attemptId, failure };
  }
}

import { alwaysAnswered } from '../contract/channels.ts';
import type { SessionState } from '../contract/session.ts';
import type { UpdateActivity } from '../contract/updates.ts';
import { type Clock, waitAtMost } from '../ground/clock.ts';
import { cleanupTimeout } from '../network/person-change.ts';
import type { Session } from '../session/session-interface.ts';
import type { Updates } from '../updates/updates.ts';
import type { LeftBehind } from './left-behind.ts';

/** Has every person's session live in a process of its own, which ends with it. */
export interface Succession {
  /**
   * Whether a call of the page is the next process's to answer: this one only waits for it. Notes
   * that somebody wants to log in.
   */
  holdsBack(verb: unknown): boolean;
}

interface SuccessionDependencies {
  readonly clock: Pick<Clock, 'after'>;
  readonly session: Pick<Session, 'current' | 'events' | 'signOut'>;
  readonly updates: Pick<Updates, 'current' | 'events' | 'leftBehind' | 'dispose'>;
  /** Resolves when revocation is through. Never rejects. */
  revoked(): Promise<unknown>;
  /**
   * Starts the process that follows this one.
   * @param last what is left when it is there: ends the wait for the keychain and the provider
   */
  succeed(first: LeftBehind, last: () => Promise<LeftBehind>): void;
}

/** Milliseconds for calls that were under way at the log-out to end: an update waits for that. */
const installAllowance = 2_000;

/** Whether an update that is ready waits for nothing but that nobody is signed in. */
function isAboutToBeInstalled(activity: UpdateActivity): boolean {
  return (
    activity.kind === 'ready' &&
    (activity.urgency !== 'normal' || activity.chosen === 'at-sign-out')
  );
}

/**
 * Tokens, a verifier and a patient's data cannot be taken out of the memory of a process again: a
 * string that nobody uses stays where it is until something else needs the place. So a process that
 * has held anything of a person is not there for the next one.
 */
export function createSuccession(dependencies: SuccessionDependencies): Succession {
  const { clock, session, updates } = dependencies;
  /** `answered`: the browser has brought an answer, which is a code unless the provider refused. */
  let phase: 'fresh' | 'answered' | 'used' | 'succeeded' = 'fresh';
  let logIn: LeftBehind['logIn'] = 'no';
  let before = session.current().kind;
  let hasWaited = false;
  let stopWaiting: (() => void) | null = null;

  function consider(): void {
    const state = session.current();
    const wasUnlocking = before === 'unlocking';
    before = state.kind;
    if (phase !== 'succeeded') phase = phaseWith(state);
    if (phase !== 'used' || state.kind !== 'signed-out') return;
    // Windows ends this process, or the new version takes the place of it.
    if (state.reason === 'shutdown' || waitsForNewVersion()) return;
    phase = 'succeeded';
    stopWaiting?.();
    if (state.reason === 'person-changed') logIn = wasUnlocking ? 'authenticated' : 'asked';
    const first = leftBehind();
    updates.dispose();
    dependencies.succeed(first, async () => {
      const gone = session.signOut('user').catch(() => undefined);
      await waitAtMost(clock, cleanupTimeout, Promise.all([gone, dependencies.revoked()]));
      return leftBehind();
    });
  }

  function waitsForNewVersion(): boolean {
    const { activity } = updates.current();
    if (activity.kind === 'installing') return true;
    if (!isAboutToBeInstalled(activity) || hasWaited) return false;
    stopWaiting ??= clock.after(installAllowance, () => {
      hasWaited = true;
      consider();
    });
    return true;
  }

  function phaseWith(state: SessionState): typeof phase {
    if (phase === 'used') return phase;
    switch (state.kind) {
      case 'not-configured':
        return phase;
      case 'signed-out':
        if (phase === 'fresh') return phase;
        return state.failure?.code === 'SIGN_IN_REFUSED' ? 'fresh' : 'used';
      case 'signing-in':
        return state.attempt.phase === 'completing' ? 'answered' : phase;
      case 'remembered':
      case 'resuming':
      case 'choosing-role':
      case 'active':
      case 'stepping-up':
      case 'locked':
      case 'unlocking':
        return 'used';
    }
  }

  function leftBehind(): LeftBehind {
    const state = session.current();
    if (state.kind !== 'signed-out') throw new Error(`Left behind while ${state.kind}`);
    const { reason, failure, browserSession } = state;
    return {
      session: { reason, failure, browserSession },
      logIn: failure === null ? logIn : 'no',
      updates: updates.leftBehind(),
    };
  }

  session.events.on('changed', consider);
  updates.events.on('changed', consider);

  return {
    holdsBack(verb) {
      if (phase !== 'succeeded' || alwaysAnswered.has(verb)) return false;
      if (verb === 'sign-in/start' && logIn === 'no') logIn = 'asked';
      return true;
    },
  };
}

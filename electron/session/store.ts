import { isDeepStrictEqual } from 'node:util';
import { sessionStateSchema } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { createEvents, type Events } from '../ground/events.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import { endOfStepUp } from './attempt-transitions.ts';
import { project } from './projection.ts';
import type { SignInRecord } from './record.ts';
import type { SessionEvent } from './session-event.ts';
import type { EndedSession, SessionDependencies, SessionNews } from './session-interface.ts';
import { belongingsOf, isSignedIn, type State, signedOut } from './state.ts';
import { advance } from './transitions.ts';

/** Holds the state of the session, ends what a state leaves behind, and tells of it. */
export interface SessionStore {
  readonly events: Events<SessionNews>;
  state(): State;
  /** The one way from state to state. @returns whether the event could happen */
  apply(event: SessionEvent): boolean;
  /** @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when the event could not happen */
  applyOrRefuse(event: SessionEvent): void;
  /** Begins to revoke tokens that nobody will use any more. */
  revoke(tokens: PlatformTokens | null): void;
  /** Settles when nothing is left of those who have gone; rejects when something is. */
  departed(): Promise<unknown>;
}

/** CareDesk was started, and nobody was signed in before. */
const startedAlone: EndedSession = { reason: 'started', failure: null, browserSession: 'none' };

interface StoreDependencies
  extends Pick<SessionDependencies, 'clock' | 'before' | 'revoke' | 'sendBrowser'> {
  readonly record: Pick<SignInRecord, 'clear'>;
}

/** Creates the store, with nobody signed in. */
export function createSessionStore(dependencies: StoreDependencies): SessionStore {
  const { clock, record } = dependencies;
  const events = createEvents<SessionNews>();
  /** What is still being done for people who have left. */
  const departures = new Set<Promise<unknown>>();
  const { reason, failure, browserSession } = dependencies.before ?? startedAlone;
  let state: State = signedOut(reason, failure, browserSession);

  function apply(event: SessionEvent): boolean {
    const before = state;
    const next = advance(before, event);
    if (next === null) return false;
    const seen = project(before, clock.now());
    // Checked first: a state that does not fit the contract throws here and never becomes ours.
    const shown = sessionStateSchema.parse(project(next, clock.now()));
    state = next;
    release(before, next, event);
    if (!isDeepStrictEqual(seen, shown)) tell('changed', shown);
    if (isSignedIn(before) && next.kind === 'locked') tell('locked', next.reason);
    if (before.kind === 'unlocking' && isSignedIn(next)) tell('unlocked', undefined);
    leave(before, next);
    return true;
  }

  /** Who is signed in does not depend on whether everybody could be told of it. */
  function tell<Name extends keyof SessionNews>(name: Name, news: SessionNews[Name]): void {
    try {
      events.emit(name, news);
    } catch {
      // Every listener has heard; what one of them makes of it is not the session's.
    }
  }

  /** Ends what the state before had and the next one does not carry on. */
  function release(before: State, next: State, event: SessionEvent): void {
    const had = belongingsOf(before);
    const has = belongingsOf(next);
    if (had.attempt !== has.attempt) had.attempt?.cancel();
    if (had.calls !== has.calls) had.calls?.abort();
    if (had.idle !== has.idle) had.idle?.stop();
    if (had.deadline !== has.deadline) had.deadline?.stop();
    if (had.tokens !== has.tokens) revoke(had.tokens?.release() ?? null);
    if (had.waiting !== has.waiting) had.waiting?.settle(endOfStepUp(event));
  }

  function revoke(tokens: PlatformTokens | null): void {
    if (tokens !== null) void dependencies.revoke(tokens);
  }

  /** Leaves nothing of a person who is gone, whether they had come back or were only remembered. */
  function leave(before: State, next: State): void {
    if (belongingsOf(before).tokens === null || belongingsOf(next).tokens !== null) return;
    if (next.kind !== 'signed-out') {
      depart([record.clear().catch(() => undefined)]);
      return;
    }
    const { reason, departure } = next;
    // After a change of person the browser is the next one's already.
    if ('held' in before && reason !== 'person-changed') {
      sendBrowser(before.held.identified.endSessionAddress, departure);
    }
    const cleared = record.clear().catch(() => {
      apply({ kind: 'not-cleared', failure: { code: 'KEYCHAIN_NOT_CLEARED', detail: null } });
    });
    const work: Promise<unknown>[] = [cleared];
    tell('left', { reason, waitUntil: (done) => void work.push(done) });
    depart(work);
  }

  function depart(work: readonly Promise<unknown>[]): void {
    const done = Promise.all(work);
    departures.add(done);
    const forget = () => departures.delete(done);
    done.then(forget, forget);
  }

  /** The person is told that the browser was sent to sign out once it was, and not before. */
  function sendBrowser(address: string | null, departure: symbol): void {
    if (address === null) return;
    dependencies.sendBrowser(address).then(
      () => apply({ kind: 'browser-sent', departure }),
      () => undefined,
    );
  }

  return {
    events,
    state: () => state,
    apply,
    applyOrRefuse(event) {
      if (!apply(event)) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    },
    revoke,
    departed: () => Promise.all(departures),
  };
}

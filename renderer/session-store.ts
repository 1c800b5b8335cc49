import type { CareDeskBridge } from '../electron/contract/bridge.ts';
import type { Failure, SessionState } from '../electron/contract/session.ts';

/** What the renderer knows of the session: nothing yet, main's answer, or that main gave none. */
export type KnownSession =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly state: SessionState }
  | { readonly kind: 'no-answer'; readonly failure: Failure };

/** A store for `useSyncExternalStore`. */
export interface SessionStore {
  subscribe(listener: () => void): () => void;
  current(): KnownSession;
  /** What the page that is there before React was drawn for. */
  atFirst(): KnownSession;
}

/**
 * Asks main for the session and follows its changes. A change that arrives before the answer is
 * newer than the answer, so the answer is then dropped.
 */
export function followSession(session: CareDeskBridge['session']): SessionStore {
  let known: KnownSession = { kind: 'asking' };
  let first: KnownSession | null = null;
  const listeners = new Set<() => void>();
  const learn = (next: KnownSession): void => {
    known = next;
    for (const listener of listeners) listener();
  };
  const learnAnswer = (answer: KnownSession): void => {
    if (known.kind === 'asking') learn(answer);
  };

  session.current().then(
    (answer) =>
      learnAnswer(
        answer.ok
          ? { kind: 'known', state: answer.value }
          : { kind: 'no-answer', failure: answer.failure },
      ),
    () => learnAnswer({ kind: 'no-answer', failure: { code: 'BRIDGE_INTERNAL', detail: null } }),
  );
  session.onChange((state) => learn({ kind: 'known', state }));

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current: () => known,
    atFirst() {
      first ??= known;
      return first;
    },
  };
}

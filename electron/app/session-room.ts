import type { SessionState } from '../contract/session.ts';
import { createEvents, type Events } from '../ground/events.ts';
import { isPersonPresent } from '../session/person-present.ts';
import { createSession } from '../session/session.ts';
import type { Session, SessionDependencies } from '../session/session-interface.ts';

/** News of the session. */
export interface SessionNews {
  /** It is in another state, which `current` gives a moment later. */
  changed: SessionState;
  /**
   * Nobody is logged in, or about to be, any more: whoever comes to the PC next may be another
   * person. Told when what the one who left held has begun to be revoked.
   */
  left: null;
}

/** The session, whose news comes as events. */
export interface SessionRoom extends Session {
  readonly events: Events<SessionNews>;
}

/** Opens the session, signed out. */
export function openSession(dependencies: Omit<SessionDependencies, 'publish'>): SessionRoom {
  const events = createEvents<SessionNews>();
  let wasPresent = false;
  const session = createSession({
    ...dependencies,
    publish(state) {
      events.emit('changed', state);
      const isPresent = isPersonPresent(state);
      const hasLeft = wasPresent && !isPresent;
      wasPresent = isPresent;
      // After this turn, in which the session begins to revoke what the person held.
      if (hasLeft) queueMicrotask(() => events.emit('left', null));
    },
  });
  return { ...session, events };
}

import type { Events } from '../ground/events.ts';

/**
 * What a PC does to whoever works at it.
 * - `locked`, `unlocked`: the desktop, by the person, by Windows, or by a screen saver
 * - `suspending`, `resumed`: sleep and hibernation; `resumed` can come without the other
 * - `session-end-asked`: Windows asks whether it may end the session; the person may call it off
 * - `shutting-down`, `logging-off`: nothing holds it up any more
 * - `remote-session-…`: somebody's Remote Desktop window to this session
 * - `display-…`: the screen goes dark, or comes back
 * - `user-switched`, `user-returned`: the console is given to another Windows session, and back
 */
export const workstationEvents = [
  'locked',
  'unlocked',
  'suspending',
  'resumed',
  'session-end-asked',
  'shutting-down',
  'logging-off',
  'remote-session-disconnected',
  'remote-session-connected',
  'display-off',
  'display-on',
  'user-switched',
  'user-returned',
] as const;

export type WorkstationEvent = (typeof workstationEvents)[number];

/** The PC CareDesk runs on. */
export interface Workstation {
  readonly events: Events<Record<WorkstationEvent, undefined>>;
  /** Seconds since anybody last used a key or a pointer, in whatever program. */
  idleSeconds(): number;
  /** Stops listening. */
  dispose(): void;
}

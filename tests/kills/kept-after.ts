import type { Progress } from './journey.ts';
import type { PersonAtWork } from './kill-plan.ts';

/** Whose log-in the keychain holds, whole and readable; null for nobody's. */
export type Kept = PersonAtWork | null;

/**
 * What the keychain may hold when main was killed.
 * @param before what it held when the round began
 */
export function mayBeKept(
  { phase, person }: Progress,
  remembers: boolean,
  before: Kept,
): readonly Kept[] {
  // Whatever lies there is removed at the start.
  if (phase === 'starting') return remembers ? [before] : [before, null];
  if (!remembers) return [null];
  switch (phase) {
    case 'going-on':
      return [person, null];
    case 'logging-in':
      // The one who was offered is forgotten as this one begins.
      return [person, null, before];
    case 'choosing-role':
    case 'reading':
    case 'refreshing':
    case 'changing-role':
      // Whatever is being written: the old or the new one is whole.
      return [person];
    case 'locking':
    case 'unlocking':
    case 'changing-person':
    case 'logging-out':
      return [person, null];
    case 'locked':
    case 'logged-out':
      return [null];
  }
}

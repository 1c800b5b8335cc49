/** Milliseconds from one look at the desktop to the next. */
export const lookEvery = 5_000;

/**
 * Looks in a row that must find the desktop locked before it counts as such without an event: the
 * prompts of User Account Control and the Ctrl+Alt+Del screen are desktops of their own as well,
 * and are not left to stay.
 */
export const looksBeforeLocked = 3;

/** What has become of the lock, as news; null for no news. */
type News = 'locked' | 'unlocked' | null;

/**
 * Puts together what the system tells of its lock and what is found by looking: not every way to
 * lock a desktop is told (a disconnected Remote Desktop session and a direct switch of users are
 * not), and an event can come before what it tells of.
 */
export function createLockWatch(): {
  /** The system tells. */
  told(what: 'locked' | 'unlocked'): News;
  /** Somebody has looked whether another desktop than the person's has the keyboard. */
  seen(isLocked: boolean): News;
} {
  let isLocked = false;
  /** Whether the lock that is on has been seen, and so can be seen to be gone. */
  let wasSeen = false;
  let looks = 0;

  function become(locked: boolean): News {
    looks = 0;
    wasSeen = false;
    if (locked === isLocked) return null;
    isLocked = locked;
    return locked ? 'locked' : 'unlocked';
  }

  return {
    told: (what) => become(what === 'locked'),
    seen(locked) {
      if (locked) {
        if (isLocked) {
          wasSeen = true;
          return null;
        }
        looks += 1;
        if (looks < looksBeforeLocked) return null;
        const news = become(true);
        wasSeen = true;
        return news;
      }
      looks = 0;
      return isLocked && wasSeen ? become(false) : null;
    },
  };
}

import { KilledError } from '../../kills/cut-off.ts';
import { type RoomsChild, type RoomsChildDependencies, startRoomsChild } from './rooms-child.ts';

/** CareDesk as a person has it before them, whichever of its processes that is. */
export interface RoomsApp {
  /** The process that was started first. */
  readonly first: RoomsChild;
  /** The one that is in charge. */
  current(): RoomsChild;
  /** Waits until another process has taken the place of this one. */
  followed(by: RoomsChild): Promise<void>;
  /** `kill -9` of every process there is. */
  kill(): Promise<void>;
  /** What they have printed: nothing, unless something was wrong. */
  printed(): string;
}

/** Starts CareDesk, and the process that follows it at the end of a session. */
export function startRoomsApp(dependencies: Omit<RoomsChildDependencies, 'before'>): RoomsApp {
  const all: RoomsChild[] = [];
  const followers = new Map<RoomsChild, Promise<void>>();
  let isKilled = false;
  const first = start(null);
  let current = first;

  function start(before: RoomsChildDependencies['before']): RoomsChild {
    if (isKilled) throw new KilledError();
    const child = startRoomsChild({ ...dependencies, before });
    all.push(child);
    const following = follow(child);
    // Most processes are killed before another one follows.
    following.catch(() => undefined);
    followers.set(child, following);
    return child;
  }

  async function follow(child: RoomsChild): Promise<void> {
    const next = start(await child.succession());
    const left = await child.left();
    await child.kill();
    next.takeOver(left);
    await next.started();
    current = next;
  }

  return {
    first,
    current: () => current,
    followed: (child) => followers.get(child) ?? Promise.resolve(),
    async kill() {
      isKilled = true;
      await Promise.all(all.map((child) => child.kill()));
    },
    printed: () => all.map((child) => child.printed()).join(''),
  };
}

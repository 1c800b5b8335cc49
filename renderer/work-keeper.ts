import { bridge } from './bridge.ts';

/** Milliseconds: never is more lost than was typed in that time, and main is not asked at every key. */
const keepWithin = 250;

/** Hands what the page is showing to main, which keeps it in memory while the page is replaced. */
export interface WorkKeeper {
  /**
   * Something has changed. What is to be kept is asked of `current` when it is sent, a quarter of a
   * second later at most; the newest `current` replaces the one before.
   */
  changed(current: () => string): void;
  /** Sends at once what has not been sent: the page is about to go, or to be locked. */
  flush(): void;
  /** What has not been sent never is: it belongs to a screen that is gone. */
  drop(): void;
}

/**
 * @param send main's `work/keep`; work that could not be kept is lost with the page and nothing else
 */
export function createWorkKeeper(send: (work: string) => Promise<unknown>): WorkKeeper {
  let unsent: {
    readonly current: () => string;
    readonly timer: ReturnType<typeof setTimeout>;
  } | null = null;

  function drop(): void {
    if (unsent !== null) clearTimeout(unsent.timer);
    unsent = null;
  }

  function flush(): void {
    if (unsent === null) return;
    const { current } = unsent;
    drop();
    void send(current()).catch(() => undefined);
  }

  return {
    changed(current) {
      // Not put off by each change: somebody who types without a pause would never be kept.
      const timer = unsent?.timer ?? setTimeout(flush, keepWithin);
      unsent = { current, timer };
    },
    flush,
    drop,
  };
}

/** Keeps the work on patients in the role in use. */
export const workKeeper = createWorkKeeper((work) => bridge().work.keep(work));
/** Keeps what is typed and picked in the list of roles, which may have that work behind it. */
export const choiceKeeper = createWorkKeeper((choice) => bridge().work.keepChoice(choice));

/** Sends at once whatever of this page has not been sent. */
export function flushKeepers(): void {
  workKeeper.flush();
  choiceKeeper.flush();
}

import type { Clock } from './clock.ts';

/** How long a service may take, not counting the time a person needs to sign in at a proxy. */
export interface Deadlines {
  /** As `Clock.after`, but standing still meanwhile. */
  after(milliseconds: number, task: () => void): () => void;
  /** As `AbortSignal.timeout`, but standing still meanwhile. */
  signal(milliseconds: number): AbortSignal;
  /** Stops every deadline where it is, or lets all of them run on. */
  standStill(still: boolean): void;
}

interface Running {
  readonly task: () => void;
  remaining: number;
  since: number;
  stop: () => void;
}

/** Creates the deadlines of all requests: whoever types at one proxy, every other one waits too. */
export function createDeadlines(clock: Clock): Deadlines {
  const running = new Set<Running>();
  let still = false;

  function run(deadline: Running): void {
    deadline.since = clock.now();
    deadline.stop = clock.after(deadline.remaining, () => {
      running.delete(deadline);
      deadline.task();
    });
  }

  function hold(deadline: Running): void {
    deadline.stop();
    // The PC's clock may have been set meanwhile, either way.
    const spent = Math.max(0, clock.now() - deadline.since);
    deadline.remaining = Math.max(0, deadline.remaining - spent);
  }

  function after(milliseconds: number, task: () => void): () => void {
    const deadline: Running = { task, remaining: milliseconds, since: 0, stop: () => undefined };
    running.add(deadline);
    if (!still) run(deadline);
    return () => {
      deadline.stop();
      running.delete(deadline);
    };
  }

  return {
    after,
    signal(milliseconds) {
      const abort = new AbortController();
      after(milliseconds, () =>
        abort.abort(new DOMException('the service took too long', 'TimeoutError')),
      );
      return abort.signal;
    },
    standStill(wanted) {
      if (wanted === still) return;
      still = wanted;
      for (const deadline of running) (still ? hold : run)(deadline);
    },
  };
}

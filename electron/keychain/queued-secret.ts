import { CareDeskError } from '../ground/caredesk-error.ts';
import { once } from '../ground/once.ts';
import type { ChunkedSecret } from './chunked-secret.ts';

/** Milliseconds that whoever saves or clears waits for the keychain. */
export const keychainTimeout = 10_000;

interface QueueDependencies {
  /** Opens the keychain's secret: at the first call, and again after a failure to open. */
  open(): Promise<ChunkedSecret>;
  /** Runs a task after so many milliseconds. Returns the function that cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/**
 * A secret whose calls run one after the other, so that clearing can never overtake saving. The
 * keychain behind it must settle every call.
 *
 * Nobody waits longer than ten seconds to save or to clear, however many calls are before theirs:
 * then it rejects with CareDeskError KEYCHAIN_UNANSWERED, and at once for as long as the keychain
 * still waits for an answer. A save that was given up writes nothing more; clearing goes on, and is
 * done when the keychain answers after all. Loading takes as long as the keychain does: whoever
 * loads cannot go on without. So does sweeping, which nobody waits for.
 */
export function queueSecret({ open, after }: QueueDependencies): ChunkedSecret {
  const secret = once(open);
  let last: Promise<unknown> = Promise.resolve();
  /** Calls that are still under way although whoever made them has been told. */
  let givenUp = 0;
  /** The last in the queue, not begun: it serves whoever else wants to clear. */
  let clearing: Promise<void> | null = null;

  function enqueue<T>(work: (target: ChunkedSecret) => Promise<T>): Promise<T> {
    clearing = null;
    const done = last.then(async () => work(await secret()));
    last = done.catch(() => undefined);
    return done;
  }

  function withTimeout<T>(done: Promise<T>, onGivenUp: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = after(givenUp > 0 ? 0 : keychainTimeout, () => {
        givenUp += 1;
        const answered = () => {
          givenUp -= 1;
        };
        done.then(answered, answered);
        onGivenUp();
        reject(new CareDeskError('KEYCHAIN_UNANSWERED'));
      });
      done.then(resolve, reject).finally(stop);
    });
  }

  return {
    save(value) {
      const abort = new AbortController();
      const done = enqueue((target) => {
        abort.signal.throwIfAborted();
        return target.save(value, abort.signal);
      });
      return withTimeout(done, () => abort.abort());
    },
    load: () => enqueue((target) => target.load()),
    sweep: () => enqueue((target) => target.sweep()),
    clear() {
      if (clearing === null) {
        const done: Promise<void> = enqueue((target) => {
          if (clearing === done) clearing = null;
          return target.clear();
        });
        clearing = done;
      }
      return withTimeout(clearing, () => undefined);
    },
  };
}

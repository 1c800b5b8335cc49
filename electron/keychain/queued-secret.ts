import type { ChunkedSecret } from './chunked-secret.ts';

/** Milliseconds a keychain may take. */
const patience = 10_000;

/**
 * A secret whose calls run one after the other, so that clearing can never overtake saving. The
 * keychain behind it is opened at the first call, and opened anew after a failure to open. A
 * keychain that does not answer (a prompt nobody sees) is given up after ten seconds.
 */
export function queueSecret(open: () => Promise<ChunkedSecret>): ChunkedSecret {
  let opened: Promise<ChunkedSecret> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function secret(): Promise<ChunkedSecret> {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  function enqueue<T>(work: (target: ChunkedSecret) => Promise<T>): Promise<T> {
    const result = last.then(() => withinPatience(async () => work(await secret())));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    save: (value) => enqueue((target) => target.save(value)),
    load: () => enqueue((target) => target.load()),
    clear: () => enqueue((target) => target.clear()),
  };
}

async function withinPatience<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the keychain did not answer')), patience);
  });
  try {
    return await Promise.race([work(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

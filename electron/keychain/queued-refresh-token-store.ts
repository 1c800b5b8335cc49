import type { RefreshTokenStore } from './refresh-token-store.ts';

/**
 * A store whose calls run one after the other, so that clearing can never overtake saving. The
 * store behind it is opened at the first call, and opened anew after a failure to open.
 */
export function queueRefreshTokenStore(open: () => Promise<RefreshTokenStore>): RefreshTokenStore {
  let opened: Promise<RefreshTokenStore> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function store(): Promise<RefreshTokenStore> {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  function enqueue<T>(work: (target: RefreshTokenStore) => Promise<T>): Promise<T> {
    const result = last.then(async () => work(await store()));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    save: (refreshToken) => enqueue((target) => target.save(refreshToken)),
    load: () => enqueue((target) => target.load()),
    clear: () => enqueue((target) => target.clear()),
  };
}

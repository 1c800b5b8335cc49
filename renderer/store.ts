/** A value that changes, for `useSyncExternalStore`. */
export interface Store<T> {
  subscribe(listener: () => void): () => void;
  current(): T;
}

/** The side of a store that changes it. */
export interface WritableStore<T> extends Store<T> {
  set(next: T): void;
}

export function createStore<T>(initial: T): WritableStore<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
  };
}

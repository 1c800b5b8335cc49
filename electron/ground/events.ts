/** The side of a room's events that listens; `News` names each event with its payload. */
export interface Events<News> {
  /** Calls `listener` at every event of this name. Returns the function that stops it. */
  on<Name extends keyof News>(name: Name, listener: (payload: News[Name]) => void): () => void;
}

/** The side that tells. */
export interface Emitter<News> extends Events<News> {
  /**
   * Tells every listener, in the order they came. One that throws keeps no other from hearing of it;
   * the first error is thrown once all have heard.
   */
  emit<Name extends keyof News>(name: Name, payload: News[Name]): void;
}

type Listeners<News> = { [Name in keyof News]?: Set<{ call(payload: News[Name]): void }> };

/** Typed events of one room: news that travels one way, from the room to whoever subscribes. */
export function createEvents<News>(): Emitter<News> {
  const listeners: Listeners<News> = {};
  return {
    on(name, listener) {
      // An entry of its own, so that one function can listen twice and stop once.
      const entry = { call: listener };
      listeners[name] ??= new Set();
      listeners[name].add(entry);
      return () => {
        listeners[name]?.delete(entry);
      };
    },
    emit(name, payload) {
      const errors: unknown[] = [];
      for (const entry of [...(listeners[name] ?? [])]) {
        try {
          entry.call(payload);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** Counts calls to national APIs that have no complete answer yet. */
export interface CallsUnderWay {
  count(): number;
  /** A call begins; the function given back, called any number of times, ends it. */
  begin(): () => void;
}

export function createCallsUnderWay(): CallsUnderWay {
  const calls = new Set<symbol>();
  return {
    count: () => calls.size,
    begin() {
      const call = Symbol('call');
      calls.add(call);
      return () => calls.delete(call);
    },
  };
}

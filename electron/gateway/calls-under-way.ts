/** Counts calls to national APIs that have no complete answer yet. */
export interface CallsUnderWay {
  count(): number;
  /** A call begins; the function given back, called any number of times, ends it. */
  begin(): () => void;
}

/** @param onChange told when the first call begins and when the last one ends */
export function createCallsUnderWay(onChange: () => void): CallsUnderWay {
  const calls = new Set<symbol>();
  return {
    count: () => calls.size,
    begin() {
      const call = Symbol('call');
      calls.add(call);
      if (calls.size === 1) onChange();
      return () => {
        if (calls.delete(call) && calls.size === 0) onChange();
      };
    },
  };
}

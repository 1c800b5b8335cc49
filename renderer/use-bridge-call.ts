import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../electron/contract/session.ts';
import type { Answer } from '../electron/contract/verbs.ts';

/** Progress of the last call of a bridge verb. */
export type BridgeCall =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * A bridge verb without arguments as an event handler, with the progress to show for it. The
 * handler drops what it is given: a click event must not reach the bridge as an argument. While a
 * call is under way nothing is called again: a double click is one wish.
 */
export function useBridgeCall(
  verb: () => Promise<Answer<unknown>>,
): readonly [run: () => void, call: BridgeCall] {
  const [track, call] = useTrackedCall();
  const isUnderWay = useRef(false);
  const run = useCallback(() => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    const answer = verb();
    const end = () => {
      isUnderWay.current = false;
    };
    answer.then(end, end);
    track(answer);
  }, [track, verb]);
  return [run, call];
}

/** The same for a verb that takes one text. */
export function useBridgeCallWith<T extends string>(
  verb: (argument: T) => Promise<Answer<unknown>>,
): readonly [run: (argument: T) => void, call: BridgeCall] {
  const [track, call] = useTrackedCall();
  return [useCallback((argument: T) => track(verb(argument)), [track, verb]), call];
}

/** What went wrong with a call, or null. */
export function failureOf(call: BridgeCall): Failure | null {
  return call.kind === 'failed' ? call.failure : null;
}

/** Follows one call at a time: of a call that another has followed, the answer is dropped. */
function useTrackedCall(): readonly [
  track: (answer: Promise<Answer<unknown>>) => void,
  BridgeCall,
] {
  const [call, setCall] = useState<BridgeCall>({ kind: 'idle' });
  const latest = useRef<Promise<Answer<unknown>> | null>(null);
  useEffect(
    () => () => {
      latest.current = null;
    },
    [],
  );
  const track = useCallback((answer: Promise<Answer<unknown>>) => {
    latest.current = answer;
    const settle = (next: BridgeCall): void => {
      if (latest.current === answer) setCall(next);
    };
    setCall({ kind: 'pending' });
    answer.then(
      (given) => settle(given.ok ? { kind: 'done' } : { kind: 'failed', failure: given.failure }),
      () => settle({ kind: 'failed', failure: { code: 'BRIDGE_INTERNAL', detail: null } }),
    );
  }, []);
  return [track, call];
}

import { useEffect, useState } from 'react';
import type { ProxyState } from '../../electron/contract/proxy.ts';
import { bridge } from '../bridge.ts';

/**
 * Whether a proxy asks for a sign-in, as main last said. A change that arrives before the answer is
 * newer than the answer, so the answer is then dropped.
 */
export function useProxyState(): ProxyState {
  const [state, setState] = useState<ProxyState>({ kind: 'quiet' });
  useEffect(() => {
    const { proxy } = bridge();
    let isCurrent = true;
    const stop = proxy.onChange((next) => {
      isCurrent = false;
      setState(next);
    });
    proxy.current().then(
      (answer) => {
        if (isCurrent && answer.ok) setState(answer.value);
      },
      // Main has gone, and the window with it: there is nobody to sign in for.
      () => undefined,
    );
    return () => {
      isCurrent = false;
      stop();
    };
  }, []);
  return state;
}

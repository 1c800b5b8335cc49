import type { ProxyState } from '../../electron/contract/proxy.ts';
import { bridge } from '../bridge.ts';
import { followOnceUsed } from '../main-state.ts';
import { useMainState } from '../use-main-state.ts';

const quiet: ProxyState = { kind: 'quiet' };
const proxy = followOnceUsed(() => bridge().proxy);

/** Whether a proxy asks for a sign-in, as main last said. */
export function useProxyState(): ProxyState {
  return useMainState(proxy(), quiet);
}

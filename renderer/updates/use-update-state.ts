import type { UpdateState } from '../../electron/contract/updates.ts';
import { bridge } from '../bridge.ts';
import { useMainState } from '../use-main-state.ts';

const updatesOfMain = () => bridge().updates;

/** What the updater is doing, or null until main has said. */
export function useUpdateState(): UpdateState | null {
  return useMainState<UpdateState | null>(updatesOfMain, null);
}

import type { UpdateState } from '../../electron/contract/updates.ts';
import { bridge } from '../bridge.ts';
import { followOnceUsed } from '../main-state.ts';
import { useMainState } from '../use-main-state.ts';

const updates = followOnceUsed(() => bridge().updates);

/** What the updater is doing, or null until main has said. */
export function useUpdateState(): UpdateState | null {
  return useMainState(updates(), null);
}

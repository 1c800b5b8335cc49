import type { Answer } from '../../electron/contract/verbs.ts';
import { bridge } from '../bridge.ts';
import { flushKeepers } from '../work-keeper.ts';

/** Locks CareDesk. What was typed in the last moment is handed over first: the page is about to go. */
export function lockNow(): Promise<Answer<void>> {
  flushKeepers();
  return bridge().session.lock();
}

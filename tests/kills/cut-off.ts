import { setTimeout as sleep } from 'node:timers/promises';
import { type Progress, travel, type Workplace } from './journey.ts';
import type { Phase, Round } from './kill-plan.ts';

/** CareDesk was killed: whatever was waited for will not come. */
export class KilledError extends Error {}

export interface CutOffDependencies {
  readonly workplace: Workplace;
  /** The phase begins in which CareDesk is to be killed: says when, within it. */
  watch(phase: Phase, due: () => void): void;
  /** Every phase that begins, also after the one to be killed in. */
  onPhase?(phase: Phase): void;
  /** CareDesk has started, and offers to go on as this person or nobody. */
  started(offered: string | null): Promise<void>;
  /** `kill -9`, for good. */
  kill(): Promise<void>;
}

export interface CutOff {
  /** How far the journey had come when CareDesk was killed. */
  readonly end: Progress;
  /** What went wrong before that; null when nothing has. */
  readonly error: unknown;
}

/** Milliseconds a whole journey may take on a machine that does much else. */
const longestJourney = 90_000;

/** Goes through the journey of a round until CareDesk is killed, in its phase or soon after. */
export async function travelUntilKilled(
  round: Round,
  { workplace, watch, onPhase, started, kill }: CutOffDependencies,
): Promise<CutOff> {
  let progress: Progress = { phase: 'starting', person: null };
  let end: Progress | null = null;
  let killing: Promise<void> | null = null;
  let error: unknown = null;

  function killNow(): Promise<void> {
    end ??= progress;
    return kill();
  }

  function due(): void {
    killing ??= sleep(round.delay).then(killNow);
  }

  function enter(next: Progress): void {
    // Over before its moment has come: this is the last one.
    if (progress.phase === round.phase && next.phase !== round.phase) killing ??= killNow();
    if (end !== null) throw new KilledError();
    progress = next;
    onPhase?.(next.phase);
    if (next.phase === round.phase) watch(next.phase, due);
  }

  const late = new AbortController();
  const stuck = sleep(longestJourney, undefined, { signal: late.signal }).then(() => {
    throw new Error('comes to no end');
  });
  await Promise.race([travel(round, { workplace, enter, started }), stuck]).catch(
    (reason: unknown) => {
      // What fails with a CareDesk that has been killed fails because of it.
      if (end === null) error = reason;
    },
  );
  late.abort();
  stuck.catch(() => undefined);
  await (killing ?? killNow());
  return { end: end ?? progress, error };
}

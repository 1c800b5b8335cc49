import { useCallback, useEffect, useRef } from 'react';
import { returnTo } from '../screen-position.ts';
import { useKeeping } from '../use-kept.ts';
import { useScreenPosition } from '../use-screen-position.ts';
import { workKeeper } from '../work-keeper.ts';
import { type KeptWork, writeKeptWork } from './kept-work.ts';
import type { PatientWork } from './patient-work.ts';

/**
 * Brings the person back to where they were, and from then on has main keep where they are. Both end
 * with the screen, which leaves nothing in view and nothing to be sent.
 */
export function useWorkToKeep(work: PatientWork, kept: KeptWork | null): void {
  const { patient, subscribe } = work;
  useEffect(() => {
    if (kept !== null) patient.returnTo(kept.place);
    return () => patient.startOver();
  }, [patient, kept]);
  const toKeep = useCallback(() => writeKeptWork(work.kept()), [work]);
  useKeeping(workKeeper, { subscribe, toKeep }, kept === null ? null : writeKeptWork(kept));
  useReturnInPlace(work, kept);
  useScreenPosition(work.moved);
}

/** Where the person was on the screen, as soon as what they were looking at is there again. */
function useReturnInPlace({ patient }: PatientWork, kept: KeptWork | null): void {
  const awaited = useRef(kept);
  useEffect(() => {
    const returnWhenThere = (): void => {
      const { looking, progress } = patient.current();
      if (awaited.current === null || progress.kind === 'asking') return;
      const { place, scroll, focus } = awaited.current;
      // Whatever came instead is a new screen, with its own start.
      awaited.current = null;
      if (progress.kind === 'idle' && looking.kind === place.kind) returnTo({ scroll, focus });
    };
    // Drawn in the next frame, with the focus at its heading: only then is there a place to go to.
    let frame = requestAnimationFrame(returnWhenThere);
    const stop = patient.subscribe(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(returnWhenThere);
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [patient]);
}

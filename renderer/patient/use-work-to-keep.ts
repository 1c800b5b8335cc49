import { useEffect, useRef } from 'react';
import { useIsInView } from '../ui/screen.tsx';
import { workKeeper } from '../work-keeper.ts';
import { isFocusName, type KeptWork, writeKeptWork } from './kept-work.ts';
import type { PatientWork } from './patient-work.ts';

/**
 * Brings the person back to where they were, and from then on has main keep where they are. Both end
 * with the screen, which leaves nothing in view and nothing to be sent.
 */
export function useWorkToKeep(work: PatientWork, kept: KeptWork | null): void {
  const { patient } = work;
  useEffect(() => {
    if (kept !== null) {
      patient.returnTo(kept.place);
      // Main has handed it out, and would have none to give were this page to go before it is used.
      workKeeper.changed(() => writeKeptWork(kept));
      workKeeper.flush();
    }
    const current = () => writeKeptWork(work.kept());
    const stop = work.subscribe(() => workKeeper.changed(current));
    const leaving = new AbortController();
    const { signal } = leaving;
    document.addEventListener('visibilitychange', workKeeper.flush, { signal });
    window.addEventListener('pagehide', workKeeper.flush, { signal });
    return () => {
      stop();
      leaving.abort();
      workKeeper.drop();
      patient.startOver();
    };
  }, [work, patient, kept]);
  useReturnInPlace(work, kept);
  useFollowedPlace(work);
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
      if (progress.kind === 'idle' && looking.kind === place.kind) returnTo(scroll, focus);
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

function returnTo(scroll: number, focus: string | null): void {
  if (focus !== null) document.getElementById(focus)?.focus({ preventScroll: true });
  window.scrollTo(0, scroll);
}

/** Follows scrolling and focus while the screen is in view. */
function useFollowedPlace(work: PatientWork): void {
  const inView = useIsInView();
  useEffect(() => {
    if (!inView) return;
    const listening = new AbortController();
    const { signal } = listening;
    const onFocus = ({ target }: FocusEvent): void => {
      // The bar and dialogs have the focus only in passing: the work waits where it is.
      if (!(target instanceof Element) || target.closest('main') === null) return;
      work.moved({ focus: isFocusName(target.id) ? target.id : null });
    };
    document.addEventListener('focusin', onFocus, { signal });
    window.addEventListener('scroll', () => work.moved({ scroll: window.scrollY }), {
      passive: true,
      signal,
    });
    return () => listening.abort();
  }, [work, inView]);
}

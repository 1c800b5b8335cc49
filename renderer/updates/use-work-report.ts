import { useEffect } from 'react';
import { bridge } from '../bridge.ts';

/**
 * Tells main what the person has open while this screen is shown, and that nothing is when it
 * goes: an update never interrupts either.
 */
export function useWorkReport(recordOpen: boolean, unsavedText: boolean): void {
  useEffect(() => report(recordOpen, unsavedText), [recordOpen, unsavedText]);
  // Only when the screen goes: between two reports an installation could slip in.
  useEffect(() => () => report(false, false), []);
}

function report(recordOpen: boolean, unsavedText: boolean): void {
  // A window on its way out has nobody left to report to.
  bridge()
    .work.report({ recordOpen, unsavedText })
    .catch(() => undefined);
}

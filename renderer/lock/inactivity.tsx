import { useEffect, useRef, useState } from 'react';
import type { InactivityWarning, SessionState } from '../../electron/contract/session.ts';
import { bridge } from '../bridge.ts';
import { createActivityReports, createSignReader, isOnTheWay, signsOfLife } from './activity.ts';
import { InactivityDialog, leavesId } from './inactivity-dialog.tsx';

/**
 * Milliseconds after which moving the pointer or the focus extends the session like any other key
 * or pointer, while a warning is shown: time to reach “Log out”, which would else vanish on the way.
 */
const timeToLogOut = 5_000;
/** Seconds before the lock from which there is no time to wait for that. */
const tooLate = 10;

/**
 * Reports that somebody is there, and warns when nobody seems to be. Main judges; this page only
 * says what it saw, and a page that says nothing counts as nobody there.
 *
 * @param proxyQuestion which question of a proxy is shown, if any: the warning opens above it
 */
export function Inactivity({
  state,
  proxyQuestion,
}: {
  readonly state: SessionState;
  readonly proxyQuestion: number | null;
}) {
  const isWorking = 'inactivity' in state;
  const warning = isWorking ? state.inactivity : null;
  const secondsLeft = useSecondsLeft(warning);
  useActivityReports(isWorking, warning === null ? null : secondsLeft);
  return warning === null ? null : (
    // Another dialog opens above what is there: the warning opens again, above that.
    <InactivityDialog key={`${state.kind} ${proxyQuestion}`} secondsLeft={secondsLeft} />
  );
}

/** Counted on from what main said, by a clock that nobody sets. */
function useSecondsLeft(warning: InactivityWarning): number {
  const [left, setLeft] = useState(0);
  const [counted, setCounted] = useState<InactivityWarning>(null);
  if (warning !== counted) {
    setCounted(warning);
    setLeft(warning?.secondsLeft ?? 0);
  }
  useEffect(() => {
    if (warning === null) return;
    const endsAt = performance.now() + warning.secondsLeft * 1000;
    const timer = setInterval(() => {
      setLeft(Math.max(0, Math.ceil((endsAt - performance.now()) / 1000)));
    }, 250);
    return () => clearInterval(timer);
  }, [warning]);
  return left;
}

/** @param secondsLeft until the lock, while somebody is warned of it; else null */
function useActivityReports(isWorking: boolean, secondsLeft: number | null): void {
  const left = useRef(secondsLeft);
  useEffect(() => {
    left.current = secondsLeft;
  }, [secondsLeft]);
  const isWarned = secondsLeft !== null;
  useEffect(() => {
    if (!isWorking) return;
    const isSomebody = createSignReader();
    const reports = createActivityReports(() => {
      // Main has gone, and the window with it: there is nobody to tell.
      bridge()
        .session.activity()
        .catch(() => undefined);
    });
    const see = (event: Event): void => {
      if (!isSomebody(event)) return;
      const mayLogOut = isWarned && (isOnTheWay(event) || isToLogOut(event.target));
      if (mayLogOut && (left.current ?? 0) > tooLate) reports.later(timeToLogOut);
      else reports.now();
    };
    const listening = new AbortController();
    for (const type of signsOfLife) {
      document.addEventListener(type, see, {
        capture: true,
        passive: true,
        signal: listening.signal,
      });
    }
    return () => {
      listening.abort();
      reports.stop();
    };
  }, [isWorking, isWarned]);
}

function isToLogOut(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`#${leavesId}`) !== null;
}

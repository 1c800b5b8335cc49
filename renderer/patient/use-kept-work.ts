import { useEffect, useState } from 'react';
import { bridge } from '../bridge.ts';
import { useIsInView } from '../ui/screen.tsx';
import { type KeptWork, readKeptWork } from './kept-work.ts';

/**
 * What the page before this one was showing in this role, or null; `asking` until main has said.
 * Asked when the screen first comes into view: behind the list of roles nothing is read for anybody.
 */
export function useKeptWork(roleId: string): KeptWork | null | 'asking' {
  const [kept, setKept] = useState<KeptWork | null | 'asking'>('asking');
  const inView = useIsInView();
  const isAsked = inView && kept === 'asking';
  useEffect(() => {
    if (!isAsked) return;
    let isCurrent = true;
    const learn = (work: KeptWork | null): void => {
      if (isCurrent) setKept(work);
    };
    bridge()
      .work.kept()
      .then(
        (answer) =>
          learn(answer.ok && answer.value !== null ? readKeptWork(answer.value, roleId) : null),
        () => learn(null),
      );
    return () => {
      isCurrent = false;
    };
  }, [isAsked, roleId]);
  return kept;
}

import { useEffect, useState } from 'react';
import { sessionEndTime } from './session-end.ts';

/** Milliseconds before the end at which there is still time to finish something. */
const warning = 10 * 60 * 1000;

/** From ten minutes before the session ends: when that is, and what to do. */
export function SessionEnding({ endsAt }: { readonly endsAt: number }) {
  const isNear = useIsPast(endsAt - warning);
  return (
    <div role="status">
      {isNear && (
        <div className="cd-notice cd-notice--warning cd-session-ending">
          <p className="cd-notice__title">Your session ends at {sessionEndTime(endsAt)}</p>
          <p>Finish what you are doing. You can log in again straight away.</p>
        </div>
      )}
    </div>
  );
}

/** Whether a moment (epoch milliseconds) has come; turns true by itself when it does. */
function useIsPast(moment: number): boolean {
  const [past, setPast] = useState(() => Date.now() >= moment);
  useEffect(() => {
    const left = moment - Date.now();
    setPast(left <= 0);
    if (left <= 0) return;
    const timer = setTimeout(() => setPast(true), left);
    return () => clearTimeout(timer);
  }, [moment]);
  return past;
}

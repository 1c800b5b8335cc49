import { useIsPast } from '../ui/use-is-past.ts';
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

import { wordsFor } from '../../electron/contract/failures.ts';
import type { Failure } from '../../electron/contract/session.ts';
import { useProvider } from '../about.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { activityWords } from './update-words.ts';
import { useUpdateState } from './use-update-state.ts';

/** Below the screens where nobody is signed in: which version this is, and whether it is current. */
export function AboutLine() {
  const state = useUpdateState();
  const [check, call] = useBridgeCall(bridge().updates.check);
  if (state === null) return null;
  const { version, activity } = state;
  const failure = failureOf(call) ?? (activity.kind === 'failed' ? activity.failure : null);
  const canCheck = activity.kind === 'up-to-date' || activity.kind === 'failed';
  return (
    <footer className="cd-about">
      <p role="status">
        CareDesk {version} · {activityWords(activity)}
      </p>
      {canCheck && (
        <Button look="link" onClick={check}>
          Check for updates
        </Button>
      )}
      {failure !== null && <FailureLine failure={failure} />}
    </footer>
  );
}

/** A failed update stops nobody, so it takes no box: what happened, and what to do. */
function FailureLine({ failure }: { readonly failure: Failure }) {
  const words = wordsFor(failure.code, useProvider());
  return (
    <p className="cd-about__failure">
      {words.title}. {words.explanation} {words.nextStep} Code: {failure.code}
      {failure.detail !== null && ` (${failure.detail})`}
    </p>
  );
}

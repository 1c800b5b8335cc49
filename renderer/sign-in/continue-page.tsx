import type { Failure, Person } from '../../electron/contract/session.ts';
import { useProviderName } from '../about.ts';
import { bridge } from '../bridge.ts';
import { sessionEndWords } from '../shell/session-end.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { Screen } from '../ui/screen.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';

/** For somebody who closed CareDesk without signing out: go on, or somebody else logs in. */
export function ContinuePage({
  person,
  sessionEndsAt,
  failure,
}: {
  readonly person: Person;
  readonly sessionEndsAt: number;
  readonly failure: Failure | null;
}) {
  const signIn = bridge().signIn;
  const [resume, resuming] = useBridgeCall(signIn.resume);
  const [start, starting] = useBridgeCall(signIn.start);
  const failed = [resuming, starting].find((call) => call.kind === 'failed');
  const shown = failed?.failure ?? failure;
  const provider = useProviderName();
  const { displayName } = person;
  return (
    <Screen title="Continue" heading={`Continue as ${displayName}?`} hasError={shown !== null}>
      {shown !== null && <FailureBox failure={shown} />}
      <p className="cd-lede">
        CareDesk was closed without logging out. It checks with {provider} that this is still you,
        and your browser may open for that.
      </p>
      <p>
        {sessionEndWords(sessionEndsAt, new Date())}. If you are not {displayName}, log in as
        someone else: CareDesk then forgets this session.
      </p>
      <div className="cd-actions">
        <Button onClick={resume}>Continue as {displayName}</Button>
        <Button look="secondary" onClick={start}>
          Log in as someone else
        </Button>
      </div>
    </Screen>
  );
}

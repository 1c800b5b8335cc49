import type { SignInAttempt } from '../../electron/contract/session.ts';
import type { Answer } from '../../electron/contract/verbs.ts';
import { useProvider } from '../about.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { Screen } from '../ui/screen.tsx';
import { Working } from '../ui/working.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { type AttemptWords, signingInWords } from './attempt-words.ts';
import { CopyLink } from './copy-link.tsx';

/** What is shown from “Log in with my Care Identity”, or “Unlock”, until there is an answer. */
export function WaitingPage({
  attempt,
  words: given,
  start = bridge().signIn.start,
}: {
  readonly attempt: SignInAttempt;
  /** Of signing in unless told otherwise. */
  readonly words?: AttemptWords;
  /** Asks afresh. */
  readonly start?: () => Promise<Answer<void>>;
}) {
  const provider = useProvider();
  const words = given ?? signingInWords(provider);
  const [startAgain, starting] = useBridgeCall(start);
  const [cancel, cancelling] = useBridgeCall(bridge().signIn.cancel);
  const failed = failureOf(starting) ?? failureOf(cancelling);
  const tryAgain = <Button onClick={startAgain}>Try again</Button>;
  const tryAgainQuietly = (
    <Button look="secondary" onClick={startAgain}>
      Try again
    </Button>
  );
  const giveUp = (
    <Button look="secondary" onClick={cancel}>
      Cancel
    </Button>
  );

  switch (attempt.phase) {
    case 'opening':
    case 'waiting':
      return (
        <Screen title={words.title}>
          {attempt.notice !== null && <FailureBox failure={attempt.notice} />}
          {failed !== null && <FailureBox failure={failed} />}
          <Working
            words={
              attempt.phase === 'opening'
                ? 'Opening your browser…'
                : 'Waiting for you to finish in your browser'
            }
          />
          <ol className="nhsuk-list nhsuk-list--number">
            <li>Go to the browser tab that CareDesk opened.</li>
            <li>{words.logIn}</li>
            <li>Come back here. CareDesk carries on by itself.</li>
          </ol>
          {words.caution !== null && <p>{words.caution}</p>}
          {attempt.phase === 'waiting' && (
            <>
              <h2 className="cd-subheading">If no tab opened</h2>
              <p>
                Copy the link and paste it into a browser on this PC. It works once, for this log-in
                only, so do not send it to anyone.
              </p>
              <CopyLink key={attempt.id} />
            </>
          )}
          <div className="cd-actions cd-actions--separate">
            {tryAgainQuietly}
            {giveUp}
          </div>
        </Screen>
      );
    case 'completing':
      return (
        <Screen title={words.completing.title}>
          <Working words={words.completing.working} />
          {failed !== null && <FailureBox failure={failed} />}
          <div className="cd-actions">{giveUp}</div>
        </Screen>
      );
    case 'unanswered':
      return (
        <Screen title="No answer" heading="There was no answer for 5 minutes">
          {attempt.notice !== null && <FailureBox failure={attempt.notice} />}
          {failed !== null && <FailureBox failure={failed} />}
          <p>{words.unanswered}</p>
          <div className="cd-actions">
            {tryAgain}
            {giveUp}
          </div>
        </Screen>
      );
  }
}

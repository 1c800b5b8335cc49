import { useRef } from 'react';
import { wordsFor as failureWordsFor } from '../../electron/contract/failures.ts';
import { providerNameOf, type ShownProvider } from '../../electron/contract/provider.ts';
import type { SignInAttempt, StepUpPurpose } from '../../electron/contract/session.ts';
import { useProvider } from '../about.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { ModalDialog } from '../ui/modal-dialog.tsx';
import { Working } from '../ui/working.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';
import { CopyLink } from './copy-link.tsx';

function wordsFor(
  purpose: StepUpPurpose,
  provider: ShownProvider,
): { readonly heading: string; readonly text: string } {
  switch (purpose) {
    case 'stronger':
      return {
        heading: 'A stronger log-in is needed',
        text: `${failureWordsFor('STEP_UP_CANCELLED', provider).explanation} You will not lose your work.`,
      };
    case 'change-role':
      return {
        heading: 'Choose your role in your browser',
        text: `${providerNameOf(provider)} asks which role you work in. The patient in view is closed when you have chosen another.`,
      };
  }
}

/**
 * Asks for a stronger sign-in over the work that waits for it. The screen behind stays as it is:
 * what was typed, where it was scrolled, what was asked.
 */
export function StepUpDialog({
  attempt,
  purpose,
}: {
  readonly attempt: SignInAttempt;
  readonly purpose: StepUpPurpose;
}) {
  const signIn = bridge().signIn;
  const words = wordsFor(purpose, useProvider());
  const [startAgain, starting] = useBridgeCall(signIn.start);
  const [cancel, cancelling] = useBridgeCall(signIn.cancel);
  // Not a button: Enter, still on its way from the form behind, must not press one.
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <ModalDialog labelledBy="step-up-heading" startsAt={heading} onEscape={cancel}>
      <h2 className="cd-dialog__heading" id="step-up-heading" tabIndex={-1} ref={heading}>
        {words.heading}
      </h2>
      <p>{words.text}</p>
      {attempt.notice !== null && <FailureBox failure={attempt.notice} />}
      {starting.kind === 'failed' && <FailureBox failure={starting.failure} />}
      {cancelling.kind === 'failed' && <FailureBox failure={cancelling.failure} />}
      <Working words={progress(attempt.phase)} />
      {attempt.phase === 'unanswered' && (
        <p role="status">There was no answer for 5 minutes. Select Try again when you are ready.</p>
      )}
      {attempt.phase === 'waiting' && <CopyLink key={attempt.id} />}
      <div className="cd-actions cd-actions--separate">
        <Button look="secondary" onClick={startAgain}>
          Try again
        </Button>
        <Button look="secondary" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </ModalDialog>
  );
}

function progress(phase: SignInAttempt['phase']): string | null {
  switch (phase) {
    case 'opening':
      return 'Opening your browser…';
    case 'waiting':
      return 'Waiting for you to finish in your browser';
    case 'completing':
      return 'Checking your log-in…';
    case 'unanswered':
      return null;
  }
}

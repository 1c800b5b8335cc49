import { useRef } from 'react';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { ModalDialog } from '../ui/modal-dialog.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { announcement, timeLeftWords } from './time-left.ts';

/** Id of the one button in the dialog that does not extend the session. */
export const leavesId = 'log-out-instead';

/** Warns that CareDesk is about to lock; it goes when main knows that somebody is there. */
export function InactivityDialog({ secondsLeft }: { readonly secondsLeft: number }) {
  const { session } = bridge();
  const [stay, staying] = useBridgeCall(session.activity);
  const [signOut, signingOut] = useBridgeCall(session.signOut);
  const stayButton = useRef<HTMLButtonElement>(null);
  const failed = failureOf(staying) ?? failureOf(signingOut);
  return (
    <ModalDialog
      role="alertdialog"
      labelledBy="inactivity-heading"
      describedBy="inactivity-words"
      startsAt={stayButton}
      onEscape={stay}
    >
      <h2 className="cd-dialog__heading" id="inactivity-heading">
        CareDesk is about to lock
      </h2>
      <p id="inactivity-words">
        {secondsLeft === 0 ? (
          'CareDesk is locking now.'
        ) : (
          <>
            Nobody has used CareDesk for a while. It locks in{' '}
            <strong className="cd-nowrap" role="timer">
              {timeLeftWords(secondsLeft)}
            </strong>
            .
          </>
        )}{' '}
        What you are doing is kept.
      </p>
      <p className="nhsuk-u-visually-hidden" role="status">
        {announcement(secondsLeft)}
      </p>
      {failed !== null && <FailureBox failure={failed} />}
      <div className="cd-actions">
        <Button ref={stayButton} onClick={stay}>
          Stay logged in
        </Button>
        <Button look="secondary" id={leavesId} onClick={signOut}>
          Log out
        </Button>
      </div>
    </ModalDialog>
  );
}

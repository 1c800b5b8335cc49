import { useRef } from 'react';
import { useAbout } from '../about.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { ModalDialog } from '../ui/modal-dialog.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { announcement, timeLeftWords } from './time-left.ts';

/** Id of the one button in the dialog that does not extend the session. */
export const leavesId = 'log-out-instead';

/** Warns that CareDesk is about to lock, or to log the person out; it goes when main knows that somebody is there. */
export function InactivityDialog({ secondsLeft }: { readonly secondsLeft: number }) {
  const { session } = bridge();
  const { locks } = useAbout();
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
        {locks ? 'CareDesk is about to lock' : 'You are about to be logged out'}
      </h2>
      <p id="inactivity-words">
        {secondsLeft === 0 ? (
          `${locks ? 'CareDesk is locking' : 'You are being logged out'} now.`
        ) : (
          <>
            Nobody has used CareDesk for a while. {happensWords(locks)} in{' '}
            <strong className="cd-nowrap" role="timer">
              {timeLeftWords(secondsLeft)}
            </strong>
            .
          </>
        )}{' '}
        {locks ? 'What you are doing is kept.' : 'What you typed will be lost.'}
      </p>
      <p className="nhsuk-u-visually-hidden" role="status">
        {announcement(secondsLeft, happensWords(locks))}
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

/** What will happen: the start of “… in 30 seconds”. */
function happensWords(locks: boolean): string {
  return locks ? 'CareDesk locks' : 'You are logged out';
}

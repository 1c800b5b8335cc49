import type { Failure, LockReason, Person, SessionState } from '../../electron/contract/session.ts';
import { useProvider } from '../about.ts';
import { bridge } from '../bridge.ts';
import { untilWords } from '../shell/session-end.ts';
import { WaitingPage } from '../sign-in/waiting-page.tsx';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { Screen } from '../ui/screen.tsx';
import { useIsPast } from '../ui/use-is-past.ts';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { lockedWords } from './lock-reason.ts';
import { unlockingWords } from './unlocking-words.ts';

/** A locked session: who it belongs to and how to get back to it. Nothing of the work is here. */
export default function LockScreen({
  state,
}: {
  readonly state: Extract<SessionState, { kind: 'locked' | 'unlocking' }>;
}) {
  const provider = useProvider();
  switch (state.kind) {
    case 'locked':
      return <LockedPage {...state} />;
    case 'unlocking':
      return (
        <WaitingPage
          attempt={state.attempt}
          words={unlockingWords(state.person, provider)}
          start={bridge().session.unlock}
        />
      );
  }
}

function LockedPage({
  person,
  reason,
  signsOutAt,
  failure,
}: {
  readonly person: Person;
  readonly reason: LockReason;
  /** Epoch milliseconds. */
  readonly signsOutAt: number;
  /** Why unlocking has just failed, or null. */
  readonly failure: Failure | null;
}) {
  const { session } = bridge();
  const [unlock, unlocking] = useBridgeCall(session.unlock);
  const [signOut, signingOut] = useBridgeCall(session.signOut);
  const shown = failureOf(unlocking) ?? failureOf(signingOut) ?? failure;
  return (
    <Screen title="CareDesk is locked" hasError={shown !== null}>
      {shown !== null && <FailureBox failure={shown} />}
      <p className="cd-lede">
        <strong>{person.displayName}</strong> is logged in. {lockedWords(reason)}
      </p>
      <KeptUntil at={signsOutAt} />
      <div className="cd-actions">
        <Button onClick={unlock}>Unlock</Button>
        <Button look="secondary" onClick={signOut}>
          Log out, I am someone else
        </Button>
      </div>
    </Screen>
  );
}

function KeptUntil({ at }: { readonly at: number }) {
  return useIsPast(at) ? (
    <p>The time to unlock is over. You are being logged out.</p>
  ) : (
    <>
      <p>
        Your work is kept until <strong>{untilWords(at, new Date())}</strong>. Unlock before then to
        carry on where you left off. After that, you are logged out and what you typed is gone.
      </p>
      <p>
        <HowToUnlock />
      </p>
    </>
  );
}

function HowToUnlock() {
  const provider = useProvider();
  switch (provider.kind) {
    case 'care-identity':
      return 'You unlock in your browser, with your passkey, security key, Windows Hello or smartcard.';
    case 'other':
      return `You unlock in your browser, by logging in to ${provider.name} again.`;
  }
}

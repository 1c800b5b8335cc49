import { useEffect } from 'react';
import { externalLinks } from '../../electron/contract/external-links.ts';
import type { BrowserSession, Failure, SignedOutReason } from '../../electron/contract/session.ts';
import { useAbout, useProvider, useProviderName } from '../about.ts';
import { bridge } from '../bridge.ts';
import { loggedOutWords } from '../lock/lock-reason.ts';
import { FailureBox } from '../ui/failure-box.tsx';
import { Screen } from '../ui/screen.tsx';
import { Warning } from '../ui/warning.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';
import { LogInButton } from './log-in-button.tsx';

/** The start of every session: why you are here, who can use CareDesk, and one button. */
export function SignInPage({
  reason,
  failure,
  browserSession,
}: {
  readonly reason: SignedOutReason;
  readonly failure: Failure | null;
  readonly browserSession: BrowserSession;
}) {
  const [start, starting] = useBridgeCall(bridge().signIn.start);
  useSignInReadyMark();
  const shown = starting.kind === 'failed' ? starting.failure : failure;
  return (
    <Screen title="Log in" heading="Log in to CareDesk" hasError={shown !== null}>
      {shown === null ? <WhyHere reason={reason} /> : <FailureBox failure={shown} />}
      <BrowserNotice session={browserSession} />
      <p className="cd-lede">
        Look up patients in national NHS records, in the role you are working in today.
      </p>
      <LogInButton onClick={start} />
      <h2 className="cd-subheading cd-subheading--small">Who can use CareDesk</h2>
      <WhoCanUse />
    </Screen>
  );
}

function WhoCanUse() {
  const provider = useProvider();
  switch (provider.kind) {
    case 'care-identity':
      return (
        <>
          <p>
            People who work in health or care in England and have a Care Identity with a role in
            their organisation. You continue in your browser, with a passkey, security key, Windows
            Hello or smartcard.
          </p>
          <p className="cd-last">
            <a href={externalLinks.careIdentityHelp} target="_blank" rel="noreferrer">
              Get help with Care Identity (opens in your browser)
            </a>
          </p>
        </>
      );
    case 'other':
      return (
        <p className="cd-last">
          People who have an account at {provider.name} with a role in their organisation. You
          continue in your browser.
        </p>
      );
  }
}

function WhyHere({ reason }: { readonly reason: SignedOutReason }) {
  const { locks } = useAbout();
  switch (reason) {
    case 'user':
      return <Notice title="You are logged out">CareDesk has kept nothing.</Notice>;
    case 'session-expired':
      return (
        <Notice title="Your session has ended">
          You are logged out. CareDesk has kept nothing.
        </Notice>
      );
    case 'cancelled':
      return <Notice title="You cancelled logging in">You are not logged in.</Notice>;
    case 'failed':
      return <Notice title="You were not logged in">Log in to try again.</Notice>;
    case 'started':
      return null;
    case 'signed-out-elsewhere':
      return (
        <Notice title="You are logged out on this PC">
          You logged in on another PC, or your organisation ended this session. CareDesk has kept
          nothing.
        </Notice>
      );
    case 'person-changed':
      return (
        <Notice title="Someone else logged in to unlock CareDesk">
          The session that was locked has ended, and CareDesk has kept nothing of it. Log in to
          start your own.
        </Notice>
      );
    case 'shutdown':
      return (
        <Notice title="You are logged out">
          This PC was shutting down or logging off. CareDesk has kept nothing.
        </Notice>
      );
    case 'inactivity':
    case 'workstation-locked':
    case 'suspended':
    case 'user-switched':
    case 'remote-session-disconnected':
    case 'display-off':
    case 'window-failed':
      return <Notice title="You are logged out">{loggedOutWords(reason, locks)}</Notice>;
  }
}

/** What the person should know of the browser, which CareDesk does not own. */
function BrowserNotice({ session }: { readonly session: BrowserSession }) {
  const provider = useProviderName();
  switch (session) {
    case 'none':
      return null;
    case 'ending':
      return (
        <p>
          Your browser was sent to log out of {provider} too. If it asks whether to log out, agree
          before you close it.
        </p>
      );
    case 'may-remain':
      return (
        <Warning heading="Close all browser windows before you leave this PC">
          <p>Your browser may still be logged in to {provider}.</p>
        </Warning>
      );
  }
}

function Notice({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <div className="cd-notice" role="status">
      <p className="cd-notice__title">{title}</p>
      <p>{children}</p>
    </div>
  );
}

/** Marks when the button can be used: painted, which is two frames on, with its handler on. */
function useSignInReadyMark(): void {
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        performance.mark('caredesk/sign-in-ready');
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
}

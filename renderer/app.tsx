import { useEffect, useSyncExternalStore } from 'react';
import type { Failure, SessionState } from '../electron/contract/session.ts';
import { ProxySignIn } from './proxy/proxy-dialog.tsx';
import type { SessionStore } from './session-store.ts';
import { SessionBar } from './shell/session-bar.tsx';
import { SessionEnding } from './shell/session-ending.tsx';
import { SessionNotice } from './shell/session-notice.tsx';
import { useToldOnRolePage, WhoLoggedIn } from './shell/who-logged-in.tsx';
import { WindowFrame } from './shell/window-frame.tsx';
import { ContinuePage } from './sign-in/continue-page.tsx';
import { NotConfiguredPage } from './sign-in/not-configured-page.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { StepUpDialog } from './sign-in/step-up-dialog.tsx';
import { WaitingPage } from './sign-in/waiting-page.tsx';
import { CrashGuard } from './ui/crash-guard.tsx';
import { FailureBox } from './ui/failure-box.tsx';
import { Screen } from './ui/screen.tsx';
import { screenAhead } from './ui/screen-ahead.tsx';
import { AboutLine } from './updates/about-line.tsx';

const role = screenAhead(() => import('./role/role-screen.tsx'));
const patient = screenAhead(() => import('./patient/patient-screen.tsx'));

/** The whole window: a function of what main owns, the session and the question of a proxy. */
export function App({ session }: { readonly session: SessionStore }) {
  useScreensLoadedAhead();
  return (
    <>
      <SessionWindow session={session} />
      <ProxySignIn />
    </>
  );
}

function SessionWindow({ session }: { readonly session: SessionStore }) {
  const known = useSyncExternalStore(session.subscribe, session.current);
  const isTold = useToldOnRolePage(known.kind === 'known' ? known.state.kind : null);
  switch (known.kind) {
    case 'asking':
      return <WindowFrame>{null}</WindowFrame>;
    case 'no-answer':
      return (
        <WindowFrame>
          <Stopped failure={known.failure} />
        </WindowFrame>
      );
    case 'known':
      return (
        <CrashGuard key={screenOf(known.state)} fallback={<Crashed />}>
          <SessionScreen state={known.state} isTold={isTold} />
        </CrashGuard>
      );
  }
}

function SessionScreen({
  state,
  isTold,
}: {
  readonly state: SessionState;
  /** Whether the person has been told who logged in. */
  readonly isTold: boolean;
}) {
  switch (state.kind) {
    case 'not-configured':
      return (
        <WindowFrame>
          <NotConfiguredPage failure={state.failure} />
          <AboutLine />
        </WindowFrame>
      );
    case 'signed-out':
      return (
        <WindowFrame>
          <SignInPage
            key={state.reason}
            reason={state.reason}
            failure={state.failure}
            browserSession={state.browserSession}
          />
          <AboutLine />
        </WindowFrame>
      );
    case 'remembered':
      return (
        <WindowFrame>
          <ContinuePage
            person={state.person}
            sessionEndsAt={state.sessionEndsAt}
            failure={state.failure}
          />
        </WindowFrame>
      );
    case 'resuming':
    case 'signing-in':
      return (
        <WindowFrame>
          <WaitingPage attempt={state.attempt} />
        </WindowFrame>
      );
    case 'choosing-role':
      return (
        <WindowFrame bar={<SessionBar person={state.person} working={null} />}>
          {state.currentRoleId === null && <WhoLoggedIn person={state.person} until="chosen" />}
          <role.Screen roles={state.roles} currentRoleId={state.currentRoleId} />
        </WindowFrame>
      );
    case 'active':
    case 'stepping-up':
      return (
        <WindowFrame
          bar={
            <SessionBar
              person={state.person}
              working={{
                role: state.role,
                canChangeRole: state.canChangeRole,
                sessionEndsAt: state.deadlines.sessionEndsAt,
                assurance: state.assurance,
              }}
            />
          }
        >
          {!isTold && <WhoLoggedIn person={state.person} until="hidden" />}
          <SessionEnding endsAt={state.deadlines.sessionEndsAt} />
          {state.notice !== null && (
            <SessionNotice key={state.notice.code} failure={state.notice} />
          )}
          <patient.Screen key={state.role.id} />
          {state.kind === 'stepping-up' && (
            <StepUpDialog attempt={state.attempt} purpose={state.purpose} />
          )}
        </WindowFrame>
      );
  }
}

/** What is the same screen stays mounted: a step-up must not cost what was typed behind it. */
function screenOf({ kind }: SessionState): SessionState['kind'] {
  return kind === 'stepping-up' ? 'active' : kind;
}

/** In place of a screen that could not be drawn; the next state of the session tries afresh. */
function Crashed() {
  return (
    <WindowFrame>
      <Stopped failure={{ code: 'BRIDGE_INTERNAL', detail: null }} />
    </WindowFrame>
  );
}

function Stopped({ failure }: { readonly failure: Failure }) {
  return (
    <Screen title="CareDesk has stopped" hasError>
      <FailureBox failure={failure} />
    </Screen>
  );
}

/** Fetches the screens that come after sign-in while the person is still reading this one. */
function useScreensLoadedAhead(): void {
  useEffect(() => {
    const idle = requestIdleCallback(() => {
      role.fetchAhead();
      patient.fetchAhead();
    });
    return () => cancelIdleCallback(idle);
  }, []);
}

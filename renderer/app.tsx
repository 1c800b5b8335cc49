import { useEffect, useSyncExternalStore } from 'react';
import type { Failure, SessionState } from '../electron/contract/session.ts';
import { AboutContext } from './about.ts';
import type { AboutStore } from './about-store.ts';
import { fetchHelpAhead } from './help/help-menu.tsx';
import { Inactivity } from './lock/inactivity.tsx';
import type { Known } from './main-state.ts';
import { ProxySignIn } from './proxy/proxy-dialog.tsx';
import { useProxyState } from './proxy/use-proxy-state.ts';
import { SessionBar } from './shell/session-bar.tsx';
import { SessionEnding } from './shell/session-ending.tsx';
import { SessionNotice } from './shell/session-notice.tsx';
import { useIsTold, WhoLoggedIn } from './shell/who-logged-in.tsx';
import { WindowFrame } from './shell/window-frame.tsx';
import { ContinuePage } from './sign-in/continue-page.tsx';
import { NotConfiguredPage } from './sign-in/not-configured-page.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { StepUpDialog } from './sign-in/step-up-dialog.tsx';
import { WaitingPage } from './sign-in/waiting-page.tsx';
import type { Store } from './store.ts';
import { CrashGuard } from './ui/crash-guard.tsx';
import { FailureBox } from './ui/failure-box.tsx';
import { KeptScreen, Screen } from './ui/screen.tsx';
import { screenAhead } from './ui/screen-ahead.tsx';
import { listenForCommands } from './ui/window-commands.ts';
import { AboutLine } from './updates/about-line.tsx';

/** States in which somebody's work is open. */
type Work = Extract<SessionState, { kind: 'active' | 'stepping-up' | 'choosing-role' }>;

const lock = screenAhead(() => import('./lock/lock-screen.tsx'));
const role = screenAhead(() => import('./role/role-screen.tsx'));
const patient = screenAhead(() => import('./patient/patient-screen.tsx'));

/** What main owns and the whole window is a function of. */
export interface AppStores {
  readonly session: Store<Known<SessionState>>;
  /** The session for which the page was drawn that is there before React, if one is. */
  readonly drawnFor: Known<SessionState>;
  readonly about: AboutStore;
}

/** The whole window: a function of what main owns, the session and the question of a proxy. */
export function App({ session, drawnFor, about }: AppStores) {
  useScreensLoadedAhead();
  useEffect(listenForCommands, []);
  const known = useSyncExternalStore(about.subscribe, about.current, about.current);
  const proxy = useProxyState();
  useEffect(() => session.subscribe(about.askAgain), [session, about]);
  return (
    <>
      {/* First, so that a warning that comes with it opens above it. */}
      <ProxySignIn state={proxy} />
      {known === null ? (
        <WindowFrame>{null}</WindowFrame>
      ) : (
        <AboutContext value={known}>
          <SessionWindow
            session={session}
            drawnFor={drawnFor}
            proxyQuestion={proxy.kind === 'asking' ? proxy.id : null}
          />
        </AboutContext>
      )}
    </>
  );
}

function SessionWindow({
  session,
  drawnFor,
  proxyQuestion,
}: Pick<AppStores, 'session' | 'drawnFor'> & {
  readonly proxyQuestion: number | null;
}) {
  const known = useSyncExternalStore(session.subscribe, session.current, () => drawnFor);
  const isTold = useIsTold(known.kind === 'known' ? known.state.kind : null);
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
        <>
          <CrashGuard key={screenOf(known.state)} fallback={<Crashed />}>
            <SessionScreen state={known.state} isTold={isTold} />
          </CrashGuard>
          <Inactivity state={known.state} proxyQuestion={proxyQuestion} />
        </>
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
      return state.currentRoleId === null ? (
        <WindowFrame bar={<SessionBar person={state.person} working={null} />}>
          <WhoLoggedIn person={state.person} until="chosen" />
          <role.Screen roles={state.roles} elsewhere={state.elsewhere} currentRoleId={null} />
        </WindowFrame>
      ) : (
        <WorkScreen state={state} roleId={state.currentRoleId} isTold={isTold} />
      );
    case 'active':
    case 'stepping-up':
      return <WorkScreen state={state} roleId={state.role.id} isTold={isTold} />;
    case 'locked':
    case 'unlocking':
      return (
        <WindowFrame>
          <lock.Screen state={state} />
        </WindowFrame>
      );
  }
}

/**
 * The work in one role. It stays as it is behind a step-up, and behind the list of roles until
 * another one is chosen.
 */
function WorkScreen({
  state,
  roleId,
  isTold,
}: {
  readonly state: Work;
  readonly roleId: string;
  readonly isTold: boolean;
}) {
  const isChoosing = state.kind === 'choosing-role';
  return (
    <WindowFrame
      bar={
        <SessionBar
          person={state.person}
          working={
            isChoosing
              ? null
              : {
                  role: state.role,
                  canChangeRole: state.canChangeRole,
                  sessionEndsAt: state.deadlines.sessionEndsAt,
                  assurance: state.assurance,
                }
          }
        />
      }
      notices={
        !isChoosing && (
          <>
            {!isTold && <WhoLoggedIn person={state.person} until="hidden" />}
            <SessionEnding endsAt={state.deadlines.sessionEndsAt} />
            {state.notice !== null && (
              <SessionNotice key={state.notice.code} failure={state.notice} />
            )}
          </>
        )
      }
    >
      {isChoosing && (
        <role.Screen roles={state.roles} elsewhere={state.elsewhere} currentRoleId={roleId} />
      )}
      <KeptScreen key={roleId} inView={!isChoosing}>
        <patient.Screen
          roleId={roleId}
          canChangeRole={isChoosing || state.canChangeRole}
          isSteppingUp={state.kind === 'stepping-up' && state.purpose === 'stronger'}
        />
      </KeptScreen>
      {state.kind === 'stepping-up' && (
        <StepUpDialog attempt={state.attempt} purpose={state.purpose} />
      )}
    </WindowFrame>
  );
}

/** What is the same screen stays mounted, so that nothing typed or open on it is lost. */
function screenOf(state: SessionState): SessionState['kind'] {
  switch (state.kind) {
    case 'stepping-up':
      return 'active';
    case 'choosing-role':
      return state.currentRoleId === null ? 'choosing-role' : 'active';
    default:
      return state.kind;
  }
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

/**
 * Fetches what may be needed after sign-in while the person is still reading this screen. The lock
 * page must be there at once, also when main is busy.
 */
function useScreensLoadedAhead(): void {
  useEffect(() => {
    const idle = requestIdleCallback(() => {
      role.fetchAhead();
      patient.fetchAhead();
      lock.fetchAhead();
      fetchHelpAhead();
    });
    return () => cancelIdleCallback(idle);
  }, []);
}

import { fileReportLines } from '../contract/file-report.ts';
import { careIdentity } from '../contract/provider.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { ProxyPrompt } from '../network/proxy-prompt.ts';
import type { Policy } from '../policy/policy-schema.ts';
import { shownProvider } from '../policy/shown-provider.ts';
import type { Session } from '../session/session-interface.ts';
import type { Updates } from '../updates/updates.ts';
import type { VerbHandlers } from './bridge.ts';
import { currentHandlers, type StateOwners } from './main-states.ts';

/** Connects the verbs to the rooms behind them. */
export function createHandlers(rooms: {
  readonly version: string;
  readonly session: Session;
  readonly proxyPrompt: ProxyPrompt;
  readonly updates: Updates;
  readonly states: StateOwners;
  policy(): Promise<Policy>;
  copyText(text: string): void;
}): VerbHandlers {
  const { session, proxyPrompt, updates } = rooms;

  /** @throws CareDeskError to whoever signs in anew while CareDesk is, or must first be, updated */
  function requireUpToDate(): void {
    const refusal = updates.signInRefusal();
    const { kind } = session.current();
    if (refusal === null || kind === 'stepping-up' || kind === 'unlocking') return;
    const { code, detail } = refusal;
    throw new CareDeskError(code, detail === null ? {} : { detail });
  }

  return {
    ...currentHandlers(rooms.states),
    async 'app/about'() {
      const policy = await rooms.policy().catch(() => null);
      return {
        version: rooms.version,
        environment: policy?.environment ?? null,
        provider: policy === null ? careIdentity : shownProvider(policy),
        helpContact: policy?.helpContact ?? null,
        locks: policy?.signOutAfterLockedMinutes !== 0,
      };
    },
    'session/copy-policy-report'() {
      const state = session.current();
      const failure = state.kind === 'not-configured' ? state.failure : null;
      if (failure?.report === undefined) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      const heading = `CareDesk ${rooms.version}: ${failure.code}`;
      rooms.copyText([heading, ...fileReportLines(failure.report)].join('\n'));
    },
    'session/sign-out': () => session.signOut('user'),
    'session/lock': () => session.lock('user'),
    'session/unlock': () => session.unlock(),
    'session/activity': () => session.activity(),
    'sign-in/start'() {
      requireUpToDate();
      // Somebody else than who is remembered, of whom this process holds the refresh token.
      if (session.current().kind === 'remembered') return session.signOut('person-changed');
      return session.startSignIn();
    },
    'sign-in/resume'() {
      requireUpToDate();
      return session.resumeSignIn();
    },
    'sign-in/copy-link': () => session.copyLink(),
    'sign-in/cancel': () => session.cancelSignIn(),
    'role/choose': (roleId) => session.chooseRole(roleId),
    'role/change': () => session.changeRole(),
    'role/keep': () => session.keepRole(),
    'proxy/answer': (typed) => proxyPrompt.answer(typed),
    'proxy/cancel': (id) => proxyPrompt.cancel(id),
    'updates/check': () => updates.check(),
    'updates/download': () => updates.download(),
    'updates/choose-time': (time) => updates.chooseTime(time),
    'updates/whats-new-read': () => updates.whatsNewRead(),
    'work/report': (work) => updates.reportWork(work),
    'work/keep': (work) => session.keepWork(work),
    'work/kept': () => session.keptWork(),
    'work/keep-choice': (choice) => session.keepChoice(choice),
    'work/kept-choice': () => session.keptChoice(),
  };
}

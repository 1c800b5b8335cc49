import type { ProxyPrompt } from '../network/proxy-prompt.ts';
import type { Policy } from '../policy/policy-schema.ts';
import type { Session } from '../session/session-interface.ts';
import type { VerbHandlers } from './bridge.ts';

/** Connects the verbs to the rooms behind them. */
export function createHandlers(rooms: {
  readonly version: string;
  readonly session: Session;
  readonly proxyPrompt: ProxyPrompt;
  policy(): Promise<Policy>;
}): VerbHandlers {
  const { session, proxyPrompt } = rooms;
  return {
    'app/about': async () => ({
      version: rooms.version,
      environment: await rooms.policy().then(
        (policy) => policy.environment,
        () => null,
      ),
    }),
    'session/current': () => session.current(),
    'session/sign-out': () => session.signOut('user'),
    'sign-in/start': () => session.startSignIn(),
    'sign-in/copy-link': () => session.copyLink(),
    'sign-in/cancel': () => session.cancelSignIn(),
    'role/choose': (roleId) => session.chooseRole(roleId),
    'role/change': () => session.changeRole(),
    'role/keep': () => session.keepRole(),
    'proxy/current': () => proxyPrompt.current(),
    'proxy/answer': (typed) => proxyPrompt.answer(typed),
    'proxy/cancel': (id) => proxyPrompt.cancel(id),
  };
}

import type { ProxyAnswer, ProxyState } from '../contract/proxy.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import { createEvents, type Events } from '../ground/events.ts';
import type { ProxyChallenge, ProxyCredentials, ProxySignIn } from './proxy-sign-in.ts';
import { shownText } from './shown-text.ts';

/** The question to the person at the PC: user name and password for a proxy. */
export interface ProxyPrompt {
  /** Asks the person; null when they cancel, do not answer in time, or have left. */
  readonly ask: ProxySignIn;
  /** `changed`: another question is asked, or none any more. */
  readonly events: Events<{ changed: ProxyState }>;
  current(): ProxyState;
  /** @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when this question is no longer asked */
  answer(typed: ProxyAnswer): void;
  /** @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when this question is no longer asked */
  cancel(id: number): void;
  /** Takes every question back: the person it was for has left. */
  withdraw(): void;
}

interface Question {
  readonly state: Extract<ProxyState, { kind: 'asking' }>;
  settle(credentials: ProxyCredentials | null): void;
  /** Cancels the time-out. */
  stop: () => void;
}

/**
 * Milliseconds a question is asked: whoever comes to the PC later than that may be another person,
 * and must not sign in for the first one's request.
 */
export const questionLifetime = 2 * 60 * 1000;

const quiet: ProxyState = { kind: 'quiet' };
/** Characters shown of a realm, and of a proxy's name before its port. */
const longestShown = 180;

/**
 * Creates the prompt. Proxies that ask at the same time wait their turn; what was typed is handed
 * to the one that asked and not kept here.
 */
export function createProxyPrompt({ after }: Pick<Clock, 'after'>): ProxyPrompt {
  const events = createEvents<{ changed: ProxyState }>();
  let questions: readonly Question[] = [];
  let lastId = 0;

  const current = (): ProxyState => questions[0]?.state ?? quiet;

  /** Settles the question that is shown and shows the next one. */
  function settle(id: number, credentials: ProxyCredentials | null): void {
    const [asked, ...others] = questions;
    if (asked?.state.id !== id) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    questions = others;
    asked.stop();
    show();
    asked.settle(credentials);
  }

  /** Shows the question whose turn it is. */
  function show(): void {
    const [shown] = questions;
    if (shown !== undefined) {
      shown.stop = after(questionLifetime, () => settle(shown.state.id, null));
    }
    events.emit('changed', current());
  }

  return {
    events,
    ask: (proxy, refused) =>
      new Promise((resolve) => {
        lastId += 1;
        const state = questionOf(lastId, proxy, refused !== null);
        questions = [...questions, { state, settle: resolve, stop: () => undefined }];
        if (questions.length === 1) show();
      }),
    current,
    answer: ({ id, username, password }) => settle(id, { username, password }),
    cancel: (id) => settle(id, null),
    withdraw() {
      const taken = questions;
      if (taken.length === 0) return;
      questions = [];
      events.emit('changed', quiet);
      for (const question of taken) {
        question.stop();
        question.settle(null);
      }
    },
  };
}

function questionOf(id: number, proxy: ProxyChallenge, refused: boolean): Question['state'] {
  return {
    kind: 'asking',
    id,
    proxy: `${shownText(proxy.host, longestShown)}:${proxy.port}`,
    realm: shownText(proxy.realm, longestShown),
    refused,
  };
}

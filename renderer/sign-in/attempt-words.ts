import type { ShownProvider } from '../../electron/contract/provider.ts';

/** What a person reads while they answer in their browser, by what they are asked for. */
export interface AttemptWords {
  /** Of the screen while the browser is open; names nobody. */
  readonly title: string;
  /** What to do in the browser. */
  readonly logIn: string;
  /** What to know before somebody else answers, or null. */
  readonly caution: string | null;
  readonly completing: { readonly title: string; readonly working: string };
  /** What follows from there being no answer. */
  readonly unanswered: string;
}

/** What is said from “Log in with my Care Identity” on. */
export function signingInWords(provider: ShownProvider): AttemptWords {
  return {
    title: 'Continue in your browser',
    logIn: logInWords(provider),
    caution: null,
    completing: {
      title: 'Logging you in',
      working: 'Checking your log-in and reading your roles…',
    },
    unanswered:
      'CareDesk stopped waiting, for your security. The browser tab it opened can no longer log you in, so you can close it.',
  };
}

function logInWords(provider: ShownProvider): string {
  switch (provider.kind) {
    case 'care-identity':
      return 'Log in with your passkey, security key, Windows Hello or smartcard.';
    case 'other':
      return `Log in to ${provider.name}.`;
  }
}

import type { ShownProvider } from '../../electron/contract/provider.ts';
import type { Person } from '../../electron/contract/session.ts';
import type { AttemptWords } from '../sign-in/attempt-words.ts';

/** What is said while the provider is asked whether the person who locked is there. */
export function unlockingWords({ displayName }: Person, provider: ShownProvider): AttemptWords {
  return {
    title: 'Unlock in your browser',
    logIn: logInWords(displayName, provider),
    caution: `If someone else logs in, ${displayName} is logged out and their work is lost.`,
    completing: { title: 'Unlocking CareDesk', working: 'Checking that it is you…' },
    unanswered:
      'CareDesk stopped waiting, for your security, and is still locked. The browser tab it opened can no longer unlock it, so you can close it.',
  };
}

function logInWords(displayName: string, provider: ShownProvider): string {
  switch (provider.kind) {
    case 'care-identity':
      return `Log in as ${displayName}, with your passkey, security key, Windows Hello or smartcard.`;
    case 'other':
      return `Log in to ${provider.name} as ${displayName}.`;
  }
}

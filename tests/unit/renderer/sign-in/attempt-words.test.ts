import { describe, expect, it } from 'vitest';
import type { ShownProvider } from '../../../../electron/contract/provider.ts';
import { unlockingWords } from '../../../../renderer/lock/unlocking-words.ts';
import { type AttemptWords, signingInWords } from '../../../../renderer/sign-in/attempt-words.ts';

const person = { displayName: 'Ben Carter', givenName: 'Ben', familyName: 'Carter' };

describe.each<[string, (provider: ShownProvider) => AttemptWords]>([
  ['logging in', signingInWords],
  ['unlocking', (provider) => unlockingWords(person, provider)],
])('the words while %s', (_case, wordsFor) => {
  it('name the authenticators of a Care Identity', () => {
    expect(wordsFor({ kind: 'care-identity' }).logIn).toContain(
      'with your passkey, security key, Windows Hello or smartcard',
    );
  });

  it('name another provider, and no authenticator that may not exist there', () => {
    const words = wordsFor({ kind: 'other', name: 'Hill Trust log-in' });
    expect(words.logIn).toContain('Log in to Hill Trust log-in');
    expect(JSON.stringify(words)).not.toMatch(/smartcard|security key|passkey|Windows Hello/i);
  });
});

import { describe, expect, it } from 'vitest';
import { assuranceWords } from '../../../../renderer/shell/assurance-words.ts';

describe('how surely the person signed in', () => {
  it.each([
    [{ authenticator: 3, acr: 'AAL3_FIDO2' }, 'AAL3, security key or Windows Hello'],
    [{ authenticator: 3, acr: 'AAL3_N3_SMARTCARD' }, 'AAL3, smartcard'],
    [{ authenticator: 2, acr: 'AAL2_ANY' }, 'AAL2'],
    [{ authenticator: 2, acr: null }, 'AAL2'],
    [{ authenticator: 2, acr: 'constructor' }, 'AAL2'],
  ] as const)('%j reads %s', (assurance, words) => {
    expect(assuranceWords(assurance)).toBe(words);
  });
});

import { describe, expect, it } from 'vitest';
import { judgeAssurance } from '../../../electron/identity/assurance.ts';

const required = {
  kind: 'cis2',
  requiredAuthenticatorLevel: 2,
  requiredIdentityLevel: 3,
} as const;

function judge(idToken: Record<string, unknown>, userinfo: Record<string, unknown> = {}) {
  return judgeAssurance(idToken, userinfo, required);
}

describe('what came back decides the assurance', () => {
  it.each([
    ['text', { authentication_assurance_level: '3', id_assurance_level: '3', acr: 'AAL3_ANY' }, 3],
    ['numbers', { authentication_assurance_level: 2, id_assurance_level: 3 }, 2],
    ['only an acr', { acr: 'AAL3_FIDO2', id_assurance_level: '3' }, 3],
    [
      'an acr lower than the level',
      { acr: 'AAL2_ANY', authentication_assurance_level: '3', id_assurance_level: '3' },
      2,
    ],
    [
      'an acr without a level in it',
      { acr: 'x', authentication_assurance_level: '2', id_assurance_level: '3' },
      2,
    ],
  ])('accepts %s', (_case, claims, level) => {
    expect(judge(claims).authenticator).toBe(level);
  });

  it('finds the identity level in userinfo when the id token has none', () => {
    expect(judge({ acr: 'AAL2_ANY' }, { idassurancelevel: '3' }).acr).toBe('AAL2_ANY');
  });

  it.each([
    [
      'AAL1',
      { authentication_assurance_level: '1', id_assurance_level: '3' },
      'SIGN_IN_ASSURANCE_TOO_LOW',
    ],
    ['no level at all', { id_assurance_level: '3' }, 'SIGN_IN_LEVEL_NOT_TOLD'],
    ['no level, acr empty', { acr: ' ', id_assurance_level: '3' }, 'SIGN_IN_LEVEL_NOT_TOLD'],
    [
      'an acr of another scheme',
      { acr: 'urn:example:silver', id_assurance_level: '3' },
      'SIGN_IN_ACR_UNKNOWN',
    ],
    [
      'level 0',
      { authentication_assurance_level: 0, id_assurance_level: '3' },
      'SIGN_IN_ASSURANCE_TOO_LOW',
    ],
    [
      'an unverified identity',
      { acr: 'AAL3_ANY', id_assurance_level: '2' },
      'SIGN_IN_IDENTITY_NOT_VERIFIED',
    ],
    ['no identity level', { acr: 'AAL3_ANY' }, 'SIGN_IN_IDENTITY_LEVEL_NOT_TOLD'],
  ])('refuses %s', (_case, claims, code) => {
    expect(() => judge(claims)).toThrowError(expect.objectContaining({ code }));
  });

  it.each([
    ['a level that is none', { authentication_assurance_level: '23' }],
    ['a level above all there are', { authentication_assurance_level: '4' }],
    ['a list as level', { authentication_assurance_level: ['3'] }],
    ['an empty level', { authentication_assurance_level: '' }],
    ['a number as acr', { acr: 3, authentication_assurance_level: '3' }],
    ['an object as identity level', { acr: 'AAL3_ANY', id_assurance_level: {} }],
    ['a word as identity level', { acr: 'AAL3_ANY', id_assurance_level: 'three' }],
  ])('refuses %s, whatever another claim says', (_case, claims) => {
    expect(() => judge({ acr: 'AAL3_ANY', ...claims }, { idassurancelevel: '3' })).toThrowError(
      expect.objectContaining({ code: 'SIGN_IN_ASSURANCE_UNREADABLE' }),
    );
  });

  it('names the claim it could not read, and not what was in it', () => {
    expect(() => judge({ acr: 'AAL3_ANY', id_assurance_level: 'three' })).toThrowError(
      expect.objectContaining({ detail: 'id_assurance_level' }),
    );
  });

  it('names claim and provider where the provider has to be mended', () => {
    const issuer = 'https://login.hill.example/realm';
    const judgeThere = (claims: Record<string, unknown>) => () =>
      judgeAssurance(claims, {}, { ...required, issuer });
    expect(judgeThere({})).toThrowError(
      expect.objectContaining({
        detail: `no acr and no authentication_assurance_level in the id token; provider: ${issuer}`,
      }),
    );
    expect(judgeThere({ acr: 'urn:example:\u202esilver' })).toThrowError(
      expect.objectContaining({
        detail: `acr “urn:example: silver” and no authentication_assurance_level in the id token; provider: ${issuer}`,
      }),
    );
    expect(judgeThere({ acr: 'AAL2_ANY' })).toThrowError(
      expect.objectContaining({
        detail: `no id_assurance_level in the id token and no idassurancelevel in userinfo; provider: ${issuer}`,
      }),
    );
  });

  it('takes null for absent', () => {
    const claims = { acr: 'AAL2_ANY', authentication_assurance_level: null };
    expect(judge({ ...claims, id_assurance_level: null }, { idassurancelevel: '3' })).toEqual({
      authenticator: 2,
      acr: 'AAL2_ANY',
    });
  });

  it('lets the lower of two identity levels count', () => {
    expect(() =>
      judge({ acr: 'AAL3_ANY', id_assurance_level: '3' }, { idassurancelevel: '2' }),
    ).toThrowError(expect.objectContaining({ code: 'SIGN_IN_IDENTITY_NOT_VERIFIED' }));
  });

  it('refuses AAL2 where the policy asks for AAL3', () => {
    expect(() =>
      judgeAssurance(
        { acr: 'AAL2_ANY', id_assurance_level: '3' },
        {},
        { ...required, requiredAuthenticatorLevel: 3 },
      ),
    ).toThrowError(expect.objectContaining({ code: 'SIGN_IN_ASSURANCE_TOO_LOW' }));
  });
});

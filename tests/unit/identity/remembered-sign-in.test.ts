import { describe, expect, it } from 'vitest';
import {
  assuranceClaimsOf,
  type Binding,
  bindingOf,
  type RememberedSignIn,
  readRecord,
  recordOf,
} from '../../../electron/identity/remembered-sign-in.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

const now = Date.parse('2026-11-23T09:00:00Z');

const binding: Binding = {
  profile: 'cis2',
  authority: 'https://cis2.example:443/realm',
  clientId: 'caredesk',
  apiOrigin: 'https://api.example',
};

const signIn: RememberedSignIn = {
  refreshToken: 'refresh-1',
  subject: '656005750104',
  person: { displayName: 'Amara Okafor', givenName: 'Amara', familyName: 'Okafor' },
  sessionEndsAt: now + 60_000,
  roleId: '1',
  claims: { acr: 'AAL3_FIDO2', authentication_assurance_level: '3', auth_time: 1 },
};

describe('the record of a sign-in', () => {
  it('comes back as it was written', () => {
    expect(readRecord(recordOf(signIn, binding), binding, now)).toEqual(signIn);
  });

  it.each<[string, Partial<Binding>]>([
    ['profile', { profile: 'oidc' }],
    ['issuer', { authority: 'https://cis2.example/realm' }],
    ['client', { clientId: 'another' }],
    ['platform', { apiOrigin: 'https://other.example' }],
  ])('is nothing to another %s', (_case, other) => {
    expect(readRecord(recordOf(signIn, binding), { ...binding, ...other }, now)).toBeNull();
  });

  it.each<[string, (record: Record<string, unknown>) => unknown]>([
    ['of another version', (record) => ({ ...record, version: 2 })],
    ['with something more in it', (record) => ({ ...record, more: 1 })],
    ['with something missing', ({ binding: _, ...rest }) => rest],
    [
      'without a refresh token',
      (record) => ({ ...record, signIn: { ...signIn, refreshToken: '' } }),
    ],
    [
      'with claims that are not ours',
      (record) => ({
        ...record,
        signIn: { ...signIn, claims: { nonce: 'n' } },
      }),
    ],
  ])('%s is none', (_case, change) => {
    const record: unknown = JSON.parse(recordOf(signIn, binding));
    if (typeof record !== 'object' || record === null) throw new Error('no record');
    const text = JSON.stringify(change({ ...record }));
    expect(readRecord(text, binding, now)).toBeNull();
  });

  it.each(['', 'refresh-1', 'null', '[]', '{'])('is not read from %j', (text) => {
    expect(readRecord(text, binding, now)).toBeNull();
  });

  it('ends with the session, and never lasts longer than twelve hours', () => {
    const text = recordOf(signIn, binding);
    expect(readRecord(text, binding, signIn.sessionEndsAt - 1)).not.toBeNull();
    expect(readRecord(text, binding, signIn.sessionEndsAt)).toBeNull();
    expect(readRecord(text, binding, now - 13 * 60 * 60 * 1000)).toBeNull();
  });

  it('keeps of the claims what the assurance is judged by, and drops what is of no use', () => {
    expect(
      assuranceClaimsOf({
        acr: 'AAL2_TOTP',
        authentication_assurance_level: 2,
        id_assurance_level: { three: true },
        auth_time: 'now',
        sub: '656005750104',
        nonce: 'n',
      }),
    ).toEqual({ acr: 'AAL2_TOTP', authentication_assurance_level: 2 });
  });

  it('is bound to the authorization endpoint where the platform signs people in', () => {
    const policy = policySchema.parse({
      environment: 'int',
      profile: 'api-platform',
      issuer: 'https://unused.example',
      clientId: 'caredesk',
      apiOrigin: 'https://api.example',
    });
    expect(bindingOf(policy).authority).toBe('https://api.example/oauth2/authorize');
    expect(policy.rememberSignIn).toBe(false);
  });
});

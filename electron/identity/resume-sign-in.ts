import * as client from 'openid-client';
import type { Assurance } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { orAborted } from '../ground/or-aborted.ts';
import { judgeAssurance } from './assurance.ts';
import { authenticateInBrowser, type BrowserDependencies } from './browser-sign-in.ts';
import { toIdentityError } from './identity-failure.ts';
import { readPerson } from './person.ts';
import type { Cis2Profile, ProviderProfile } from './provider-profile.ts';
import { assuranceClaimsOf, type RememberedSignIn } from './remembered-sign-in.ts';
import type { Identified } from './sign-in.ts';
import { endSessionAddress } from './sign-out.ts';

export interface ResumeDependencies extends BrowserDependencies {
  readonly remembered: RememberedSignIn;
  /**
   * An access token from the remembered refresh token; a rotated one is stored before this resolves.
   * @throws CareDeskError SESSION_ENDED when it is refused, or a network code.
   */
  accessToken(): Promise<string>;
}

/** Seconds: no session is longer, so no authentication it rests on can be older. */
const longestSession = 12 * 60 * 60;

/**
 * Goes on with a remembered sign-in, once the provider has said again who it is. The API platform
 * and other OpenID providers say so for their own tokens; CIS2 knows nothing of the platform's, so
 * it is asked in the browser, where it answers at once while the person is signed in there.
 * @throws CareDeskError RESUME_OTHER_PERSON, SIGN_IN_NOT_FRESH, SESSION_ENDED, or what else went
 *   wrong; the signal's reason when aborted.
 */
export function resumeSignIn(dependencies: ResumeDependencies): Promise<Identified> {
  const { profile } = dependencies;
  switch (profile.kind) {
    case 'cis2':
      return resumeInBrowser(profile, dependencies);
    case 'api-platform':
    case 'oidc':
      return orAborted(resumeSilently(profile, dependencies), dependencies.signal);
  }
}

async function resumeSilently(
  profile: Exclude<ProviderProfile, Cis2Profile>,
  { provider, remembered, accessToken }: ResumeDependencies,
): Promise<Identified> {
  const token = await accessToken();
  const configuration = await provider.configuration();
  const userinfo = await userinfoOf(configuration, token, remembered.subject);
  return {
    subject: remembered.subject,
    person: readPerson(userinfo),
    assurance: withoutAuthenticating(judgeAssurance(remembered.claims, userinfo, profile), profile),
    claims: remembered.claims,
    userinfo,
    endSessionAddress: endSessionAddress(configuration),
  };
}

/** Nobody touched an authenticator, and the keychain is the person's own: AAL3 takes a step-up. */
function withoutAuthenticating(assurance: Assurance, profile: ProviderProfile): Assurance {
  if (profile.requiredAuthenticatorLevel === 3) {
    throw new CareDeskError('SIGN_IN_ASSURANCE_TOO_LOW', { detail: 'level 2 of 3' });
  }
  return assurance.authenticator === 3 ? { ...assurance, authenticator: 2 } : assurance;
}

/** @throws CareDeskError SIGN_IN_PERSON_MISMATCH when it is about somebody else. */
async function userinfoOf(configuration: client.Configuration, token: string, subject: string) {
  try {
    return await client.fetchUserInfo(configuration, token, subject);
  } catch (error) {
    throw toIdentityError(error, 'userinfo');
  }
}

async function resumeInBrowser(
  cis2: Cis2Profile,
  dependencies: ResumeDependencies,
): Promise<Identified> {
  const { remembered, accessToken } = dependencies;
  const profile = { ...cis2, scope: cis2.resumeScope, maxAge: longestSession };
  return authenticateInBrowser({ ...dependencies, profile }, 'as-it-is', async (answer) => {
    const { said, subject, configuration } = answer;
    if (subject !== remembered.subject) throw new CareDeskError('RESUME_OTHER_PERSON');
    const authTime = said.claims['auth_time'];
    if (typeof authTime !== 'number' || authTime < (remembered.claims.auth_time ?? 0)) {
      throw new CareDeskError('SIGN_IN_NOT_FRESH');
    }
    // The platform's tokens are worth what the person first signed in with, the session no more
    // than what they have just signed in with.
    const ofTokens = judgeAssurance(remembered.claims, said.userinfo, profile);
    const now = judgeAssurance(said.claims, said.userinfo, profile);
    const isWeaker = ofTokens.authenticator < now.authenticator;
    await accessToken();
    return {
      subject,
      person: readPerson(said.userinfo, said.claims),
      assurance: isWeaker ? ofTokens : now,
      claims: isWeaker
        ? { ...remembered.claims, auth_time: authTime }
        : assuranceClaimsOf(said.claims),
      userinfo: said.userinfo,
      endSessionAddress: endSessionAddress(configuration),
    };
  });
}

import type { Assurance, Person } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { judgeAssurance } from './assurance.ts';
import type { Authentication } from './authorization-request.ts';
import { authenticateInBrowser, type BrowserDependencies } from './browser-sign-in.ts';
import { readPerson } from './person.ts';
import type { PlatformTokens } from './platform-tokens.ts';
import type { ProviderProfile } from './provider-profile.ts';
import { sessionTokens } from './session-tokens.ts';
import { endSessionAddress } from './sign-out.ts';

/** Everything known of a person who has signed in, tokens apart. */
export interface Identified {
  /** `sub`: tells one person from another, and is never shown. */
  readonly subject: string;
  readonly person: Person;
  readonly assurance: Assurance;
  /** With `userinfo` for the role profiles. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
  /** Where the browser signs out at the provider, or null when it offers no way to. */
  readonly endSessionAddress: string | null;
}

/** Everything a finished sign-in gives. */
export interface SignedIn extends Identified {
  readonly tokens: PlatformTokens;
}

/**
 * What a person authenticates for. `sign-in`: whoever the browser is signed in as does not count,
 * unless that is who `hasJustAuthenticated` in an attempt before this one. `step-up`: AAL3. `change-role`: they choose another role at the
 * provider. `unlock`: they show that they are there. An authentication from before
 * `authenticatedAfter` (epoch milliseconds by `now`) is none.
 */
export type SignInPurpose =
  | { readonly kind: 'sign-in'; readonly hasJustAuthenticated?: true }
  | { readonly kind: 'step-up'; readonly authenticatedAfter: number }
  | { readonly kind: 'change-role' }
  | { readonly kind: 'unlock'; readonly authenticatedAfter: number };

export interface SignInDependencies extends BrowserDependencies {
  readonly purpose: SignInPurpose;
}

/**
 * One sign-in: the person authenticates in the system browser, then the tokens of the national
 * APIs are fetched.
 * @throws CareDeskError with the code of what went wrong, or the signal's reason when aborted.
 */
export async function signIn(dependencies: SignInDependencies): Promise<SignedIn> {
  const { provider, purpose } = dependencies;
  const profile = profileFor(dependencies.profile, purpose);
  return authenticateInBrowser(
    { ...dependencies, profile },
    authenticationFor(purpose),
    async (answer) => {
      const { said, subject, configuration, onIssued } = answer;
      const { now } = dependencies;
      // The platform gives no auth_time; it asks CIS2 for a fresh authentication itself.
      if ('authenticatedAfter' in purpose && profile.kind !== 'api-platform') {
        // By the time that has passed: the PC's clock may have been set meanwhile.
        requireFresh(said.claims, provider.time() - (now() - purpose.authenticatedAfter));
      }
      return {
        subject,
        person: readPerson(said.userinfo, said.claims),
        assurance: judgeAssurance(said.claims, said.userinfo, profile),
        claims: said.claims,
        userinfo: said.userinfo,
        tokens: await sessionTokens(profile, provider, said, subject, now, onIssued),
        endSessionAddress: endSessionAddress(configuration),
      };
    },
  );
}

/** The same provider, asked for what this sign-in is for and content with nothing less. */
function authenticationFor(purpose: SignInPurpose): Authentication {
  switch (purpose.kind) {
    case 'sign-in':
      return purpose.hasJustAuthenticated === true ? 'as-it-is' : 'login';
    case 'step-up':
    case 'change-role':
      return 'login';
    case 'unlock':
      return 'anew';
  }
}

function profileFor(profile: ProviderProfile, purpose: SignInPurpose): ProviderProfile {
  switch (purpose.kind) {
    case 'sign-in':
      return profile;
    case 'step-up':
      return { ...profile, acrValues: 'AAL3_ANY', requiredAuthenticatorLevel: 3 };
    case 'change-role':
      return { ...profile, scope: profile.changeRoleScope ?? profile.scope };
    case 'unlock':
      // They are back in the role they had: none is asked for.
      return profile.kind === 'cis2' ? { ...profile, scope: profile.resumeScope } : profile;
  }
}

/** Whole seconds, and a provider's clock that is a little behind ours, must not fail anybody. */
const freshnessTolerance = 60_000;

/**
 * An authentication from before it was asked for proves nothing new.
 * @throws CareDeskError SIGN_IN_NOT_FRESH
 */
function requireFresh(claims: Readonly<Record<string, unknown>>, since: number): void {
  const authTime = claims['auth_time'];
  if (typeof authTime !== 'number' || authTime * 1000 < since - freshnessTolerance) {
    throw new CareDeskError('SIGN_IN_NOT_FRESH');
  }
}

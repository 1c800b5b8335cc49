import type { Role } from '../contract/session.ts';
import type { Clock } from '../ground/clock.ts';
import type { Deadlines } from '../ground/deadlines.ts';
import type { Log } from '../ground/log.ts';
import { createClockSkew } from '../network/clock-skew.ts';
import type { Fetch } from '../network/fetch.ts';
import type { Policy } from '../policy/policy-schema.ts';
import { type PersonRights, readPersonRights } from '../rbac/person-rights.ts';
import type { RbacTables } from '../rbac/rbac-tables.ts';
import { requireRolesTold } from '../rbac/role-profiles.ts';
import { selectedRole } from '../rbac/selected-role.ts';
import { type TablesInUse, tablesInUse } from '../rbac/tables-in-use.ts';
import type { BrowserDependencies } from './browser-sign-in.ts';
import { createLoopbackReceivers } from './loopback-receiver.ts';
import { type PlatformTokens, refreshTokens } from './platform-tokens.ts';
import { createProvider, type TokenServer } from './provider.ts';
import { type ProviderProfile, profileOf } from './provider-profile.ts';
import { provisionedSecrets, type SecretPlaces } from './provisioned-secrets.ts';
import { type ResumeDependencies, resumeSignIn } from './resume-sign-in.ts';
import { type Identified, type SignedIn, type SignInPurpose, signIn } from './sign-in.ts';
import { type IssuedTokens, revokeTokens } from './sign-out.ts';

/** How the owner of a sign-in hears of its progress, and ends it. */
export type SignInHooks = Pick<
  BrowserDependencies,
  'signal' | 'onReady' | 'onForeignAnswer' | 'onAnswer'
>;

/** What a person may do, the role they chose at the provider, and something to tell them. */
export interface IdentifiedRights extends PersonRights {
  readonly chosen: Role | null;
  readonly notice: TablesInUse['notice'];
}

/** Who somebody is, by the provider of the policy. Every method throws a CareDeskError. */
export interface Identity {
  /** One sign-in in the system browser. @param purpose what it is for */
  signIn(hooks: SignInHooks, purpose: SignInPurpose): Promise<SignedIn>;
  /** Whether the person of a remembered sign-in may go on. */
  resume(
    hooks: SignInHooks,
    remembered: Pick<ResumeDependencies, 'remembered' | 'accessToken'>,
  ): Promise<Identified>;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  rightsOf(identified: Identified): Promise<IdentifiedRights>;
  /** Revokes tokens where the provider offers it. */
  revoke(tokens: IssuedTokens, server: TokenServer): Promise<void>;
}

export interface IdentityDependencies {
  readonly clock: Clock;
  /** Counts the lifetimes of tokens: nobody sets it. */
  readonly steady: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly fetch: Fetch;
  /** Asks nobody to sign in at a proxy. */
  readonly cleanupFetch: Fetch;
  readonly deadlines: Pick<Deadlines, 'signal'>;
  /** The secrets of this client that an administrator has provisioned. */
  readonly clientSecrets: SecretPlaces;
  loadRbacTables(): Promise<RbacTables>;
  /** Takes tokens of a sign-in that came to nothing. */
  onUnused(tokens: IssuedTokens, server: TokenServer): void;
}

/** Identity by one policy. Import this file when it is needed: openid-client takes a while to load. */
export function createIdentity(policy: Policy, dependencies: IdentityDependencies): Identity {
  const { clock, steady, log, fetch, cleanupFetch, onUnused } = dependencies;
  const profile = profileOf(policy);
  const provider = createProvider(profile, {
    fetch,
    cleanupFetch,
    deadline: dependencies.deadlines.signal,
    now: clock.now,
    skew: createClockSkew(clock.now),
    secrets: provisionedSecrets(dependencies.clientSecrets),
  });
  const receivers = createLoopbackReceivers(clock);
  const browser = { profile, provider, receivers, now: steady.now, onUnused };
  return {
    signIn: (hooks, purpose) => signIn({ ...browser, purpose, ...hooks }),
    resume: (hooks, remembered) => resumeSignIn({ ...browser, ...remembered, ...hooks }),
    async refresh(tokens) {
      return refreshTokens(await provider.tokenConfiguration(), tokens, steady.now);
    },
    async rightsOf({ userinfo, claims }) {
      requireRolesTold(userinfo, authorityOf(profile));
      const { tables, notice } = await tablesInUse(dependencies.loadRbacTables);
      const rights = readPersonRights(userinfo, policy.organisationOdsCodes, tables);
      const chosen = selectedRole(claims, rights.roles, rights.elsewhere.roles);
      return { ...rights, chosen, notice };
    },
    revoke: (tokens, server) => revokeTokens(provider, tokens, server, log),
  };
}

/** Who says what roles somebody has, for the words of a failure. */
function authorityOf(profile: ProviderProfile): string {
  return profile.kind === 'api-platform' ? profile.authorizationEndpoint : profile.issuer;
}

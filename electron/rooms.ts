import { randomUUID } from 'node:crypto';
import { answerCall, type VerbHandlers } from './bridge/bridge.ts';
import { createHandlers } from './bridge/handlers.ts';
import type { Failure, SessionState } from './contract/session.ts';
import type { Answer } from './contract/verbs.ts';
import { createCallsUnderWay } from './gateway/calls-under-way.ts';
import { createGateway } from './gateway/gateway.ts';
import { type Service, servicesOf } from './gateway/services.ts';
import { CareDeskError } from './ground/caredesk-error.ts';
import { type Clock, systemClock, waitAtMost } from './ground/clock.ts';
import { createDeadlines, type Deadlines } from './ground/deadlines.ts';
import { once } from './ground/once.ts';
import { createSteadyClock } from './ground/steady-clock.ts';
import type { TokenServer } from './identity/provider.ts';
import { bindingOf } from './identity/remembered-sign-in.ts';
import type { IssuedTokens } from './identity/sign-out.ts';
import { type ChunkedSecret, createChunkedSecret } from './keychain/chunked-secret.ts';
import type { Keychain, KeychainService } from './keychain/keychain.ts';
import { queueSecret } from './keychain/queued-secret.ts';
import type { Fetch } from './network/fetch.ts';
import { createProxyPrompt, type ProxyPrompt } from './network/proxy-prompt.ts';
import type { Policy } from './policy/policy-schema.ts';
import type { RbacTables } from './rbac/rbac-tables.ts';
import { createAttempts } from './session/attempt.ts';
import { isPersonPresent } from './session/person-present.ts';
import { createSession } from './session/session.ts';
import type { Session } from './session/session-interface.ts';
import { systemUptime } from './session/system-uptime.ts';
import { createUpdates, type Updates } from './updates/updates.ts';
import {
  noUpdates,
  type UpdatesSurroundings,
  updateSettingsOf,
} from './updates/updates-surroundings.ts';

/** What the rooms need of the machine; Electron in the app, plain Node in tests. */
export interface Surroundings {
  readonly version: string;
  readonly fetch: Fetch;
  /** For what is left to do when a person has gone: asks nobody to sign in at a proxy. */
  readonly farewellFetch?: Fetch;
  readonly clock?: Clock;
  /** Milliseconds, counting sleep; by `clock` where that is given and this is not. */
  uptime?(): number;
  /** Seconds since the last key or pointer anywhere on the PC; without it CareDesk's own count alone. */
  idleSeconds?(): number;
  /** How long services may take; by `clock` alone unless told otherwise. */
  readonly deadlines?: Deadlines;
  /** Asks the person to sign in at a proxy; without it no proxy is known to ask. */
  readonly proxyPrompt?: ProxyPrompt;
  /** How CareDesk replaces itself; without it, it never does. */
  readonly updates?: UpdatesSurroundings;
  readPolicy(): Promise<Policy>;
  openKeychain(service: KeychainService): Promise<Keychain>;
  /** The tables an organisation has imported, or CareDesk's own. */
  loadRbacTables(): Promise<RbacTables>;
  openBrowser(address: string): Promise<void>;
  /**
   * Whether a person has pressed something for which the browser has not been opened yet; without
   * it, whoever asks is a person.
   */
  personAsked?(): boolean;
  copyText(text: string): void;
  /** Clears the clipboard if it still holds this text. */
  dropCopiedText(text: string): Promise<void>;
  bringToFront(): void;
  /** Sends a state to the window. */
  publish(state: SessionState): void;
  forgetPerson(): Promise<void>;
  /**
   * Whoever signed in, or tried to, is gone: the next person is another one to the network.
   * @param farewell what is still being done in the name of the one who left
   */
  endRequestsOfPerson?(farewell: Promise<unknown>): Promise<void>;
}

/** The rooms behind the window, wired together. */
export interface Rooms {
  readonly session: Session;
  readonly updates: Updates;
  policy(): Promise<Policy>;
  /** Answers a bridge call whose sender has been checked. */
  answerCall(verb: unknown, args: readonly unknown[]): Promise<Answer<unknown>>;
  gateway(request: Request): Promise<Response>;
  /** CareDesk closes: ends the session, and lets the provider hear of it. Never throws. */
  close(): Promise<void>;
}

/** Milliseconds a provider that is slow to revoke tokens may hold up the closing of CareDesk. */
const farewellPatience = 2_000;

/** Composes policy, identity, session, gateway and bridge. Nothing of it touches Electron. */
export function openRooms(surroundings: Surroundings): Rooms {
  const { fetch } = surroundings;
  const clock = surroundings.clock ?? systemClock;
  /** By which sessions last and are locked: nobody sets it, and it goes on while the PC sleeps. */
  const steady = createSteadyClock(
    clock,
    surroundings.uptime ?? surroundings.clock?.now ?? systemUptime,
  );
  const deadlines = surroundings.deadlines ?? createDeadlines(clock);

  // Read again after a failure: an administrator may have mended it meanwhile.
  const policy = once(() => surroundings.readPolicy());

  function secretIn(service: KeychainService, name: string): ChunkedSecret {
    return queueSecret({
      after: clock.after,
      open: async () =>
        createChunkedSecret(await surroundings.openKeychain(service), name, randomUUID),
    });
  }

  // Signing in needs openid-client, and starting CareDesk does not: loaded at the first sign-in.
  const identity = once(() => loadIdentity().catch(asSignInFailure));

  async function loadIdentity() {
    const chosen = await policy();
    const [
      { signIn },
      { resumeSignIn },
      provider,
      { profileOf },
      tokens,
      rights,
      secrets,
      clockSkew,
      signOut,
      selected,
      roles,
      loopback,
    ] = await Promise.all([
      import('./identity/sign-in.ts'),
      import('./identity/resume-sign-in.ts'),
      import('./identity/provider.ts'),
      import('./identity/provider-profile.ts'),
      import('./identity/platform-tokens.ts'),
      import('./rbac/person-rights.ts'),
      import('./identity/provisioned-secrets.ts'),
      import('./network/clock-skew.ts'),
      import('./identity/sign-out.ts'),
      import('./rbac/selected-role.ts'),
      import('./rbac/role-profiles.ts'),
      import('./identity/loopback-receiver.ts'),
    ]);
    const profile = profileOf(chosen);
    return {
      signIn,
      resumeSignIn,
      profile,
      refreshTokens: tokens.refreshTokens,
      revokeTokens: signOut.revokeTokens,
      authority: profile.kind === 'api-platform' ? profile.authorizationEndpoint : profile.issuer,
      requireRolesTold: roles.requireRolesTold,
      readPersonRights: rights.readPersonRights,
      selectedRole: selected.selectedRole,
      acceptedOdsCodes: chosen.organisationOdsCodes,
      receivers: loopback.createLoopbackReceivers(clock),
      provider: provider.createProvider(profile, {
        fetch,
        farewellFetch: surroundings.farewellFetch ?? fetch,
        deadline: deadlines.signal,
        now: clock.now,
        skew: clockSkew.createClockSkew(clock.now),
        secrets: secrets.provisionedSecrets({
          clientSecret: secretIn('Provisioned CareDesk client', 'client-secret'),
          clientKey: secretIn('Provisioned CareDesk client', 'client-key'),
        }),
      }),
    };
  }

  /** Damaged or unsafe tables: those from before the last import serve, and the person is told. */
  async function rbacTables(): Promise<{ tables: RbacTables; notice: Failure | null }> {
    try {
      return { tables: await surroundings.loadRbacTables(), notice: null };
    } catch (error) {
      const { defaultRbacTables } = await import('./rbac/rbac-tables.ts');
      const { RbacStoreError } = await import('./rbac/rbac-store.ts');
      const known = error instanceof RbacStoreError ? error : null;
      return {
        tables: known?.lastKnownGood ?? defaultRbacTables,
        notice: {
          code:
            known?.code === 'RBAC_TABLES_NOT_SAFE' ? 'RBAC_TABLES_NOT_SAFE' : 'RBAC_TABLES_DAMAGED',
          detail: null,
        },
      };
    }
  }

  const createAttempt = createAttempts({
    clock: steady,
    async openBrowser(address) {
      if (surroundings.personAsked?.() === false) throw new Error('Nobody has asked for it');
      await surroundings.openBrowser(address);
    },
    copyText: surroundings.copyText,
    dropCopiedText: surroundings.dropCopiedText,
    bringToFront: surroundings.bringToFront,
  });

  let farewell: Promise<unknown> = Promise.resolve();
  /** Begins to revoke what nobody will use any more. Never throws. */
  function revoke(tokens: IssuedTokens, server: TokenServer): Promise<void> {
    const revoked = identity()
      .then(({ provider, revokeTokens }) => revokeTokens(provider, tokens, server))
      .catch(() => undefined);
    farewell = Promise.allSettled([farewell, revoked]);
    return revoked;
  }

  const session = createSession({
    clock: steady,
    createAttempt,
    async signIn(hooks, purpose) {
      const { signIn, profile, provider, receivers } = await identity();
      const own = { profile, provider, receivers, now: steady.now, onUnused: revoke };
      return signIn({ ...own, purpose, ...hooks });
    },
    async resume(hooks, resumption) {
      const { resumeSignIn, profile, provider, receivers } = await identity();
      const own = { profile, provider, receivers, now: steady.now, onUnused: revoke };
      return resumeSignIn({ ...own, ...resumption, ...hooks });
    },
    place: secretIn('CareDesk', 'refresh-token'),
    async remembering() {
      const chosen = await policy();
      return chosen.rememberSignIn ? bindingOf(chosen) : null;
    },
    async refresh(held) {
      const { provider, refreshTokens } = await identity();
      return refreshTokens(await provider.tokenConfiguration(), held, steady.now);
    },
    async rightsOf(identified) {
      const { readPersonRights, selectedRole, acceptedOdsCodes, ...rest } = await identity();
      rest.requireRolesTold(identified.userinfo, rest.authority);
      const { tables, notice } = await rbacTables();
      const rights = readPersonRights(identified.userinfo, acceptedOdsCodes, tables);
      const chosen = selectedRole(identified.claims, rights.roles, rights.elsewhere.roles);
      return { ...rights, chosen, notice };
    },
    rules: policy,
    idleSeconds: surroundings.idleSeconds ?? (() => Number.POSITIVE_INFINITY),
    async rolesChosenAtProvider() {
      return (await policy()).roleSelection === 'provider';
    },
    revoke: (tokens) => revoke(tokens, 'apis'),
    sendBrowser: surroundings.openBrowser,
  });

  const calls = createCallsUnderWay(() => updates.callsChanged());
  const { makeWay, ...updating } = surroundings.updates ?? noUpdates;
  const updates = createUpdates({
    ...updating,
    clock,
    version: surroundings.version,
    settings: async () => updateSettingsOf(await policy()),
    callsUnderWay: calls.count,
    async prepareToQuit() {
      if (isPersonPresent(session.current())) await session.signOut('user');
      await waitAtMost(clock, farewellPatience, farewell);
      makeWay();
    },
  });

  let wasPresent = false;
  session.events.on('changed', surroundings.publish);
  session.events.on('changed', ({ kind }) => updates.sessionChanged(kind));
  session.events.on('changed', (state) => {
    const isPresent = isPersonPresent(state);
    if (wasPresent && !isPresent)
      surroundings.endRequestsOfPerson?.(farewell).catch(() => undefined);
    wasPresent = isPresent;
  });
  session.events.on('left', ({ waitUntil }) => waitUntil(surroundings.forgetPerson()));

  let services: ReadonlyMap<string, Service> | null = null;
  const gateway = createGateway({
    clock,
    deadlines,
    fetch,
    calls,
    newRequestId: randomUUID,
    credentials: session.credentials,
    onSessionEnded: session.endExpired,
    stepUp: session.stepUp,
    async services() {
      services ??= servicesOf(await policy());
      return services;
    },
  });

  const handlers: VerbHandlers = createHandlers({
    version: surroundings.version,
    session,
    policy,
    updates,
    copyText: surroundings.copyText,
    proxyPrompt: surroundings.proxyPrompt ?? createProxyPrompt(() => undefined, clock.after),
  });
  return {
    session,
    updates,
    policy,
    answerCall: (verb, args) => answerCall(handlers, verb, args),
    gateway,
    async close() {
      await session.close();
      await waitAtMost(clock, farewellPatience, farewell);
    },
  };
}

/** What is loaded for signing in, and could not be: told as a fault of CareDesk's own. */
function asSignInFailure(error: unknown): never {
  throw error instanceof CareDeskError
    ? error
    : new CareDeskError('SIGN_IN_INTERNAL', { cause: error });
}

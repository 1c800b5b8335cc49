import { randomUUID } from 'node:crypto';
import { answerCall, type VerbHandlers } from './bridge/bridge.ts';
import { createHandlers } from './bridge/handlers.ts';
import { type Failure, type SessionState, sessionStateSchema } from './contract/session.ts';
import type { Answer } from './contract/verbs.ts';
import { createCallsUnderWay } from './gateway/calls-under-way.ts';
import { createGateway } from './gateway/gateway.ts';
import { type Service, servicesOf } from './gateway/services.ts';
import { CareDeskError } from './ground/caredesk-error.ts';
import { type Clock, systemClock, waitAtMost } from './ground/clock.ts';
import { createDeadlines, type Deadlines } from './ground/deadlines.ts';
import { once } from './ground/once.ts';
import type { TokenServer } from './identity/provider.ts';
import { bindingOf } from './identity/remembered-sign-in.ts';
import type { IssuedTokens } from './identity/sign-out.ts';
import { type ChunkedSecret, createChunkedSecret } from './keychain/chunked-secret.ts';
import type { Keychain, KeychainService } from './keychain/keychain.ts';
import { queueSecret } from './keychain/queued-secret.ts';
import type { Fetch } from './network/fetch.ts';
import { cleanupTimeout } from './network/person-change.ts';
import { createProxyPrompt, type ProxyPrompt } from './network/proxy-prompt.ts';
import type { Policy } from './policy/policy-schema.ts';
import type { RbacTables } from './rbac/rbac-tables.ts';
import { isPersonPresent } from './session/person-present.ts';
import { createSession } from './session/session.ts';
import type { Session } from './session/session-interface.ts';
import { createSignInAttempts } from './session/sign-in-attempts.ts';
import { createUpdates, type Updates } from './updates/updates.ts';
import { noUpdates, type UpdatesHost, updateSettingsOf } from './updates/updates-host.ts';

/** What the rooms need of the machine; Electron in the app, plain Node in tests. */
export interface Host {
  readonly version: string;
  readonly fetch: Fetch;
  /** For what is left to do when a person has gone: asks nobody to sign in at a proxy. */
  readonly cleanupFetch?: Fetch;
  readonly clock?: Clock;
  /** How long services may take; by `clock` alone unless told otherwise. */
  readonly deadlines?: Deadlines;
  /** Asks the person to sign in at a proxy; without it no proxy is known to ask. */
  readonly proxyPrompt?: ProxyPrompt;
  /** How CareDesk replaces itself; without it, it never does. */
  readonly updates?: UpdatesHost;
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
   * @param cleanup what is still being done in the name of the one who left
   */
  endRequestsOfPerson?(cleanup: Promise<unknown>): Promise<void>;
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

/** Composes policy, identity, session, gateway and bridge. Nothing of it touches Electron. */
export function openRooms(host: Host): Rooms {
  const { fetch } = host;
  const clock = host.clock ?? systemClock;
  const deadlines = host.deadlines ?? createDeadlines(clock);

  // Read again after a failure: an administrator may have mended it meanwhile.
  const policy = once(() => host.readPolicy());

  function secretIn(service: KeychainService, name: string): ChunkedSecret {
    return queueSecret({
      after: clock.after,
      open: async () => createChunkedSecret(await host.openKeychain(service), name, randomUUID),
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
        cleanupFetch: host.cleanupFetch ?? fetch,
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
      return { tables: await host.loadRbacTables(), notice: null };
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

  const attempts = createSignInAttempts({
    clock,
    async openBrowser(address) {
      if (host.personAsked?.() === false) throw new Error('Nobody has asked for it');
      await host.openBrowser(address);
    },
    copyText: host.copyText,
    dropCopiedText: host.dropCopiedText,
    bringToFront: host.bringToFront,
    async run(hooks, demands) {
      const { signIn, profile, provider, receivers } = await identity();
      const own = { profile, provider, receivers, now: clock.now, onUnused: revoke };
      return signIn({ ...own, demands, ...hooks });
    },
    async resume(hooks, resumption) {
      const { resumeSignIn, profile, provider, receivers } = await identity();
      const own = { profile, provider, receivers, now: clock.now, onUnused: revoke };
      return resumeSignIn({ ...own, ...resumption, ...hooks });
    },
  });

  let cleanup: Promise<unknown> = Promise.resolve();
  let wasPresent = false;

  function publish(state: SessionState): void {
    host.publish(sessionStateSchema.parse(state));
    updates.sessionChanged(state.kind);
    const isPresent = isPersonPresent(state);
    const left = wasPresent && !isPresent;
    wasPresent = isPresent;
    if (!left) return;
    // After this turn, in which the session begins to revoke what the person held.
    queueMicrotask(() => {
      host.endRequestsOfPerson?.(cleanup).catch(() => undefined);
    });
  }

  /** Begins to revoke what nobody will use any more. Never throws. */
  function revoke(tokens: IssuedTokens, server: TokenServer): Promise<void> {
    const revoked = identity()
      .then(({ provider, revokeTokens }) => revokeTokens(provider, tokens, server))
      .catch(() => undefined);
    cleanup = Promise.allSettled([cleanup, revoked]);
    return revoked;
  }

  const session = createSession({
    clock,
    attempts,
    place: secretIn('CareDesk', 'refresh-token'),
    async remembering() {
      const chosen = await policy();
      return chosen.rememberSignIn ? bindingOf(chosen) : null;
    },
    async refresh(held) {
      const { provider, refreshTokens } = await identity();
      return refreshTokens(await provider.tokenConfiguration(), held, clock.now);
    },
    async rightsOf(identified) {
      const { readPersonRights, selectedRole, acceptedOdsCodes, ...rest } = await identity();
      rest.requireRolesTold(identified.userinfo, rest.authority);
      const { tables, notice } = await rbacTables();
      const rights = readPersonRights(identified.userinfo, acceptedOdsCodes, tables);
      const chosen = selectedRole(identified.claims, rights.roles, rights.elsewhere.roles);
      return { ...rights, chosen, notice };
    },
    async rolesChosenAtProvider() {
      return (await policy()).roleSelection === 'provider';
    },
    revoke: (tokens) => revoke(tokens, 'apis'),
    sendBrowser: host.openBrowser,
    publish,
    forgetPerson: host.forgetPerson,
  });

  const calls = createCallsUnderWay(() => updates.callsChanged());
  const { releaseInstanceLock, ...updating } = host.updates ?? noUpdates;
  const updates = createUpdates({
    ...updating,
    clock,
    version: host.version,
    settings: async () => updateSettingsOf(await policy()),
    callsUnderWay: calls.count,
    async prepareToQuit() {
      if (isPersonPresent(session.current())) await session.signOut('user');
      await waitAtMost(clock, cleanupTimeout, cleanup);
      releaseInstanceLock();
    },
  });

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
    version: host.version,
    session,
    policy,
    updates,
    copyText: host.copyText,
    proxyPrompt: host.proxyPrompt ?? createProxyPrompt(() => undefined, clock.after),
  });
  return {
    session,
    updates,
    policy,
    answerCall: (verb, args) => answerCall(handlers, verb, args),
    gateway,
    async close() {
      await session.close();
      await waitAtMost(clock, cleanupTimeout, cleanup);
    },
  };
}

/** What is loaded for signing in, and could not be: told as a fault of CareDesk's own. */
function asSignInFailure(error: unknown): never {
  throw error instanceof CareDeskError
    ? error
    : new CareDeskError('SIGN_IN_INTERNAL', { cause: error });
}

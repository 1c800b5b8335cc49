import { randomUUID } from 'node:crypto';
import { answerCall } from '../bridge/bridge.ts';
import { createHandlers } from '../bridge/handlers.ts';
import { publishStates, type StateOwners } from '../bridge/main-states.ts';
import type { Answer } from '../contract/verbs.ts';
import { createGateway } from '../gateway/gateway.ts';
import { servicesOf } from '../gateway/services.ts';
import { waitAtMost } from '../ground/clock.ts';
import { once } from '../ground/once.ts';
import { createSteadyClock } from '../ground/steady-clock.ts';
import { openIdentity } from '../identity/open-identity.ts';
import { bindingOf } from '../identity/remembered-sign-in.ts';
import { type ChunkedSecret, createChunkedSecret } from '../keychain/chunked-secret.ts';
import type { KeychainService } from '../keychain/keychain.ts';
import { queueSecret } from '../keychain/queued-secret.ts';
import { openNetwork } from '../network/network.ts';
import { cleanupTimeout } from '../network/person-change.ts';
import type { Policy } from '../policy/policy-schema.ts';
import { createAttempts } from '../session/attempt.ts';
import { isPersonPresent } from '../session/person-present.ts';
import { createSession } from '../session/session.ts';
import type { Session } from '../session/session-interface.ts';
import type { LeftBehind } from '../succession/left-behind.ts';
import { createSuccession } from '../succession/succession.ts';
import { createUpdates, type Updates } from '../updates/updates.ts';
import { updateSettingsOf } from '../updates/updates-host.ts';
import { workstationEvents } from '../workstation/workstation.ts';
import type { Host } from './host.ts';

/** The rooms behind the window, each wired to the news of the others. */
export interface Rooms {
  readonly session: Session;
  readonly updates: Updates;
  policy(): Promise<Policy>;
  /** Answers a bridge call whose sender has been checked. */
  answerCall(verb: unknown, args: readonly unknown[]): Promise<Answer<unknown>>;
  gateway(request: Request): Promise<Response>;
  /** The process before this one is gone. Whoever waits to log in does. */
  takeOver(left: LeftBehind): Promise<void>;
  /** CareDesk closes: ends the session, and lets the provider hear of it. Never throws. */
  close(): Promise<void>;
}

/**
 * Opens every room on a host and lets them hear of each other. Nothing of it touches Electron.
 * @param before what the process of the session before this one has left, or null
 */
export function compose(host: Host, before: LeftBehind | null = null): Rooms {
  const { clock, log, version, loadRbacTables } = host;
  // By which sessions last and are locked: nobody sets it, and it goes on while the PC sleeps.
  const steady = createSteadyClock(clock, host.uptime);
  const network = openNetwork({ clock, log, host: host.network });

  // Read again after a failure: an administrator may have mended it meanwhile.
  const policy = once(async () => {
    const read = await host.readPolicy();
    host.network.allowIntegratedSignIn(read.integratedSignInDomains);
    return read;
  });

  const identity = openIdentity({
    ...{ clock, steady, log, policy, loadRbacTables },
    ...{ fetch: network.fetch, cleanupFetch: network.cleanupFetch, deadlines: network.deadlines },
    clientSecrets: {
      clientSecret: secretIn('Provisioned CareDesk client', 'client-secret'),
      clientKey: secretIn('Provisioned CareDesk client', 'client-key'),
    },
  });

  const session = createSession({
    clock: steady,
    before: before?.session ?? null,
    createAttempt: createAttempts({
      clock: steady,
      async openBrowser(address) {
        if (!host.personAsked()) throw new Error('Nobody has asked for it');
        await host.openBrowser(address);
      },
      copyText: host.copyText,
      dropCopiedText: host.dropCopiedText,
      bringToFront: host.bringToFront,
    }),
    signIn: identity.signIn,
    resume: identity.resume,
    place: secretIn('CareDesk', 'refresh-token'),
    async remembering() {
      const chosen = await policy();
      return chosen.rememberSignIn ? bindingOf(chosen) : null;
    },
    refresh: identity.refresh,
    rightsOf: identity.rightsOf,
    rules: policy,
    idleSeconds: host.workstation.idleSeconds,
    rolesChosenAtProvider: async () => (await policy()).roleSelection === 'provider',
    revoke: (tokens) => identity.revoke(tokens, 'apis'),
    sendBrowser: host.openBrowser,
  });

  const gateway = createGateway({
    clock,
    deadlines: network.deadlines,
    fetch: network.fetch,
    newRequestId: randomUUID,
    credentials: session.credentials,
    stepUp: session.stepUp,
    onSessionEnded: session.endExpired,
    services: once(async () => servicesOf(await policy())),
  });

  const { releaseInstanceLock, openEngine, ...updatesHost } = host.updates;
  const updates = createUpdates({
    ...updatesHost,
    ...{ clock, log, version },
    before: before?.updates ?? null,
    settings: async () => updateSettingsOf(await policy()),
    openEngine: (choice) => openEngine(choice, network.cleanupFetch),
    async prepareToQuit() {
      if (isPersonPresent(session.current())) await session.signOut('user');
      await waitAtMost(clock, cleanupTimeout, identity.revoked());
      releaseInstanceLock();
    },
  });

  const states: StateOwners = { session, proxy: network.proxyPrompt, updates };
  // First: the page never hears later than another room.
  publishStates(states, host.send);
  session.events.on('changed', ({ kind }) => updates.sessionChanged(kind));
  session.events.on('left', ({ waitUntil }) => waitUntil(host.forgetPerson()));
  session.events.on('locked', () => void host.forgetPerson().catch(() => undefined));
  for (const event of workstationEvents) {
    host.workstation.events.on(event, () => void session.workstation(event));
  }
  onNobodyThere(session, () => network.personLeft(identity.revoked()));
  gateway.events.on('call-begun', ({ underWay }) => updates.callsChanged(underWay));
  gateway.events.on('call-finished', ({ underWay }) => updates.callsChanged(underWay));

  const succession = createSuccession({
    ...{ clock, session, updates },
    revoked: identity.revoked,
    succeed: host.succeed,
  });

  const { proxyPrompt } = network;
  const handlers = createHandlers({
    ...{ version, policy, session, proxyPrompt, updates, states },
    copyText: host.copyText,
  });

  return {
    session,
    updates,
    policy,
    // What is held back is never answered: the page goes with this process.
    answerCall: (verb, args) =>
      succession.holdsBack(verb) ? new Promise(() => undefined) : answerCall(handlers, verb, args),
    gateway: gateway.answer,
    async takeOver(left) {
      session.hearOfEnd(left.session);
      // Nobody signs in to a version that must first be updated.
      await updates.start();
      if (left.logIn === 'no' || updates.signInRefusal() !== null) return;
      session.startSignIn(left.logIn === 'authenticated');
    },
    async close() {
      await session.close();
      await waitAtMost(clock, cleanupTimeout, identity.revoked());
    },
  };

  function secretIn(service: KeychainService, name: string): ChunkedSecret {
    return queueSecret({
      after: clock.after,
      open: async () => createChunkedSecret(await host.openKeychain(service), name, randomUUID),
    });
  }
}

/** Tells when somebody was logged in, or about to be, and nobody is any more. */
function onNobodyThere(session: Session, tell: () => void): void {
  let wasPresent = isPersonPresent(session.current());
  session.events.on('changed', (state) => {
    const isPresent = isPersonPresent(state);
    if (wasPresent && !isPresent) tell();
    wasPresent = isPresent;
  });
}

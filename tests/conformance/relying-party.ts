import { z } from 'zod';
import type { FailureCode } from '../../electron/contract/failures.ts';
import type { SessionState } from '../../electron/contract/session.ts';
import type { Clock } from '../../electron/ground/clock.ts';
import { createChunkedSecret } from '../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../electron/keychain/memory-keychain.ts';
import { policySchema } from '../../electron/policy/policy-schema.ts';
import { defaultRbacTables } from '../../electron/rbac/rbac-tables.ts';
import { openRooms, type Rooms } from '../../electron/rooms.ts';
import { patientNumber } from './provider/person-claims.ts';
import { askProvider, type Visit, visit } from './user-agent.ts';

/** Where a sign-in has come to. */
export type Outcome =
  | { readonly kind: 'signed-in'; readonly state: Extract<SessionState, { kind: 'active' }> }
  | { readonly kind: 'refused'; readonly code: FailureCode }
  /** The wait goes on; `notice` is what CareDesk told the person meanwhile. */
  | { readonly kind: 'waiting'; readonly notice: FailureCode | null }
  /** The five minutes are over. */
  | { readonly kind: 'unanswered' };

/** CareDesk without its window, its browser in the hands of a case. */
export interface RelyingParty {
  readonly rooms: Rooms;
  readonly keychain: Keychain;
  /** What an administrator provisioned lies here. */
  readonly clientKeychain: Keychain;
  /** Every address the system browser was told to open. */
  readonly opened: readonly string[];
  readonly states: readonly SessionState[];
  /** Starts a sign-in and gives the authorization request. @throws Outcome error when refused. */
  request(): Promise<URL>;
  /** A whole sign-in, `change` being what happens to the callback on its way. */
  signIn(change?: (callback: URL) => void): Promise<Outcome>;
  /** What the system browser is told to open after `count` addresses. */
  openedAfter(count: number): Promise<URL>;
  /** Goes to a callback and gives what became of the sign-in. */
  answer(callback: URL): Promise<{ visit: Visit; outcome: Outcome }>;
  /** The outcome once there is one. */
  outcome(): Promise<Outcome>;
  /** Waits until a state fits. */
  until(fits: (state: SessionState) => boolean): Promise<SessionState>;
  /** Asks the national API through the gateway. */
  readPatient(): Promise<Response>;
  /** Drops everything, so that no port stays open. */
  close(): Promise<void>;
}

export interface RelyingPartyOptions {
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
  readonly fetch?: (url: string, init?: RequestInit) => Promise<Response>;
  /** Whether the system browser opens for an address; it always does when absent. */
  readonly browserOpens?: (address: string) => boolean;
}

/** Milliseconds after which something that should have happened has not. */
const patience = 20_000;

const overHttp = (url: string, init?: RequestInit) => fetch(url, { ...init, redirect: 'error' });

/** The policy for a provider at `issuer`. */
export function policyFor(
  issuer: string,
  policy: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    environment: 'sandbox',
    profile: 'cis2',
    issuer,
    clientId: 'caredesk-conformance',
    apiOrigin: issuer,
    ...policy,
  };
}

/** The failure code of a gateway answer, or null when the answer is the API's own. */
export async function gatewayFailure(answer: Response): Promise<string | null> {
  const { success, data } = outcomeSchema.safeParse(await answer.json());
  return success ? (data.issue[0]?.details.coding[0]?.code ?? null) : null;
}

const outcomeSchema = z.object({
  issue: z.array(
    z.object({ details: z.object({ coding: z.array(z.object({ code: z.string() })) }) }),
  ),
});

/** The refresh token in the keychain, or null. */
export function keptRefreshToken(party: Pick<RelyingParty, 'keychain'>): Promise<string | null> {
  return createChunkedSecret(party.keychain, 'refresh-token', () => 'unused').load();
}

/** Opens CareDesk for a provider. */
export function openRelyingParty(issuer: string, options: RelyingPartyOptions = {}): RelyingParty {
  const keychain = createMemoryKeychain();
  const clientKeychain = createMemoryKeychain();
  const opened: string[] = [];
  const states: SessionState[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };

  const rooms = openRooms({
    version: '0.0.0',
    fetch: options.fetch ?? overHttp,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    readPolicy: async () => policySchema.parse(policyFor(issuer, options.policy)),
    openKeychain: async (service) => (service === 'CareDesk' ? keychain : clientKeychain),
    loadRbacTables: async () => defaultRbacTables,
    async openBrowser(address) {
      if (options.browserOpens?.(address) === false) throw new Error('no browser');
      opened.push(address);
      wake();
    },
    copyText: () => undefined,
    dropCopiedText: async () => undefined,
    bringToFront: () => undefined,
    publish(state) {
      states.push(state);
      // The session takes the state over after publishing it.
      queueMicrotask(wake);
    },
    forgetPerson: async () => undefined,
  });

  function when<T>(found: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const value = found();
        if (value === null) return;
        end();
        resolve(value);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`nothing happened in ${patience} ms: ${rooms.session.current().kind}`));
      }, patience);
      const end = () => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  }

  async function request(): Promise<URL> {
    const before = opened.length;
    rooms.session.startSignIn();
    const address = await when(() => {
      const outcome = outcomeOf(rooms.session.current());
      if (outcome?.kind === 'refused') return outcome;
      return opened[before] ?? null;
    });
    if (typeof address !== 'string') throw new RefusedBeforeTheBrowser(address.code);
    return new URL(address);
  }

  async function answer(callback: URL) {
    const visited = await visit(callback);
    return { visit: visited, outcome: await when(() => outcomeOf(rooms.session.current())) };
  }

  return {
    rooms,
    keychain,
    clientKeychain,
    opened,
    states,
    request,
    openedAfter: async (count) => new URL(await when(() => opened[count] ?? null)),
    answer,
    async signIn(change) {
      try {
        const callback = await askProvider(await request(), change);
        return (await answer(callback)).outcome;
      } catch (error) {
        if (error instanceof RefusedBeforeTheBrowser) return { kind: 'refused', code: error.code };
        throw error;
      }
    },
    outcome: () => when(() => outcomeOf(rooms.session.current())),
    until: (fits) => when(() => (fits(rooms.session.current()) ? rooms.session.current() : null)),
    readPatient: () =>
      rooms.gateway(new Request(`http://caredesk/api/pds/Patient/${patientNumber}`)),
    async close() {
      if (rooms.session.current().kind === 'signing-in') rooms.session.cancelSignIn();
      await rooms.session.signOut('user');
    },
  };
}

/** CareDesk refused before it opened the browser. */
export class RefusedBeforeTheBrowser extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode) {
    super(code);
    this.code = code;
  }
}

/** What a state says of the sign-in; null while it is under way. */
function outcomeOf(state: SessionState): Outcome | null {
  switch (state.kind) {
    case 'active':
      return { kind: 'signed-in', state };
    case 'signed-out':
    case 'not-configured':
      return state.failure === null ? null : { kind: 'refused', code: state.failure.code };
    case 'signing-in':
      if (state.attempt.phase === 'unanswered') return { kind: 'unanswered' };
      return state.attempt.notice === null || state.attempt.phase !== 'waiting'
        ? null
        : { kind: 'waiting', notice: state.attempt.notice.code };
    case 'remembered':
    case 'resuming':
    case 'choosing-role':
    case 'stepping-up':
      return null;
  }
}

import { expect, vi } from 'vitest';
import { compose, type Rooms } from '../../../electron/app/compose.ts';
import type { SessionState } from '../../../electron/contract/session.ts';
import { type Clock, systemClock } from '../../../electron/ground/clock.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import type { Fetch } from '../../../electron/network/fetch.ts';
import { documentOf } from '../../../electron/policy/json-document.ts';
import { readPolicy } from '../../../electron/policy/machine-policy.ts';
import type { LeftBehind } from '../../../electron/succession/left-behind.ts';
import { noUpdates, type UpdatesHost } from '../../../electron/updates/updates-host.ts';
import { networkThrough, plainHost } from '../../unit/app/plain-host.ts';
import { type SignInOverHttpOptions, signInOverHttp } from '../sandbox/software-authenticator.ts';

export interface RoomsHarness {
  readonly rooms: Rooms;
  readonly keychain: Keychain;
  readonly clientKeychain: Keychain;
  readonly states: readonly SessionState[];
  readonly bringToFront: () => void;
  /** Addresses given to the system browser so far. */
  readonly opened: readonly string[];
  /** What was said for the process that is to follow. @throws Error when none is */
  succeeded(): { readonly first: LeftBehind; last(): Promise<LeftBehind> };
  /** Starts a sign-in and gives the authorization request. */
  request(): Promise<URL>;
  signIn(person: string, synced?: boolean): Promise<SessionState>;
  /** Goes on with the remembered sign-in; `person` answers in the browser where that is asked. */
  resume(person: string): Promise<SessionState>;
}

export interface RoomsHarnessOptions {
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** What an earlier harness has left. */
  readonly keychain?: Keychain;
  /** How CareDesk replaces itself; it never does unless told. */
  readonly updates?: UpdatesHost;
  /** The version that runs; 0.0.0 unless told. */
  readonly version?: string;
  /** Whether a person has asked for the browser; always unless told. */
  readonly personAsked?: () => boolean;
  /** What the process of the session before has left. */
  readonly before?: LeftBehind;
  /** The browser of the person, when it must trust a private CA or keep its cookies. */
  readonly browser?: SignInOverHttpOptions['browser'];
}

/** The rooms of the main process under plain Node, with a browser in the test's hands. */
export function openRoomsHarness(
  policy: Readonly<Record<string, unknown>>,
  options: RoomsHarnessOptions = {},
): RoomsHarness {
  const keychain = options.keychain ?? createMemoryKeychain();
  const clientKeychain = createMemoryKeychain();
  const opened: string[] = [];
  const states: SessionState[] = [];
  const bringToFront = vi.fn();
  const successions: ReturnType<RoomsHarness['succeeded']>[] = [];
  const { browser } = options;
  const host = plainHost({
    version: options.version ?? '0.0.0',
    clock: options.clock ?? systemClock,
    updates: options.updates ?? noUpdates,
    personAsked: options.personAsked ?? (() => true),
    readPolicy: () => readPolicy([{ place: 'the test', read: async () => documentOf(policy) }]),
    openKeychain: async (service) => (service === 'CareDesk' ? keychain : clientKeychain),
    openBrowser: async (address) => {
      opened.push(address);
    },
    bringToFront,
    succeed(first, last) {
      successions.push({ first, last });
    },
  });
  const { fetch: through } = options;
  const rooms = compose(
    through === undefined ? host : { ...host, network: networkThrough(through) },
    options.before,
  );
  rooms.session.events.on('changed', (state) => states.push(state));
  async function request(): Promise<URL> {
    const count = opened.length;
    rooms.session.startSignIn();
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(count), 5_000);
    return new URL(opened.at(-1) ?? '');
  }
  async function signIn(person: string, synced = false): Promise<SessionState> {
    const callback = await signInOverHttp(await request(), {
      person,
      synced,
      ...(browser === undefined ? {} : { browser }),
    });
    await fetch(callback);
    await vi.waitFor(() => expect(rooms.session.current().kind).not.toBe('signing-in'), 5_000);
    return rooms.session.current();
  }
  async function resume(person: string): Promise<SessionState> {
    const count = opened.length;
    const { session } = rooms;
    session.resumeSignIn();
    const isResuming = () => session.current().kind === 'resuming';
    await vi.waitFor(() => expect(opened.length > count || !isResuming()).toBe(true), 5_000);
    if (opened.length > count) {
      const callback = await signInOverHttp(new URL(opened.at(-1) ?? ''), {
        person,
        synced: false,
        ...(browser === undefined ? {} : { browser }),
      });
      await fetch(callback);
    }
    await vi.waitFor(() => expect(isResuming()).toBe(false), 5_000);
    return session.current();
  }
  function succeeded(): ReturnType<RoomsHarness['succeeded']> {
    const [succession] = successions;
    if (succession === undefined || successions.length > 1) {
      throw new Error(`Followed by ${successions.length} processes`);
    }
    return succession;
  }
  return {
    ...{ rooms, keychain, clientKeychain, states, bringToFront },
    ...{ request, signIn, resume, opened, succeeded },
  };
}

/** The failure a sign-in ended in, or the kind of state it is in. */
export function failureIn(rooms: Rooms): string | null {
  const state = rooms.session.current();
  return state.kind === 'signed-out' ? (state.failure?.code ?? null) : state.kind;
}

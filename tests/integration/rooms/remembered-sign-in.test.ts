import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../../../electron/contract/session.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';
import { freePort } from '../free-port.ts';
import { createJarFetch } from '../sandbox/cookie-jar.ts';
import {
  failureIn,
  openRoomsHarness,
  type RoomsHarness,
  type RoomsHarnessOptions,
} from './rooms-harness.ts';

const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

const profiles = ['cis2', 'api-platform', 'oidc'] as const;
const doctor = 'Dr Amara Okafor';

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  // A port stays open for a while after an answer, until the browser has its final page.
  const ports = await Promise.all(Array.from({ length: 6 }, freePort));
  const redirectUris = ports.map((port) => `http://127.0.0.1:${port}/callback`);
  const sandbox = await startSandbox({ redirectUris, ...options });
  running.push(sandbox);
  return sandbox;
}

function open(
  sandbox: Sandbox,
  options: RoomsHarnessOptions & { policy?: object } = {},
): RoomsHarness {
  return openRoomsHarness({ ...sandbox.policy, rememberSignIn: true, ...options.policy }, options);
}

/** Signs in, takes the last of the roles, and closes CareDesk. */
async function workAndClose(
  sandbox: Sandbox,
  options: RoomsHarnessOptions = {},
): Promise<RoomsHarness> {
  const harness = open(sandbox, options);
  const state = await harness.signIn(doctor);
  if (state.kind !== 'choosing-role') throw new Error(state.kind);
  harness.rooms.session.chooseRole(state.roles.at(-1)?.id ?? '');
  await harness.rooms.session.close();
  return harness;
}

/** CareDesk started again on the same keychain. */
async function startAgain(
  sandbox: Sandbox,
  { keychain }: RoomsHarness,
  options: RoomsHarnessOptions & { policy?: object } = {},
): Promise<RoomsHarness> {
  const harness = open(sandbox, { ...options, keychain });
  await harness.rooms.session.recall();
  return harness;
}

function roleIn(state: SessionState): string | null {
  return state.kind === 'active' ? state.role.id : null;
}

async function readPatient({ rooms }: RoomsHarness): Promise<number> {
  const request = new Request(`http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`);
  return (await rooms.gateway(request)).status;
}

describe.each(profiles)('a sign-in remembered with %s', (profile) => {
  it('is offered at the next start and gone on with, by the same person in the same role', async () => {
    const sandbox = await start({ profile });
    const first = await workAndClose(sandbox);
    const before = first.rooms.session.current();
    const again = await startAgain(sandbox, first);
    expect(again.rooms.session.current()).toMatchObject({
      kind: 'remembered',
      person: { displayName: 'Amara Okafor' },
      failure: null,
    });
    expect(again.rooms.session.credentials()).toBeNull();
    const state = await again.resume(doctor);
    expect(state).toEqual(
      // Nobody touched an authenticator, so what needs AAL3 asks for it.
      profile === 'cis2' || before.kind !== 'active'
        ? before
        : { ...before, assurance: { ...before.assurance, authenticator: 2 } },
    );
    expect(roleIn(state)).not.toBeNull();
    expect(again.opened.length).toBe(profile === 'cis2' ? 1 : 0);
    // The tokens of another OpenID provider mean nothing to the sandbox's APIs.
    if (profile !== 'oidc') expect(await readPatient(again)).toBe(200);
    await again.rooms.session.signOut('user');
    expect(await again.keychain.accounts()).toEqual([]);
    const afterwards = await startAgain(sandbox, again);
    expect(afterwards.rooms.session.current()).toMatchObject({ kind: 'signed-out' });
  });

  it('keeps its first end, also after going on twice', async () => {
    const sandbox = await start({ profile });
    const first = await workAndClose(sandbox);
    const ends = endOf(first.rooms.session.current());
    const second = await startAgain(sandbox, first);
    await second.resume(doctor);
    await second.rooms.session.close();
    const third = await startAgain(sandbox, second);
    expect(endOf(third.rooms.session.current())).toBe(ends);
    expect(endOf(await third.resume(doctor))).toBe(ends);
  });

  it('ends in one clean sign-in when the refresh is refused', async () => {
    const sandbox = await start({ profile });
    const first = await workAndClose(sandbox);
    // A second CareDesk on a copy of the record uses the refresh token up.
    const copy = await copyOf(first);
    const thief = await startAgain(sandbox, { ...first, keychain: copy });
    await thief.resume(doctor);
    const again = await startAgain(sandbox, first);
    await again.resume(doctor);
    expect(again.rooms.session.current()).toMatchObject({ kind: 'signed-out', reason: 'failed' });
    expect(failureIn(again.rooms)).toBe('SESSION_ENDED');
    expect(await again.keychain.accounts()).toEqual([]);
    expect((await again.signIn('Ben Carter')).kind).toBe('active');
  });

  it('stays offered when the network fails, with nothing lost', async () => {
    const sandbox = await start({ profile });
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first);
    // The refresh has worked and rotated the token by the time userinfo fails.
    sandbox.faults.set(profile === 'cis2' ? 'platform-down' : 'userinfo-down');
    const failed = await again.resume(doctor);
    expect(failed).toMatchObject({
      kind: 'remembered',
      failure: {
        code: profile === 'cis2' ? 'SESSION_RENEWAL_UNREACHABLE' : 'PROVIDER_UNREACHABLE',
      },
    });
    await again.rooms.session.close();
    sandbox.faults.clear();
    const third = await startAgain(sandbox, again);
    expect((await third.resume(doctor)).kind).toBe('active');
  });
});

describe('a remembered sign-in', () => {
  it('is not kept without the policy, and one that lies there is removed', async () => {
    const sandbox = await start();
    const off = open(sandbox, { policy: { rememberSignIn: false } });
    await off.signIn('Ben Carter');
    expect(await off.keychain.accounts()).toEqual([]);
    await off.rooms.session.close();
    expect(await off.keychain.accounts()).toEqual([]);
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first, { policy: { rememberSignIn: false } });
    expect(again.rooms.session.current()).toMatchObject({ kind: 'signed-out', reason: 'started' });
    expect(await again.keychain.accounts()).toEqual([]);
  });

  it('is worth nothing to another client', async () => {
    const sandbox = await start();
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first, { policy: { clientId: 'another' } });
    expect(again.rooms.session.current()).toMatchObject({ kind: 'signed-out', reason: 'started' });
    expect(await again.keychain.accounts()).toEqual([]);
  });

  it('is judged by today’s policy', async () => {
    const sandbox = await start({ profile: 'oidc' });
    const first = open(sandbox);
    await first.signIn('Ben Carter', true);
    await first.rooms.session.close();
    const again = await startAgain(sandbox, first, { policy: { assurance: 'AAL3' } });
    await again.resume('Ben Carter');
    expect(failureIn(again.rooms)).toBe('SIGN_IN_ASSURANCE_TOO_LOW');
    expect(await again.keychain.accounts()).toEqual([]);
  });

  it('is over when the provider’s userinfo is about somebody else', async () => {
    const sandbox = await start({ profile: 'oidc' });
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first);
    sandbox.faults.set('wrong-sub');
    await again.resume(doctor);
    expect(failureIn(again.rooms)).toBe('SIGN_IN_PERSON_MISMATCH');
    expect(await again.keychain.accounts()).toEqual([]);
  });

  it('is forgotten when somebody else logs in', async () => {
    const sandbox = await start();
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first);
    expect((await again.signIn('Ben Carter')).kind).toBe('active');
    await again.rooms.session.close();
    const third = await startAgain(sandbox, again);
    expect(third.rooms.session.current()).toMatchObject({ person: { displayName: 'Ben Carter' } });
  });
});

describe('CIS2 asked again', () => {
  it('is not told to authenticate, and answers at once while the browser is signed in', async () => {
    const sandbox = await start({ signOutAtProvider: true });
    const browser = createJarFetch();
    const first = await workAndClose(sandbox, { browser });
    const again = await startAgain(sandbox, first, { browser });
    const passkeys = () =>
      sandbox.requests.filter(({ path }) => path.endsWith('/assertion')).length;
    const used = passkeys();
    expect((await again.resume(doctor)).kind).toBe('active');
    const { searchParams } = new URL(again.opened[0] ?? '');
    expect(searchParams.has('prompt')).toBe(false);
    expect(searchParams.get('max_age')).toBe('43200');
    expect(passkeys()).toBe(used);
    expect(used).toBe(1);
  });

  it('needs no choice of a role, also where roles are chosen at the provider', async () => {
    const sandbox = await start();
    const policy = { roleSelection: 'provider' };
    const first = open(sandbox, { policy });
    await first.signIn('Ben Carter');
    await first.rooms.session.close();
    const again = await startAgain(sandbox, first, { policy });
    expect((await again.resume('Ben Carter')).kind).toBe('active');
  });

  it('names another person as such, and nothing of the first one stays', async () => {
    const sandbox = await start();
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first);
    const seen = again.states.length;
    await again.resume('Ben Carter');
    expect(again.rooms.session.current()).toEqual({
      kind: 'signed-out',
      reason: 'failed',
      failure: { code: 'RESUME_OTHER_PERSON', detail: null },
      browserSession: 'may-remain',
    });
    expect(JSON.stringify(again.rooms.session.current())).not.toContain('Okafor');
    expect(again.states.length).toBeGreaterThan(seen);
    expect(await again.keychain.accounts()).toEqual([]);
  });

  it('refuses an authentication from before the one that is remembered', async () => {
    const sandbox = await start();
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first);
    sandbox.faults.set('stale-auth-time');
    await again.resume(doctor);
    expect(failureIn(again.rooms)).toBe('SIGN_IN_NOT_FRESH');
    expect(await again.keychain.accounts()).toEqual([]);
  });

  it('with a stronger passkey does not make the platform’s tokens worth more', async () => {
    const sandbox = await start();
    let harness = open(sandbox);
    await harness.signIn('Ben Carter', true);
    for (const _time of ['once', 'twice']) {
      await harness.rooms.session.close();
      harness = await startAgain(sandbox, harness);
      const state = await harness.resume('Ben Carter');
      expect(state).toMatchObject({ kind: 'active', assurance: { authenticator: 2 } });
    }
  });

  it('can be cancelled, and asked once more', async () => {
    const sandbox = await start();
    const first = await workAndClose(sandbox);
    const again = await startAgain(sandbox, first);
    again.rooms.session.resumeSignIn();
    await vi.waitFor(() => expect(again.opened.length).toBe(1), 5_000);
    again.rooms.session.cancelSignIn();
    expect(again.rooms.session.current()).toMatchObject({ kind: 'remembered', failure: null });
    expect((await again.resume(doctor)).kind).toBe('active');
  });
});

async function copyOf({ keychain }: RoomsHarness): Promise<Keychain> {
  const copy = createMemoryKeychain();
  for (const account of await keychain.accounts()) {
    await copy.write(account, (await keychain.read(account)) ?? '');
  }
  return copy;
}

function endOf(state: SessionState): number | null {
  if (state.kind === 'remembered') return state.sessionEndsAt;
  return state.kind === 'active' ? state.deadlines.sessionEndsAt : null;
}

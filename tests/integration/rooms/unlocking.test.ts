import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { signInOverHttp } from '../sandbox/software-authenticator.ts';
import { openRoomsHarness, type RoomsHarness } from './rooms-harness.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

async function lockedHarness(
  policy: Readonly<Record<string, unknown>> = {},
): Promise<RoomsHarness> {
  const harness = openRoomsHarness({ ...sandbox.policy, ...policy });
  expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  expect((await readPatient(harness)).status).toBe(200);
  expect(await harness.rooms.answerCall('work/keep', ['what was typed'])).toMatchObject({
    ok: true,
  });
  expect(await harness.rooms.answerCall('session/lock', [])).toMatchObject({ ok: true });
  expect(harness.rooms.session.current()).toMatchObject({ kind: 'locked', reason: 'user' });
  return harness;
}

function readPatient({ rooms }: RoomsHarness): Promise<Response> {
  const path = `/api/pds/Patient/${mainStoryPatient.nhsNumber}`;
  return rooms.gateway(new Request(`http://caredesk${path}`));
}

/** Asks to unlock, and answers in the browser as a person. @returns the request */
async function unlock(harness: RoomsHarness, person: string): Promise<URL> {
  const opened = harness.opened.length;
  expect(await harness.rooms.answerCall('session/unlock', [])).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(harness.opened.length).toBeGreaterThan(opened), 5_000);
  const request = new URL(harness.opened.at(-1) ?? '');
  await fetch(await signInOverHttp(request, { person, synced: false }));
  const under = ['unlocking', 'signing-in'];
  await vi.waitFor(() => expect(under).not.toContain(harness.rooms.session.current().kind), 5_000);
  return request;
}

describe.each(['cis2', 'oidc', 'api-platform'] as const)(
  'unlocking, by the profile %s',
  (profile) => {
    it('brings the same person back to their work, with calls that work', async () => {
      const own = await startSandbox({ profile });
      try {
        const harness = openRoomsHarness(own.policy);
        await harness.signIn('Ben Carter');
        harness.rooms.session.lock('inactivity');
        expect((await readPatient(harness)).status).toBe(401);
        await unlock(harness, 'Ben Carter');
        expect(harness.rooms.session.current()).toMatchObject({
          kind: 'active',
          person: { displayName: expect.stringContaining('Carter') },
        });
        expect((await readPatient(harness)).status).toBe(200);
      } finally {
        await own.stop();
      }
    });
  },
);

describe('unlocking', () => {
  it('asks for a new authentication and for no role, where the provider asks for it at a sign-in', async () => {
    const harness = await lockedHarness({ roleSelection: 'provider' });
    const request = await unlock(harness, 'Ben Carter');
    expect(request.searchParams.get('max_age')).toBe('0');
    expect(request.searchParams.get('prompt')).toBe('login');
    expect(request.searchParams.get('scope')).not.toContain('selectedrole');
    expect(harness.rooms.session.current().kind).toBe('active');
  });

  it('hands out once, through the bridge, what the page before gave to be kept', async () => {
    const harness = await lockedHarness();
    expect(await harness.rooms.answerCall('work/kept', [])).toEqual({ ok: true, value: null });
    await unlock(harness, 'Ben Carter');
    expect(await harness.rooms.answerCall('work/kept', [])).toEqual({
      ok: true,
      value: 'what was typed',
    });
    expect(await harness.rooms.answerCall('work/kept', [])).toEqual({ ok: true, value: null });
  });

  it('by somebody else ends the first one’s process, and the next one lets them log in', async () => {
    const harness = await lockedHarness();
    await unlock(harness, 'Dr Amara Okafor');
    expect(harness.rooms.session.current()).toMatchObject({
      kind: 'signed-out',
      reason: 'person-changed',
    });
    expect(JSON.stringify(harness.states)).not.toContain('Okafor');
    expect(await harness.keychain.accounts()).toEqual([]);
    const { first, last } = harness.succeeded();
    expect(first).toMatchObject({ session: { reason: 'person-changed' }, logIn: 'authenticated' });
    const left = await last();
    expect(left).toMatchObject({ session: { reason: 'person-changed' }, logIn: 'authenticated' });

    const next = openRoomsHarness(sandbox.policy, { before: first });
    expect(next.states).toEqual([]);
    await next.rooms.takeOver(left);
    await vi.waitFor(() => expect(next.opened).toHaveLength(1));
    // Their browser answers at once: it is they whom it is signed in as.
    const request = new URL(next.opened[0] ?? '');
    expect(request.searchParams.get('prompt')).toBeNull();
    const answer = await signInOverHttp(request, {
      person: 'Dr Amara Okafor',
      synced: false,
    });
    await fetch(answer);
    await vi.waitFor(() =>
      expect(next.rooms.session.current()).toMatchObject({
        kind: 'choosing-role',
        person: { displayName: expect.stringContaining('Okafor') },
      }),
    );
    await next.rooms.close();
  });

  it('with an old authentication is refused, and can be tried again', async () => {
    const harness = await lockedHarness();
    sandbox.faults.set('stale-auth-time');
    await unlock(harness, 'Ben Carter');
    expect(harness.rooms.session.current()).toMatchObject({
      kind: 'locked',
      failure: { code: 'SIGN_IN_NOT_FRESH' },
    });
    sandbox.faults.clear();
    await unlock(harness, 'Ben Carter');
    expect(harness.rooms.session.current().kind).toBe('active');
  });
});

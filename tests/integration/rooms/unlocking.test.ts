import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { signInOverHttp } from '../sandbox/software-authenticator.ts';
import { openRoomsDesk, type RoomsDesk } from './rooms-desk.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

async function lockedDesk(policy: Readonly<Record<string, unknown>> = {}): Promise<RoomsDesk> {
  const desk = openRoomsDesk({ ...sandbox.policy, ...policy });
  expect((await desk.signIn('Ben Carter')).kind).toBe('active');
  expect((await readPatient(desk)).status).toBe(200);
  expect(await desk.rooms.answerCall('work/keep', ['what was typed'])).toMatchObject({ ok: true });
  expect(await desk.rooms.answerCall('session/lock', [])).toMatchObject({ ok: true });
  expect(desk.rooms.session.current()).toMatchObject({ kind: 'locked', reason: 'user' });
  return desk;
}

function readPatient({ rooms }: RoomsDesk): Promise<Response> {
  const path = `/api/pds/Patient/${mainStoryPatient.nhsNumber}`;
  return rooms.gateway(new Request(`http://caredesk${path}`));
}

/** Asks to unlock, and answers in the browser as a person. @returns the request */
async function unlock(desk: RoomsDesk, person: string): Promise<URL> {
  const opened = desk.opened.length;
  expect(await desk.rooms.answerCall('session/unlock', [])).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(desk.opened.length).toBeGreaterThan(opened), 5_000);
  const request = new URL(desk.opened.at(-1) ?? '');
  await fetch(await signInOverHttp(request, { person, synced: false }));
  const under = ['unlocking', 'signing-in'];
  await vi.waitFor(() => expect(under).not.toContain(desk.rooms.session.current().kind), 5_000);
  return request;
}

describe.each(['cis2', 'oidc', 'api-platform'] as const)(
  'unlocking, by the profile %s',
  (profile) => {
    it('brings the same person back to their work, with calls that work', async () => {
      const own = await startSandbox({ profile });
      try {
        const desk = openRoomsDesk(own.policy);
        await desk.signIn('Ben Carter');
        desk.rooms.session.lock('inactivity');
        expect((await readPatient(desk)).status).toBe(401);
        await unlock(desk, 'Ben Carter');
        expect(desk.rooms.session.current()).toMatchObject({
          kind: 'active',
          person: { displayName: expect.stringContaining('Carter') },
        });
        expect((await readPatient(desk)).status).toBe(200);
      } finally {
        await own.stop();
      }
    });
  },
);

describe('unlocking', () => {
  it('asks for a new authentication and for no role, where the provider asks for it at a sign-in', async () => {
    const desk = await lockedDesk({ roleSelection: 'provider' });
    const request = await unlock(desk, 'Ben Carter');
    expect(request.searchParams.get('max_age')).toBe('0');
    expect(request.searchParams.get('prompt')).toBe('login');
    expect(request.searchParams.get('scope')).not.toContain('selectedrole');
    expect(desk.rooms.session.current().kind).toBe('active');
  });

  it('hands out once, through the bridge, what the page before gave to be kept', async () => {
    const desk = await lockedDesk();
    expect(await desk.rooms.answerCall('work/kept', [])).toEqual({ ok: true, value: null });
    await unlock(desk, 'Ben Carter');
    expect(await desk.rooms.answerCall('work/kept', [])).toEqual({
      ok: true,
      value: 'what was typed',
    });
    expect(await desk.rooms.answerCall('work/kept', [])).toEqual({ ok: true, value: null });
  });

  it('by somebody else starts as their sign-in, and tells the window of the change between', async () => {
    const desk = await lockedDesk();
    await unlock(desk, 'Dr Amara Okafor');
    expect(desk.rooms.session.current()).toMatchObject({
      kind: 'choosing-role',
      person: { displayName: expect.stringContaining('Okafor') },
      currentRoleId: null,
    });
    const changed = desk.states.findIndex(
      (state) => state.kind === 'signed-out' && state.reason === 'person-changed',
    );
    const shown = desk.states.map((state) => ('person' in state ? state.person.displayName : ''));
    expect(changed).toBeGreaterThan(0);
    expect(shown.slice(0, changed).some((name) => name.includes('Okafor'))).toBe(false);
    expect(shown.slice(changed).some((name) => name.includes('Carter'))).toBe(false);
    expect(await desk.rooms.answerCall('work/kept', [])).toEqual({ ok: true, value: null });
  });

  it('with an old authentication is refused, and can be tried again', async () => {
    const desk = await lockedDesk();
    sandbox.faults.set('stale-auth-time');
    await unlock(desk, 'Ben Carter');
    expect(desk.rooms.session.current()).toMatchObject({
      kind: 'locked',
      failure: { code: 'SIGN_IN_NOT_FRESH' },
    });
    sandbox.faults.clear();
    await unlock(desk, 'Ben Carter');
    expect(desk.rooms.session.current().kind).toBe('active');
  });
});

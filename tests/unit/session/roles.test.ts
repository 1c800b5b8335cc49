import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

let d: ReturnType<typeof sessionHarness>;
beforeEach(() => {
  d = sessionHarness();
});

describe('roles', () => {
  it('are chosen from the person’s own only', async () => {
    await d.signIn();
    expect(() => d.session.chooseRole('99')).toThrowError(
      expect.objectContaining({ code: 'ROLE_NOT_YOURS' }),
    );
    d.session.chooseRole('2');
    expect(d.session.credentials()).toMatchObject({
      roleId: '2',
      odsCode: 'Y51',
      activities: new Set(['activity of 2']),
    });
  });

  it('that are all of organisations this PC does not accept are told as such', async () => {
    const other = sessionHarness([], { elsewhere: [nurse] });
    await other.signIn();
    expect(other.session.current()).toMatchObject({
      kind: 'choosing-role',
      roles: [],
      elsewhere: { roles: [nurse], acceptedOdsCodes: ['Y51'] },
    });
    expect(() => other.session.chooseRole(nurse.id)).toThrowError(
      expect.objectContaining({ code: 'ROLE_NOT_YOURS' }),
    );
    expect(other.session.credentials()).toBeNull();
  });

  it('are taken by themselves when there is one, but not in place of a locum role', async () => {
    const hospital = { ...clerk, organisation: { name: null, odsCode: 'RX9' } };
    const locum = { ...clerk, organisation: { name: null, odsCode: 'FFFFF' } };
    const one = sessionHarness([nurse], { elsewhere: [hospital] });
    await one.signIn();
    expect(one.session.current()).toMatchObject({ kind: 'active', role: { id: nurse.id } });
    const both = sessionHarness([nurse], { elsewhere: [locum] });
    await both.signIn();
    expect(both.session.current()).toMatchObject({
      kind: 'choosing-role',
      roles: [nurse],
      elsewhere: { roles: [locum] },
    });
  });

  it('can be changed, or kept after all; meanwhile nothing can be called', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    await d.session.changeRole();
    expect(d.session.current()).toMatchObject({ kind: 'choosing-role', currentRoleId: '1' });
    expect(d.session.credentials()).toBeNull();
    d.session.keepRole();
    expect(d.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } });
  });

  it('kept after all let calls under way go on; another one ends them', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    const calls = d.session.credentials()?.signal;
    await d.session.changeRole();
    d.session.keepRole();
    await d.session.changeRole();
    d.session.chooseRole('1');
    expect(calls?.aborted).toBe(false);
    expect(d.session.credentials()?.signal).toBe(calls);
    // A role chosen where none is asked for ends nothing.
    expect(() => d.session.chooseRole('2')).toThrowError(
      expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' }),
    );
    expect(calls?.aborted).toBe(false);
    await d.session.changeRole();
    d.session.chooseRole('2');
    expect(calls?.aborted).toBe(true);
    expect(d.session.credentials()?.signal.aborted).toBe(false);
  });

  it('chosen at the provider once more as before let calls under way go on', async () => {
    const other = sessionHarness([nurse, clerk], { atProvider: true });
    other.session.startSignIn();
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '2' } });
    await vi.waitFor(() => expect(other.session.current().kind).toBe('active'));
    const calls = other.session.credentials()?.signal;
    await other.session.changeRole();
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '2' } });
    await vi.waitFor(() => expect(other.session.current().kind).toBe('active'));
    expect(calls?.aborted).toBe(false);
    expect(other.session.credentials()?.signal).toBe(calls);
  });

  it('that cannot be changed at the provider say why, since no call waits to tell', async () => {
    const other = sessionHarness([nurse, clerk], { atProvider: true });
    other.session.startSignIn();
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '2' } });
    await vi.waitFor(() => expect(other.session.current().kind).toBe('active'));
    await other.session.changeRole();
    other.run().fail(new CareDeskError('SIGN_IN_NOT_FRESH'));
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({
        kind: 'active',
        notice: { code: 'SIGN_IN_NOT_FRESH' },
      }),
    );
  });

  it.each(['changeRole', 'keepRole'] as const)(
    '%s is refused when nobody is signed in',
    async (verb) => {
      await expect((async () => d.session[verb]())()).rejects.toMatchObject({
        code: 'BRIDGE_NOT_POSSIBLE_NOW',
      });
    },
  );

  it('chosen at the provider are taken from the id token, and changed there', async () => {
    const other = sessionHarness([nurse, clerk], { atProvider: true });
    other.session.startSignIn();
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '2' } });
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({ kind: 'active', role: { id: '2' } }),
    );
    const before = other.session.credentials();
    await other.session.changeRole();
    expect(other.session.current()).toMatchObject({ kind: 'stepping-up', purpose: 'change-role' });
    expect(other.run().purpose).toEqual({ kind: 'change-role' });
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '1' } });
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } }),
    );
    expect(before?.signal.aborted).toBe(true);
  });
});

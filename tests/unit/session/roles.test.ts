import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clerk, nurse, sessionDesk } from './session-desk.ts';

let d: ReturnType<typeof sessionDesk>;
beforeEach(() => {
  d = sessionDesk();
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
    const other = sessionDesk([], { elsewhere: [nurse] });
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
    const one = sessionDesk([nurse], { elsewhere: [hospital] });
    await one.signIn();
    expect(one.session.current()).toMatchObject({ kind: 'active', role: { id: nurse.id } });
    const both = sessionDesk([nurse], { elsewhere: [locum] });
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

  it.each(['changeRole', 'keepRole'] as const)(
    '%s is refused when nobody is signed in',
    async (verb) => {
      await expect((async () => d.session[verb]())()).rejects.toMatchObject({
        code: 'BRIDGE_NOT_POSSIBLE_NOW',
      });
    },
  );

  it('chosen at the provider are taken from the id token, and changed there', async () => {
    const other = sessionDesk([nurse, clerk], { atProvider: true });
    other.session.startSignIn();
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '2' } });
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({ kind: 'active', role: { id: '2' } }),
    );
    const before = other.session.credentials();
    await other.session.changeRole();
    expect(other.session.current()).toMatchObject({ kind: 'stepping-up', purpose: 'change-role' });
    expect(other.run().demands).toBe('change-role');
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '1' } });
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } }),
    );
    expect(before?.signal.aborted).toBe(true);
  });
});

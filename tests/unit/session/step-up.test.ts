import { beforeEach, describe, expect, it } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import { answerTimeout } from '../../../electron/session/sign-in-attempts.ts';
import { sessionDesk } from './session-desk.ts';

let d: ReturnType<typeof sessionDesk>;
beforeEach(() => {
  d = sessionDesk();
});

describe('a step-up', () => {
  async function working() {
    await d.signIn();
    d.session.chooseRole('1');
    d.clock.advance(60_000);
  }
  const stronger = (): SignedIn => ({
    ...d.signedIn(),
    assurance: { authenticator: 3, acr: 'AAL3_FIDO2' },
    tokens: {
      ...d.signedIn().tokens,
      accessToken: 'access-strong',
      refreshToken: 'refresh-strong',
    },
  });

  it('keeps the work, demands a fresh AAL3 sign-in, and hands out the stronger tokens', async () => {
    await working();
    const before = d.session.current();
    const asked = d.session.stepUp();
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      purpose: 'stronger',
      role: { id: '1' },
    });
    expect(d.run().since).toBe(d.clock.now());
    expect(d.session.credentials()).toMatchObject({ roleId: '1' });
    d.run().finish(stronger());
    await asked;
    expect(d.session.current()).toMatchObject({ kind: 'active', assurance: { authenticator: 3 } });
    expect(before).toMatchObject({ kind: 'active', role: { id: '1' } });
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-strong');
    expect(d.kept.token).toBe('refresh-strong');
  });

  it('is one for all calls that wait', async () => {
    await working();
    const started = d.runs.length;
    const both = Promise.all([d.session.stepUp(), d.session.stepUp()]);
    d.run().finish(stronger());
    await both;
    expect(d.runs.length).toBe(started + 1);
  });

  it('cancelled: the work goes on as it was, and the call is told', async () => {
    await working();
    const before = d.session.current();
    const asked = d.session.stepUp();
    d.session.cancelSignIn();
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_CANCELLED' });
    expect(d.session.current()).toEqual(before);
    expect(d.kept.token).toBe('refresh-1');
  });

  it('can be tried again without losing the call', async () => {
    await working();
    const asked = d.session.stepUp();
    d.clock.advance(answerTimeout);
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      attempt: { phase: 'unanswered' },
    });
    d.session.startSignIn();
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      attempt: { phase: 'opening' },
    });
    d.run().finish(stronger());
    await asked;
    expect(d.session.current().kind).toBe('active');
  });

  it('by another person is refused, and nothing of theirs is kept', async () => {
    await working();
    const asked = d.session.stepUp();
    d.run().finish({ ...stronger(), subject: '656005750107' });
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_OTHER_PERSON' });
    // The call that waited tells it; a notice would say the same twice.
    expect(d.session.current()).toMatchObject({ kind: 'active', notice: null });
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-1');
    expect(d.kept.token).toBe('refresh-1');
  });

  it('that fails says why and leaves the work', async () => {
    await working();
    const asked = d.session.stepUp();
    d.run().fail(new CareDeskError('SIGN_IN_NOT_FRESH'));
    await expect(asked).rejects.toMatchObject({ code: 'SIGN_IN_NOT_FRESH' });
    expect(d.session.current()).toMatchObject({ kind: 'active', notice: null });
  });

  it('ends with the session', async () => {
    await working();
    const asked = d.session.stepUp();
    await d.session.signOut('user');
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    d.run().finish(stronger());
    await new Promise((resolve) => setImmediate(resolve));
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'user' });
    expect(d.kept.token).toBeNull();
  });

  it('is refused to nobody in particular', () => {
    expect(() => d.session.stepUp()).toThrowError(
      expect.objectContaining({ code: 'API_NOT_SIGNED_IN' }),
    );
  });
});

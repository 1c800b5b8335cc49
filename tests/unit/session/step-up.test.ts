import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import { answerTimeout } from '../../../electron/session/attempt.ts';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

let d: ReturnType<typeof sessionHarness>;
beforeEach(() => {
  d = sessionHarness([nurse, clerk], { remembering: 'oidc' });
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
    const asked = d.stepUp();
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      purpose: 'stronger',
      role: { id: '1' },
    });
    expect(d.run().purpose).toEqual({ kind: 'step-up', authenticatedAfter: d.clock.now() });
    expect(d.session.credentials()).toMatchObject({ roleId: '1' });
    d.run().finish(stronger());
    await asked;
    expect(d.session.current()).toMatchObject({ kind: 'active', assurance: { authenticator: 3 } });
    expect(before).toMatchObject({ kind: 'active', role: { id: '1' } });
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-strong');
    expect(d.kept.token).toContain('refresh-strong');
  });

  it('is one for all calls that wait', async () => {
    await working();
    const started = d.runs.length;
    const both = Promise.all([d.stepUp(), d.stepUp()]);
    d.run().finish(stronger());
    await both;
    expect(d.runs.length).toBe(started + 1);
  });

  it('cancelled: the work goes on as it was, and the call is told', async () => {
    await working();
    const before = d.session.current();
    const asked = d.stepUp();
    d.session.cancelSignIn();
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_CANCELLED' });
    expect(d.session.current()).toEqual(before);
    expect(d.kept.token).toContain('refresh-1');
  });

  it('can be tried again without losing the call', async () => {
    await working();
    const asked = d.stepUp();
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
    const asked = d.stepUp();
    d.run().finish({ ...stronger(), subject: '656005750107' });
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_OTHER_PERSON' });
    // The call that waited tells it; a notice would say the same twice.
    expect(d.session.current()).toMatchObject({ kind: 'active', notice: null });
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-1');
    expect(d.kept.token).toContain('refresh-1');
  });

  it('that fails says why and leaves the work', async () => {
    await working();
    const asked = d.stepUp();
    d.run().fail(new CareDeskError('SIGN_IN_NOT_FRESH'));
    await expect(asked).rejects.toMatchObject({ code: 'SIGN_IN_NOT_FRESH' });
    expect(d.session.current()).toMatchObject({ kind: 'active', notice: null });
  });

  it('ends with the session', async () => {
    await working();
    const asked = d.stepUp();
    await d.session.signOut('user');
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    d.run().finish(stronger());
    await new Promise((resolve) => setImmediate(resolve));
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'user' });
    expect(d.kept.token).toBeNull();
  });

  it('is refused to nobody in particular', async () => {
    await expect(d.stepUp()).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
  });
});

describe('a call that needs AAL3 while the role is being changed at the provider', () => {
  type Harness = ReturnType<typeof sessionHarness>;

  const authenticated = (harness: Harness, roleId: string, level: 2 | 3): SignedIn => ({
    ...harness.signedIn(),
    claims: { selected_roleid: roleId },
    assurance: { authenticator: level, acr: null },
  });

  /** Somebody at AAL2 in role 1, who has asked for another role. */
  async function changing(): Promise<{ harness: Harness; asked: Promise<void> }> {
    const harness = sessionHarness([nurse, clerk], { atProvider: true });
    harness.session.startSignIn();
    harness.run().finish(authenticated(harness, '1', 2));
    await vi.waitFor(() => expect(harness.session.current().kind).toBe('active'));
    await harness.session.changeRole();
    const asked = harness.stepUp();
    asked.catch(() => undefined);
    return { harness, asked };
  }

  it('does not take the change for the step-up: it asks once the change is cancelled', async () => {
    const { harness, asked } = await changing();
    expect(harness.runs.length).toBe(2);
    harness.session.cancelSignIn();
    await vi.waitFor(() =>
      expect(harness.session.current()).toMatchObject({ kind: 'stepping-up', purpose: 'stronger' }),
    );
    harness.run().finish(authenticated(harness, '1', 3));
    await asked;
    expect(harness.session.credentials()).toMatchObject({ roleId: '1', level: 3 });
  });

  it('asks for itself after a change back to the same role, and once for all', async () => {
    const { harness, asked } = await changing();
    const second = harness.stepUp();
    harness.run().finish(authenticated(harness, '1', 2));
    await vi.waitFor(() => expect(harness.run().purpose.kind).toBe('step-up'));
    harness.run().finish(authenticated(harness, '1', 3));
    await Promise.all([asked, second]);
    expect(harness.runs.length).toBe(3);
  });

  it('is content with a change in the same role that was strong enough', async () => {
    const { harness, asked } = await changing();
    harness.run().finish(authenticated(harness, '1', 3));
    await asked;
    expect(harness.session.current().kind).toBe('active');
    expect(harness.runs.length).toBe(2);
  });

  it('is refused when another role was taken, and bothers nobody', async () => {
    const { harness, asked } = await changing();
    harness.run().finish(authenticated(harness, '2', 2));
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    expect(harness.session.current()).toMatchObject({ kind: 'active', role: { id: '2' } });
    expect(harness.runs.length).toBe(2);
  });

  it('is refused when the person logs out meanwhile', async () => {
    const { harness, asked } = await changing();
    await harness.session.signOut('user');
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    expect(harness.runs.length).toBe(2);
  });
});

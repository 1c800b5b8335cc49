import { createAdjustableClock } from '../adjustable-clock.ts';
import { must, mustBecome, mustEqual } from '../conformance-case.ts';
import { mustBeSignedIn, onStage, openIdProfiles } from '../drives.ts';
import type { ProviderAnswer } from '../provider/misbehaviour.ts';
import { discoveryWith } from '../provider/wrong-values.ts';
import { gatewayFailure } from '../relying-party.ts';
import { aboutToExpire, refreshCalls, withExpiringToken } from './refresh-stage.ts';

const twelveHours = 12 * 60 * 60 * 1000;

/** An answer to a refresh that must end the session. */
async function endsAt(answer: ProviderAnswer): Promise<void> {
  await withExpiringToken(async (stage) => {
    const { provider, party } = stage;
    provider.misbehave({ does: 'refuses to refresh', replaced: { refresh: answer } });
    mustEqual(await gatewayFailure(await party.readPatient()), 'SESSION_ENDED', 'failure');
    const { kind } = await party.until((state) => state.kind === 'signed-out');
    mustEqual(kind, 'signed-out', 'state');
    const state = party.rooms.session.current();
    mustEqual(state.kind === 'signed-out' && state.reason, 'session-expired', 'reason');
    mustEqual(refreshCalls(stage), 1, 'refreshes');
    await mustBecome(async () => (await party.keychain.accounts()).length, 0, 'keychain items');
    provider.misbehave(null);
    mustBeSignedIn(await party.signIn());
  });
}

/** A refusal with 400 and with 401 ends the session. */
export async function endsAtRefusal(
  body: string,
  headers: Record<string, string>,
): Promise<string> {
  for (const status of [400, 401]) await endsAt({ status, headers, body });
  return 'SESSION_ENDED at 400 and at 401, nothing kept, a new sign-in works';
}

/** The session ends where it was announced to, whatever was refreshed. */
export async function endsAfterTwelveHours(): Promise<string> {
  const clock = createAdjustableClock();
  await onStage(
    'cis2',
    async (stage) => {
      const { party } = stage;
      const outcome = await party.signIn();
      mustBeSignedIn(outcome);
      if (outcome.kind !== 'signed-in') return;
      const ends = outcome.state.deadlines.sessionEndsAt;
      must(ends <= clock.now() + twelveHours, 'at most twelve hours', 'more');
      mustEqual((await party.readPatient()).status, 200, 'answer of the API');
      const state = party.rooms.session.current();
      mustEqual(state.kind === 'active' && state.deadlines.sessionEndsAt, ends, 'end of session');
      const keeper = party.rooms.session.credentials()?.tokens;
      const before = refreshCalls(stage);
      while (clock.now() < ends) {
        party.rooms.session.activity();
        clock.advance(Math.min(60_000, ends - clock.now() + 1_000));
      }
      const late = await keeper?.accessToken().catch((error: unknown) => String(error));
      mustEqual(late, 'CareDeskError: SESSION_ENDED', 'token after the end');
      mustEqual(refreshCalls(stage), before, 'refreshes after the end');
      const over = party.rooms.session.current();
      mustEqual(over.kind === 'signed-out' && over.reason, 'session-expired', 'reason');
    },
    { clock, ...aboutToExpire },
  );
  return 'a refresh does not move the end; after it nothing is asked for';
}

/** A PC that slept through the end asks for nothing more. */
export async function endsAfterSleep(): Promise<string> {
  const clock = createAdjustableClock();
  await onStage(
    'cis2',
    async (stage) => {
      const { party } = stage;
      mustBeSignedIn(await party.signIn());
      clock.sleep(twelveHours + 1_000);
      mustEqual(await gatewayFailure(await party.readPatient()), 'SESSION_ENDED', 'failure');
      mustEqual(refreshCalls(stage), 0, 'refreshes after the end');
      await party.until(({ kind }) => kind === 'signed-out');
    },
    { clock, ...aboutToExpire },
  );
  return 'SESSION_ENDED, nothing asked for';
}

/** A provider cannot make a session longer than twelve hours. */
export async function capsLongerSessions(): Promise<string> {
  await onStage('oidc', async ({ provider, party }) => {
    provider.misbehave({
      does: 'announces a year',
      tokens: (answer) => Object.assign(answer, { refresh_token_expires_in: 31_536_000 }),
    });
    const outcome = await party.signIn();
    mustBeSignedIn(outcome);
    if (outcome.kind !== 'signed-in') return;
    const lasts = outcome.state.deadlines.sessionEndsAt - Date.now();
    // The session goes by another clock than this test, which may be a few milliseconds ahead.
    must(lasts <= twelveHours + 100, 'at most twelve hours', `${lasts} ms`);
  });
  return 'a year announced, twelve hours kept';
}

/** Told at once and at the end; good to its last moment, and nothing asked for that cannot be had. */
export async function lastsAsLongAsItsToken(): Promise<string> {
  const clock = createAdjustableClock();
  await onStage(
    'oidc',
    async (stage) => {
      const { provider, party } = stage;
      provider.misbehave({
        does: 'gives no refresh token',
        tokens: (answer) => Reflect.deleteProperty(answer, 'refresh_token'),
      });
      const outcome = await party.signIn();
      mustBeSignedIn(outcome);
      if (outcome.kind !== 'signed-in') return;
      mustEqual(outcome.state.notice?.code, 'SESSION_NOT_RENEWABLE', 'notice');
      mustEqual((await party.readPatient()).status, 200, 'answer of the API');
      clock.advance(20_000);
      const state = party.rooms.session.current();
      const failure = state.kind === 'signed-out' ? state.failure?.code : state.kind;
      mustEqual(failure, 'SESSION_ENDED_NOT_RENEWABLE', 'failure');
      mustEqual(refreshCalls(stage), 0, 'refreshes');
    },
    { clock, settings: { accessTokenLifetime: 20 } },
  );
  return 'told at once, used for 20 s, told why it ended';
}

/** Tokens that arrive after signing out belong to nobody. */
export async function dropsLateTokens(): Promise<string> {
  for (const profile of openIdProfiles) {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = async (url: string, init?: RequestInit) => {
      const answer = await fetch(url, { ...init, redirect: 'error' });
      if (String(init?.body).includes('grant_type=refresh_token')) await gate;
      return answer;
    };
    await onStage(
      profile,
      async ({ provider, party }) => {
        provider.misbehave(discoveryWith('revocation_endpoint', `${provider.issuer}/revoke`));
        mustBeSignedIn(await party.signIn());
        const keeper = party.rooms.session.credentials()?.tokens;
        const late = keeper?.accessToken().catch((error: unknown) => String(error));
        await party.rooms.session.signOut('user');
        release();
        mustEqual(await late, 'CareDeskError: SESSION_ENDED', 'token after signing out');
        mustEqual(await party.keychain.accounts(), [], 'keychain items');
        const revoked = () => provider.received.filter(({ path }) => path === '/revoke').length;
        // The platform that gives CIS2's tokens announces no way to revoke any, so CIS2 is asked.
        await mustBecome(async () => revoked(), 2, 'tokens revoked');
      },
      { ...aboutToExpire, fetch: slow },
    );
  }
  return 'tokens that arrive after signing out are given to nobody, not kept, and revoked';
}

import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  mustEqual,
} from '../conformance-case.ts';
import { mustBeSignedIn, onStage, openIdProfiles } from '../drives.ts';
import type { ProviderAnswer } from '../provider/misbehaviour.ts';
import { gatewayFailure, keptRefreshToken } from '../relying-party.ts';
import { aboutToExpire, refreshCalls, withExpiringToken } from './refresh-stage.ts';
import { refreshes } from './refreshed-id-token.ts';
import {
  capsLongerSessions,
  dropsLateTokens,
  endsAfterSleep,
  endsAfterTwelveHours,
  endsAtRefusal,
  lastsAsLongAsItsToken,
} from './session-end.ts';

async function fliesOnce(): Promise<string> {
  await withExpiringToken(async (stage) => {
    const { provider, party } = stage;
    // Only the first of them may find the token expiring.
    provider.change({ accessTokenLifetime: 599 });
    const keeper = party.rooms.session.credentials()?.tokens;
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => keeper?.accessToken()));
    mustEqual(new Set(tokens).size, 1, 'different access tokens handed out');
    mustEqual(refreshCalls(stage), 1, 'refreshes for 1,000 calls');
    const answers = await Promise.all(Array.from({ length: 5 }, () => party.readPatient()));
    mustEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
      'answers of the API',
    );
  });
  return '1,000 calls at once: one refresh, none lost';
}

async function rotates(): Promise<string> {
  await withExpiringToken(async (stage) => {
    const { party } = stage;
    const kept = [await keptRefreshToken(party)];
    for (let time = 0; time < 3; time++) {
      mustEqual((await party.readPatient()).status, 200, 'answer of the API');
      kept.push(await keptRefreshToken(party));
    }
    mustEqual(new Set(kept).size, 4, 'different refresh tokens kept, one after another');
    mustEqual(refreshCalls(stage), 3, 'refreshes');
  });
  return 'three refreshes in a row, each with the token of the one before';
}

const jsonType = { 'content-type': 'application/json' };

/** An answer that says nothing about the session must not end it. */
async function survives(answer: ProviderAnswer, code: string): Promise<string> {
  await withExpiringToken(async ({ provider, party }) => {
    provider.misbehave({ does: 'is out of order', replaced: { refresh: answer } });
    mustEqual(await gatewayFailure(await party.readPatient()), code, 'failure');
    mustEqual(party.rooms.session.current().kind, 'active', 'state');
    provider.misbehave(null);
    mustEqual((await party.readPatient()).status, 200, 'answer of the API afterwards');
  });
  return `${code}, still signed in, works afterwards`;
}

async function survivesUnreachable(): Promise<string> {
  for (const profile of openIdProfiles) {
    let isDown = false;
    const failing = async (url: string, init?: RequestInit) => {
      const isRefresh = String(init?.body).includes('grant_type=refresh_token');
      if (isDown && isRefresh) throw new TypeError('fetch failed', { cause: refusedConnection });
      return fetch(url, { ...init, redirect: 'error' });
    };
    await onStage(
      profile,
      async ({ party }) => {
        mustBeSignedIn(await party.signIn());
        isDown = true;
        const failure = await gatewayFailure(await party.readPatient());
        mustEqual(failure, 'SESSION_RENEWAL_UNREACHABLE', 'failure');
        mustEqual(party.rooms.session.current().kind, 'active', 'state');
        isDown = false;
        mustEqual((await party.readPatient()).status, 200, 'answer of the API afterwards');
      },
      { ...aboutToExpire, fetch: failing },
    );
  }
  return 'SESSION_RENEWAL_UNREACHABLE, still signed in, works afterwards';
}

const refusedConnection = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

async function keepsTheOldToken(): Promise<string> {
  await withExpiringToken(async (stage) => {
    const { provider, party } = stage;
    const first = await keptRefreshToken(party);
    provider.misbehave({
      does: 'gives no new refresh token',
      refreshed: (answer) => Reflect.deleteProperty(answer, 'refresh_token'),
    });
    for (const time of [1, 2]) {
      mustEqual((await party.readPatient()).status, 200, 'answer of the API');
      mustEqual(refreshCalls(stage), time, 'refreshes');
      mustEqual((await keptRefreshToken(party)) === first, true, 'the old token kept');
    }
  });
  return 'the old refresh token is kept and used again';
}

async function refreshesAfterRefusal(): Promise<string> {
  for (const profile of openIdProfiles) {
    let refusals = 1;
    const refusing = async (url: string, init?: RequestInit) => {
      if (url.includes('/personal') && refusals-- > 0) return new Response(null, { status: 401 });
      return fetch(url, { ...init, redirect: 'error' });
    };
    await onStage(
      profile,
      async (stage) => {
        mustBeSignedIn(await stage.party.signIn());
        mustEqual((await stage.party.readPatient()).status, 200, 'answer of the API');
        mustEqual(refreshCalls(stage), 1, 'refreshes');
      },
      { fetch: refusing },
    );
  }
  return 'one refresh and one replay after a 401';
}

function refreshCase(
  id: string,
  source: string,
  requirement: string,
  tried: string,
  drive: () => Promise<string>,
): ConformanceCase {
  return conformanceCase({ id, requirement, source, tried }, drive);
}

const rfc6749 = 'RFC 6749 section 6';
const platform = 'NHS API platform, refresh (CIS2 facts 4.3)';
const invalidGrant = '{"error":"invalid_grant"}';

/** Keeping somebody signed in, and no longer than allowed. */
export const refresh: ConformanceGroup = {
  name: 'refresh',
  title: 'Refresh: single flight, rotation, refusals, the twelve hours',
  control: refreshCase(
    'control-refresh',
    'positive control',
    'a correct provider refreshes',
    'a token about to expire, then a call',
    refreshes,
  ),
  cases: [
    refreshCase(
      'refresh-single-flight',
      rfc6749,
      'one refresh however many calls wait',
      '1,000 calls at once with a token about to expire',
      fliesOnce,
    ),
    refreshCase(
      'refresh-rotation',
      'RFC 9700 section 4.14.2',
      'each refresh uses the newest token',
      'three refreshes in a row at a provider that revokes everything at a reuse',
      rotates,
    ),
    refreshCase(
      'refresh-refused',
      platform,
      '400 and 401 alike end the session',
      '`invalid_grant` with 400, then with 401',
      () => endsAtRefusal(invalidGrant, jsonType),
    ),
    refreshCase(
      'refresh-refused-empty',
      platform,
      'an empty refusal ends the session',
      '400, then 401, without a body',
      () => endsAtRefusal('', {}),
    ),
    refreshCase(
      'refresh-keeps-old-token',
      rfc6749,
      'no new refresh token: the old one stays',
      'two refreshes answered without a refresh token',
      keepsTheOldToken,
    ),
    refreshCase(
      'refresh-proxy-page',
      'what breaks: pages in between',
      'a page of HTML does not end the session',
      '200 with HTML',
      () =>
        survives(
          { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Log in</p>' },
          'NETWORK_LOG_IN_NEEDED',
        ),
    ),
    refreshCase(
      'refresh-server-error',
      rfc6749,
      'a server error does not end the session',
      '503 with text',
      () =>
        survives(
          { status: 503, headers: { 'content-type': 'text/plain' }, body: 'busy' },
          'SESSION_RENEWAL_FAILED',
        ),
    ),
    refreshCase(
      'refresh-passing-error',
      rfc6749,
      'a server that asks for patience does not end the session',
      '400 with `temporarily_unavailable`',
      () =>
        survives(
          { status: 400, headers: jsonType, body: '{"error":"temporarily_unavailable"}' },
          'SESSION_RENEWAL_FAILED',
        ),
    ),
    refreshCase(
      'refresh-unreachable',
      'what breaks: a provider that is down in mid-session',
      'the one who renews the session is at fault, not the national API',
      'the connection refused at every refresh',
      survivesUnreachable,
    ),
    refreshCase(
      'refresh-none-given',
      `${rfc6749}; OpenID Connect Core 11`,
      'a session that cannot be renewed says so, and lasts as long as its access token',
      'no refresh token; an access token of 20 s',
      lastsAsLongAsItsToken,
    ),
    refreshCase(
      'refresh-twelve-hours',
      platform,
      'never past the twelve hours',
      'the clock moved to the end of the session',
      endsAfterTwelveHours,
    ),
    refreshCase(
      'refresh-after-sleep',
      platform,
      'never past the twelve hours',
      'a PC asleep for longer: the clock moved, no timer run',
      endsAfterSleep,
    ),
    refreshCase(
      'refresh-longer-announced',
      platform,
      'never past the twelve hours',
      'a refresh token announced to live a year',
      capsLongerSessions,
    ),
    refreshCase(
      'refresh-after-401',
      'RFC 6750 section 3.1',
      'one refresh when the API refuses a token',
      'a 401 from the API with a token that should work',
      refreshesAfterRefusal,
    ),
    refreshCase(
      'refresh-after-sign-out',
      'RFC 9700 section 4.14',
      'no tokens after signing out',
      'signing out while a refresh is under way',
      dropsLateTokens,
    ),
  ],
};

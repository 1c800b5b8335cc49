import type { FailureCode } from '../../../electron/contract/failures.ts';
import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  must,
  mustBecome,
  mustEqual,
} from '../conformance-case.ts';
import {
  acceptsTheCorrectProvider,
  mustBeRefused,
  mustBeSignedIn,
  onStage,
  openIdProfiles,
  refusesWhen,
  type Stage,
} from '../drives.ts';
import type { Misbehaviour, ProviderAnswer } from '../provider/misbehaviour.ts';
import {
  answerWith,
  discoveryWith,
  idTokenTime,
  idTokenWith,
  userinfoWith,
} from '../provider/wrong-values.ts';
import { askProvider, visit } from '../user-agent.ts';

const core = 'OpenID Connect Core';

/** What the browser brings back, and who can do something about it. */
const redirectErrors: readonly (readonly [error: string, code: FailureCode])[] = [
  ['access_denied', 'SIGN_IN_REFUSED'],
  ['consent_required', 'SIGN_IN_CONSENT_REQUIRED'],
  ['login_required', 'SIGN_IN_INTERACTION_REQUIRED'],
  ['interaction_required', 'SIGN_IN_INTERACTION_REQUIRED'],
  ['account_selection_required', 'SIGN_IN_INTERACTION_REQUIRED'],
  ['unmet_authentication_requirements', 'SIGN_IN_LEVEL_NOT_OFFERED'],
  ['invalid_scope', 'SIGN_IN_CLIENT_REFUSED'],
  ['invalid_request', 'SIGN_IN_CLIENT_REFUSED'],
  ['unauthorized_client', 'SIGN_IN_CLIENT_REFUSED'],
  ['unsupported_response_type', 'SIGN_IN_CLIENT_REFUSED'],
  ['invalid_client', 'SIGN_IN_CLIENT_REFUSED'],
  ['invalid_redirect_uri', 'SIGN_IN_CLIENT_REFUSED'],
  ['redirect_uri_mismatch', 'SIGN_IN_CLIENT_REFUSED'],
  ['server_error', 'SIGN_IN_PROVIDER_ERROR'],
  ['temporarily_unavailable', 'SIGN_IN_PROVIDER_ERROR'],
  ['something_of_its_own', 'SIGN_IN_PROVIDER_ERROR'],
];

async function tellsErrorsApart(): Promise<string> {
  for (const profile of ['cis2', 'oidc', 'api-platform'] as const) {
    await onStage(profile, async ({ provider, party }) => {
      for (const [error, code] of redirectErrors) {
        provider.misbehave(answerWith('error', error));
        mustBeRefused(await party.signIn(), code);
        const state = party.rooms.session.current();
        const detail = state.kind === 'signed-out' ? (state.failure?.detail ?? '') : '';
        must(detail.startsWith(`${error}; provider: http`), 'the error and the provider', detail);
      }
    });
  }
  return `${redirectErrors.length} errors, each with a code for whoever can mend it`;
}

const tokenErrors: readonly (readonly [error: string, code: FailureCode])[] = [
  ['invalid_grant', 'SIGN_IN_CODE_REFUSED'],
  ['invalid_client', 'SIGN_IN_CLIENT_REFUSED'],
  ['unauthorized_client', 'SIGN_IN_CLIENT_REFUSED'],
  ['unsupported_grant_type', 'SIGN_IN_CLIENT_REFUSED'],
  ['invalid_scope', 'SIGN_IN_CLIENT_REFUSED'],
  ['temporarily_unavailable', 'SIGN_IN_PROVIDER_ERROR'],
];

function refusal(error: string): ProviderAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status: 400, headers, body: JSON.stringify({ error }) };
}

async function tellsTokenErrorsApart(): Promise<string> {
  for (const [error, code] of tokenErrors) {
    await refusesWhen({ does: `says ${error}`, replaced: { token: refusal(error) } }, { code });
  }
  return `${tokenErrors.length} errors, each with a code for whoever can mend it`;
}

const html: ProviderAnswer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' };
const busy: ProviderAnswer = { status: 503, headers: {}, body: 'busy' };

async function namesThePlatform(): Promise<string> {
  for (const [exchange, code] of [
    [html, 'NETWORK_LOG_IN_NEEDED'],
    [busy, 'TOKEN_EXCHANGE_FAILED'],
    [refusal('temporarily_unavailable'), 'TOKEN_EXCHANGE_FAILED'],
    [refusal('invalid_client'), 'TOKEN_EXCHANGE_REFUSED'],
  ] as const) {
    await refusesWhen(
      { does: 'fails at the exchange', replaced: { exchange } },
      { code, profiles: ['cis2'] },
    );
  }
  return 'the API platform named, not the log-in service; a page is the network’s';
}

function userinfoCase(id: string, tried: string, answer: Misbehaviour, code: FailureCode) {
  return conformanceCase(
    { id, requirement: 'say what userinfo lacks', source: `${core} 5.3.2`, tried },
    () => refusesWhen(answer, { code }),
  );
}

const roles = 'nhsid_nrbac_roles';

async function asksForConsent(): Promise<string> {
  for (const [profile, prompt] of [
    ['oidc', 'login consent'],
    ['cis2', 'login'],
  ] as const) {
    await onStage(profile, async ({ party }) => {
      const { searchParams } = await party.request();
      mustEqual(searchParams.get('prompt'), prompt, `prompt of ${profile}`);
      const scope = searchParams.get('scope')?.split(' ') ?? [];
      mustEqual(scope.includes('offline_access'), profile === 'oidc', 'offline_access');
    });
  }
  return 'prompt=login consent beside offline_access, prompt=login without';
}

/** What is revoked after a sign-in that CareDesk refused. */
const refusedLate: readonly Misbehaviour[] = [
  idTokenWith('nonce', 'another'),
  idTokenWith('aud', ['caredesk-conformance', 'another-client']),
  idTokenTime('auth_time', 3_600),
  idTokenWith('acr', 'AAL1_USERPASS'),
  userinfoWith('sub', '656000000000'),
  userinfoWith('sub', undefined),
  userinfoWith(roles, undefined),
  idTokenWith('selected_roleid', '1'),
  { does: 'has no userinfo to give', replaced: { userinfo: busy } },
];

function revocations({ provider }: Stage): string[] {
  return provider.received
    .filter(({ path }) => path === '/revoke')
    .map(({ form }) => form.get('token') ?? '');
}

function withRevocation(provider: Stage['provider'], misbehaviour: Misbehaviour): void {
  const { discovery } = discoveryWith('revocation_endpoint', `${provider.issuer}/revoke`);
  provider.misbehave({ ...misbehaviour, ...(discovery === undefined ? {} : { discovery }) });
}

async function revokesRefused(): Promise<string> {
  for (const misbehaviour of refusedLate) {
    await onStage('oidc', async (stage) => {
      withRevocation(stage.provider, misbehaviour);
      const outcome = await stage.party.signIn();
      must(outcome.kind === 'refused', 'refused', outcome.kind);
      await mustBecome(async () => revocations(stage).length, 1, `when it ${misbehaviour.does}:`);
      const [token = ''] = revocations(stage);
      must(stage.provider.secrets.has(token), 'a token it issued', 'another');
    });
  }
  // CIS2 itself gave an access token; what came of its exchange is the platform's.
  await onStage('cis2', async (stage) => {
    withRevocation(stage.provider, {
      does: 'does not exchange',
      replaced: { exchange: refusal('invalid_request') },
    });
    mustBeRefused(await stage.party.signIn(), 'TOKEN_EXCHANGE_REFUSED');
    await mustBecome(async () => revocations(stage).length, 1, 'tokens revoked');
  });
  return `${refusedLate.length + 1} refusals after the code was redeemed, each time revoked`;
}

/** The person cancels while the tokens are on their way. */
async function revokesCancelled(): Promise<string> {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = async (url: string, init?: RequestInit) => {
    const answer = await fetch(url, { ...init, redirect: 'error' });
    if (String(init?.body).includes('grant_type=authorization_code')) await gate;
    return answer;
  };
  await onStage(
    'oidc',
    async (stage) => {
      const { party } = stage;
      withRevocation(stage.provider, { does: 'offers to revoke' });
      await visit(await askProvider(await party.request()));
      await party.until(
        (state) => state.kind === 'signing-in' && state.attempt.phase === 'completing',
      );
      party.rooms.session.cancelSignIn();
      release();
      await mustBecome(async () => revocations(stage).length, 1, 'tokens revoked');
    },
    { fetch: slow },
  );
  return 'cancelled while the code was being redeemed: revoked when the tokens arrived';
}

async function revokesAnother(): Promise<string> {
  await onStage(
    'oidc',
    async (stage) => {
      const { provider, party } = stage;
      withRevocation(provider, { does: 'offers to revoke' });
      mustBeSignedIn(await party.signIn());
      withRevocation(provider, {
        does: 'answers about somebody else',
        idToken: (claims) => Object.assign(claims, { sub: '656000000000' }),
        userinfo: (claims) => Object.assign(claims, { sub: '656000000000' }),
      });
      const opened = party.opened.length;
      const answer = party.readPatient();
      await visit(await askProvider(await party.openedAfter(opened)));
      await answer;
      mustEqual(party.rooms.session.current().kind, 'active', 'state');
      await mustBecome(async () => revocations(stage).length, 1, 'tokens revoked');
    },
    {
      policy: { services: { pds: { path: '/personal-demographics/FHIR/R4', level: 'AAL3' } } },
      settings: { usualLevel: 2 },
    },
  );
  return 'the tokens of the other person are revoked, the work goes on';
}

const cases: readonly ConformanceCase[] = [
  conformanceCase(
    {
      id: 'redirect-errors',
      requirement: 'tell apart what the person, an administrator and time can mend',
      source: 'RFC 6749 section 4.1.2.1; OpenID Connect Core 3.1.2.6',
      tried: redirectErrors.map(([error]) => error).join(', '),
    },
    tellsErrorsApart,
  ),
  conformanceCase(
    {
      id: 'token-errors',
      requirement: 'tell apart what the person, an administrator and time can mend',
      source: 'RFC 6749 section 5.2',
      tried: tokenErrors.map(([error]) => error).join(', '),
    },
    tellsTokenErrorsApart,
  ),
  conformanceCase(
    {
      id: 'exchange-errors',
      requirement: 'name the service that failed',
      source: 'RFC 8693 section 2.2.2',
      tried: 'an exchange answered with HTML, 503, temporarily_unavailable, invalid_client',
    },
    namesThePlatform,
  ),
  userinfoCase(
    'userinfo-without-sub',
    'userinfo without `sub`',
    userinfoWith('sub', undefined),
    'SIGN_IN_USERINFO_UNREADABLE',
  ),
  userinfoCase(
    'userinfo-signed-by-nobody',
    'userinfo as a JWT without a signature',
    {
      does: 'signs userinfo with nothing',
      replaced: {
        userinfo: {
          status: 200,
          headers: { 'content-type': 'application/jwt' },
          body: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiI2NTYwMDU3NTAxMDQifQ.',
        },
      },
    },
    'SIGN_IN_USERINFO_UNREADABLE',
  ),
  userinfoCase(
    'userinfo-refused',
    'userinfo answered with 403 insufficient_scope',
    {
      does: 'refuses userinfo',
      replaced: {
        userinfo: {
          status: 403,
          headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
          body: '',
        },
      },
    },
    'SIGN_IN_USERINFO_REFUSED',
  ),
  userinfoCase(
    'roles-absent',
    `no \`${roles}\``,
    userinfoWith(roles, undefined),
    'SIGN_IN_ROLES_NOT_TOLD',
  ),
  userinfoCase(
    'roles-unreadable',
    `\`${roles}\` as a word`,
    userinfoWith(roles, 'nurse'),
    'SIGN_IN_ROLES_UNREADABLE',
  ),
  conformanceCase(
    {
      id: 'offline-access-consent',
      requirement: 'ask for consent where refresh tokens are asked for',
      source: `${core} 11`,
      tried: 'the authorization requests of both profiles',
    },
    asksForConsent,
  ),
  conformanceCase(
    {
      id: 'refused-tokens-revoked',
      requirement: 'revoke tokens nobody will use',
      source: 'RFC 7009 section 1',
      tried: refusedLate.map(({ does }) => does).join('; '),
    },
    revokesRefused,
  ),
  conformanceCase(
    {
      id: 'cancelled-tokens-revoked',
      requirement: 'revoke tokens nobody will use',
      source: 'RFC 7009 section 1',
      tried: 'cancelled while the code is being redeemed',
    },
    revokesCancelled,
  ),
  conformanceCase(
    {
      id: 'step-up-tokens-revoked',
      requirement: 'revoke tokens nobody will use',
      source: 'RFC 7009 section 1',
      tried: 'a step-up by another person',
    },
    revokesAnother,
  ),
];

/** Providers that are not as CareDesk needs them: who is told what, and what is left there. */
export const whatIsLacking: ConformanceGroup = {
  name: 'lacking',
  title: 'Providers that lack something: said to whom it concerns, and nothing left there',
  control: conformanceCase(
    {
      id: 'control-lacking',
      requirement: 'a correct provider is accepted',
      source: 'positive control',
      tried: 'the same drives with nothing wrong',
    },
    () => acceptsTheCorrectProvider(openIdProfiles),
  ),
  cases,
};

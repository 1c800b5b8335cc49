import { makeIdToken, tamperedToken } from './id-token.ts';
import type { Json } from './json.ts';
import type { Circumstances, EndpointName, Misbehaviour, ProviderAnswer } from './misbehaviour.ts';
import { patientNumber, person, userinfoClaims } from './person-claims.ts';
import { createProviderState, type Grant, type ProviderState } from './provider-state.ts';
import type { Received } from './received.ts';
import { type KeyName, keyAfter, signingKey } from './signing-keys.ts';
import { refuseCode, tokenExchangeGrant } from './token-request.ts';

/** Registration of the one client, and the provider's habits. */
export interface ProviderSettings {
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  /** Authenticator assurance level when the client does not insist on AAL3. */
  readonly usualLevel: 2 | 3;
  /** Seconds an access token is announced to live. */
  readonly accessTokenLifetime: number;
}

/** An OpenID provider and API platform without a transport. */
export interface ProviderAnswers {
  readonly received: readonly Received[];
  /** Every code and token ever issued. */
  readonly secrets: ReadonlySet<string>;
  /** Answers one request, and records it. Knows nothing of sockets. */
  answer(request: Received): Promise<ProviderAnswer>;
  /** Misbehaves from now on in this way only; null to behave. */
  misbehave(misbehaviour: Misbehaviour | null): void;
  /** Changes habits from now on. */
  change(settings: Partial<ProviderSettings>): void;
  /** Signs with another key from now on and publishes that one only. */
  rotateKey(): void;
}

const json = 'application/json';

/** @param issuer address without a trailing slash; the API platform is at the same origin */
export function createProviderAnswers(
  issuer: string,
  given: Partial<ProviderSettings> = {},
): ProviderAnswers {
  let settings: ProviderSettings = {
    clientId: 'caredesk-conformance',
    clientSecret: null,
    usualLevel: 3,
    accessTokenLifetime: 599,
    ...given,
  };
  const state: ProviderState = createProviderState();
  const log: Received[] = [];
  let misbehaviour: Misbehaviour | null = null;
  let keyInUse: KeyName = 'first';
  let idTokens = 0;

  function circumstances(): Circumstances {
    return { issuer, clientId: settings.clientId, now: nowInSeconds(), idTokens };
  }

  function metadata(): Json {
    const announced: Json = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
    misbehaviour?.discovery?.(announced);
    return announced;
  }

  async function keySet(): Promise<Json> {
    const { publicJwk } = await signingKey(keyInUse);
    const keys: Json[] = [{ ...publicJwk }];
    return { keys: misbehaviour?.keys?.(keys) ?? keys };
  }

  function authorize({ query }: Received, announcesIssuer: boolean): ProviderAnswer {
    const back = new URL(query.get('redirect_uri') ?? '');
    const level = query.get('acr_values') === 'AAL3_ANY' ? 3 : settings.usualLevel;
    back.searchParams.set('code', state.newCode({ asked: query, level }));
    back.searchParams.set('state', query.get('state') ?? '');
    if (announcesIssuer) back.searchParams.set('iss', issuer);
    misbehaviour?.answer?.(back.searchParams, circumstances());
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  async function idTokenFor(grant: Grant, isRefreshed: boolean): Promise<string> {
    const nonce = grant.asked.get('nonce');
    const now = nowInSeconds();
    idTokens += 1;
    const claims: Json = {
      iss: issuer,
      sub: person.subject,
      aud: settings.clientId,
      iat: now,
      exp: now + 300,
      auth_time: now,
      acr: `AAL${grant.level}_ANY`,
      authentication_assurance_level: String(grant.level),
      id_assurance_level: '3',
      ...(nonce === null || isRefreshed ? {} : { nonce }),
    };
    misbehaviour?.idToken?.(claims, circumstances());
    if (isRefreshed) misbehaviour?.refreshedIdToken?.(claims, circumstances());
    if (misbehaviour?.rotatesBeforeSigning === true) keyInUse = keyAfter(keyInUse);
    const signature = misbehaviour?.signature ?? { kind: 'right', key: keyInUse };
    const signed = await makeIdToken(claims, signature, misbehaviour?.withoutKid === true);
    const tampering = misbehaviour?.tampering;
    const token = tampering === undefined ? signed : tamperedToken(signed, tampering);
    state.rememberIdToken(token, grant);
    return token;
  }

  function tokensFor(grant: Grant, withRefreshToken: boolean): Json {
    return {
      access_token: state.newAccessToken(grant),
      token_type: 'Bearer',
      expires_in: String(settings.accessTokenLifetime),
      ...(withRefreshToken
        ? { refresh_token: state.newRefreshToken(grant), refresh_token_expires_in: '43199' }
        : {}),
    };
  }

  async function redeem(request: Received, isPlatform: boolean): Promise<ProviderAnswer> {
    const grant = state.redeemCode(request.form.get('code'));
    const refusal = refuseCode(request, grant, settings, isPlatform);
    if (grant === null || refusal !== null) return refused(400, refusal ?? 'invalid_grant');
    const answer = tokensFor(grant, isPlatform || mayGoOffline(grant.asked));
    if (!isPlatform) answer['id_token'] = await idTokenFor(grant, false);
    misbehaviour?.tokens?.(answer);
    return ok(answer);
  }

  async function refresh({ form }: Received, isPlatform: boolean): Promise<ProviderAnswer> {
    const held = form.get('refresh_token') ?? '';
    const grant = state.redeemRefreshToken(held);
    if (grant === null) return refused(isPlatform ? 401 : 400, 'invalid_grant');
    const answer = tokensFor(grant, true);
    if (!isPlatform) answer['id_token'] = await idTokenFor(grant, true);
    misbehaviour?.refreshed?.(answer);
    if (answer['refresh_token'] === undefined) state.restoreRefreshToken(held, grant);
    return misbehaviour?.losesRefresh === true ? refused(503, 'lost') : ok(answer);
  }

  function exchange({ form }: Received): ProviderAnswer {
    const grant = state.grantOfIdToken(form.get('subject_token'));
    return grant === null ? refused(400, 'invalid_request') : ok(tokensFor(grant, true));
  }

  async function token(request: Received, isPlatform: boolean): Promise<ProviderAnswer> {
    switch (request.form.get('grant_type')) {
      case 'authorization_code':
        return misbehaviour?.replaced?.token ?? redeem(request, isPlatform);
      case 'refresh_token':
        return misbehaviour?.replaced?.refresh ?? refresh(request, isPlatform);
      case tokenExchangeGrant:
        return misbehaviour?.replaced?.exchange ?? exchange(request);
      default:
        return refused(400, 'unsupported_grant_type');
    }
  }

  function userinfo({ headers }: Received): ProviderAnswer {
    const grant = state.grantOfAccessToken(bearerOf(headers));
    if (grant === null) {
      return {
        status: 401,
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
        body: '',
      };
    }
    const claims = userinfoClaims(grant.level);
    misbehaviour?.userinfo?.(claims);
    return ok(claims);
  }

  function patient({ headers }: Received): ProviderAnswer {
    return state.grantOfAccessToken(bearerOf(headers)) === null
      ? refused(401, 'invalid_token')
      : ok({ resourceType: 'Patient', id: patientNumber });
  }

  async function atEndpoint(name: EndpointName, answer: () => unknown): Promise<ProviderAnswer> {
    return misbehaviour?.replaced?.[name] ?? ok(await answer());
  }

  async function route(request: Received): Promise<ProviderAnswer> {
    switch (`${request.method} ${request.path}`) {
      case 'GET /.well-known/openid-configuration':
        return atEndpoint('discovery', metadata);
      case 'GET /keys':
        return atEndpoint('keys', keySet);
      case 'GET /authorize':
        return authorize(request, true);
      case 'GET /oauth2/authorize':
        return authorize(request, false);
      case 'POST /token':
        return token(request, false);
      case 'POST /oauth2/token':
        return token(request, true);
      case 'GET /userinfo':
      case 'GET /oauth2/userinfo':
        return misbehaviour?.replaced?.userinfo ?? userinfo(request);
      case `GET /personal-demographics/FHIR/R4/Patient/${patientNumber}`:
        return patient(request);
      default:
        return refused(404, 'not_found');
    }
  }

  return {
    received: log,
    secrets: state.secrets,
    async answer(request) {
      log.push(request);
      return route(request);
    },
    misbehave(next) {
      misbehaviour = next;
    },
    change(next) {
      settings = { ...settings, ...next };
    },
    rotateKey() {
      keyInUse = keyAfter(keyInUse);
    },
  };
}

/** OpenID Connect Core 11: without consent `offline_access` is ignored. */
function mayGoOffline(asked: URLSearchParams): boolean {
  const words = (name: string) => (asked.get(name) ?? '').split(' ');
  return words('scope').includes('offline_access') && words('prompt').includes('consent');
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function ok(body: unknown): ProviderAnswer {
  return { status: 200, headers: { 'content-type': json }, body: JSON.stringify(body) };
}

function refused(status: number, error: string): ProviderAnswer {
  return { status, headers: { 'content-type': json }, body: JSON.stringify({ error }) };
}

/** The token of the Authorization header; one in the query or a form does not count. */
function bearerOf(headers: Readonly<Record<string, string>>): string | null {
  return /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? null;
}

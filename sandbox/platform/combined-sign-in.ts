import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { PlatformDoor, ProviderSignIn } from '../cis2/platform-door.ts';
import { clientRegistration, platformClientId } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import type { Answer } from '../http/exchange.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import { spoilRedirect } from '../redirect-faults.ts';
import { OAuthError, oauthErrorAnswer } from './oauth-error.ts';

/** Seconds an unfinished sign-in and an unused code of the platform are kept; our own numbers. */
const pendingSeconds = 600;
const codeSeconds = 60;

/** What the platform asks of CIS2: everything its userinfo is known to show. */
const cis2Scope = 'openid profile nhsperson nationalrbacaccess associatedorgs';

export interface CombinedSignInOptions {
  /** CIS2's authorization endpoint. */
  readonly authorizationEndpoint: string;
  readonly door: PlatformDoor;
  /** The platform's own callback at CIS2. */
  readonly callback: () => string;
  /** Callbacks registered for CareDesk, compared as strings. */
  readonly redirectUris: readonly string[];
  readonly faults: FaultSwitch;
  readonly secrets: IssuedSecrets;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface CombinedSignIn {
  /** `GET /oauth2/authorize`: on to CIS2, or back with an error. */
  authorize(request: IncomingMessage, url: URL): Answer;
  /** `GET /oauth2/callback`: back from CIS2, on to CareDesk. */
  callback(request: IncomingMessage, url: URL): Promise<Answer>;
  /** The sign-in behind a code, once. @throws OAuthError. */
  redeem(form: URLSearchParams): ProviderSignIn;
}

interface Pending {
  readonly redirectUri: string;
  readonly state: string;
  readonly at: number;
}

interface IssuedCode {
  readonly redirectUri: string;
  readonly signIn: ProviderSignIn;
  readonly at: number;
}

function redirectTo(location: string): Answer {
  return { status: 302, headers: { location, 'cache-control': 'no-store' } };
}

function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function checkMethod(request: IncomingMessage): void {
  if (request.method !== 'GET') {
    throw new OAuthError(405, 'invalid_request', 'The request method is not allowed');
  }
}

/** What is wrong with a request that can be answered at its redirect URI, or undefined. */
function refusalOf(parameters: URLSearchParams) {
  const responseType = parameters.get('response_type') ?? '';
  if (responseType === '') {
    return { error: 'invalid_request', error_description: 'response_type is missing' };
  }
  if (responseType !== 'code') {
    return { error: 'unsupported_response_type', error_description: 'response_type is invalid' };
  }
  if ((parameters.get('state') ?? '') === '') {
    return { error: 'invalid_request', error_description: 'state is missing' };
  }
  if (parameters.get('scope') !== 'nhs-cis2') {
    return { error: 'invalid_scope', error_description: 'scope is invalid' };
  }
  return undefined;
}

/** Who asks, and where to answer. @throws OAuthError: neither may be guessed. */
function checkedRedirectUri(parameters: URLSearchParams, registered: readonly string[]): string {
  const clientId = parameters.get('client_id') ?? '';
  if (clientId === '') throw new OAuthError(401, 'invalid_request', 'client_id is missing');
  if (clientId !== clientRegistration.clientId) {
    throw new OAuthError(401, 'invalid_request', 'client_id is invalid');
  }
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (redirectUri === '') throw new OAuthError(400, 'invalid_request', 'redirect_uri is missing');
  if (!registered.includes(redirectUri)) {
    throw new OAuthError(400, 'invalid_request', 'redirect_uri is invalid');
  }
  return redirectUri;
}

/**
 * The platform's combined authentication and authorisation: an OAuth code flow in front of CIS2,
 * with the platform as CIS2's client (facts of “User-restricted RESTful APIs - CIS2 combined
 * authentication and authorisation”).
 */
export function createCombinedSignIn(options: CombinedSignInOptions): CombinedSignIn {
  const { authorizationEndpoint, door, faults, secrets, now, redirectUris } = options;
  const pending = new Map<string, Pending>();
  const codes = new Map<string, IssuedCode>();

  const isOlder = (at: number, seconds: number) => now() - at > seconds * 1000;

  function authorize(request: IncomingMessage, { searchParams }: URL): Answer {
    checkMethod(request);
    const redirectUri = checkedRedirectUri(searchParams, redirectUris);
    const state = searchParams.get('state') ?? '';
    const refusal = refusalOf(searchParams);
    if (refusal !== undefined) {
      return redirectTo(
        withParameters(redirectUri, { ...refusal, ...(state !== '' && { state }) }),
      );
    }
    const ownState = randomBytes(24).toString('base64url');
    pending.set(ownState, { redirectUri, state, at: now() });
    return redirectTo(
      withParameters(authorizationEndpoint, {
        client_id: platformClientId,
        redirect_uri: options.callback(),
        response_type: 'code',
        scope: cis2Scope,
        state: ownState,
        nonce: randomBytes(24).toString('base64url'),
        max_age: '300',
        acr_values: searchParams.get('acr_values') ?? 'AAL3_ANY',
      }),
    );
  }

  function issueCode(redirectUri: string, signIn: ProviderSignIn): string {
    const code = randomBytes(24).toString('base64url');
    secrets.note('code', code);
    // The fault: someone else was faster, so the code is already gone.
    if (!faults.active().includes('code-replayed')) {
      codes.set(code, { redirectUri, signIn, at: now() });
    }
    return code;
  }

  async function callback(request: IncomingMessage, { searchParams }: URL): Promise<Answer> {
    checkMethod(request);
    const ownState = searchParams.get('state') ?? '';
    const waiting = pending.get(ownState);
    pending.delete(ownState);
    if (waiting === undefined || isOlder(waiting.at, pendingSeconds)) {
      throw new OAuthError(400, 'invalid_request', 'Invalid state parameter.');
    }
    const { redirectUri, state } = waiting;
    const signIn = await door(searchParams.get('code') ?? '');
    const said =
      signIn === undefined
        ? {
            error: searchParams.get('error') ?? 'server_error',
            error_description: searchParams.get('error_description') ?? 'CIS2 did not sign in',
          }
        : { code: issueCode(redirectUri, signIn) };
    const location = withParameters(redirectUri, { ...said, state });
    const active = faults.active().filter((fault) => fault !== 'wrong-iss');
    return redirectTo(spoilRedirect(location, active));
  }

  function answered(error: unknown): Answer {
    if (error instanceof OAuthError) return oauthErrorAnswer(error);
    throw error;
  }

  return {
    authorize: (request, url) => {
      try {
        return authorize(request, url);
      } catch (error) {
        return answered(error);
      }
    },
    callback: (request, url) => callback(request, url).catch(answered),
    redeem: (form) => {
      const code = form.get('code') ?? '';
      if (code === '')
        throw new OAuthError(400, 'invalid_request', 'authorization_code is missing');
      const redirectUri = form.get('redirect_uri') ?? '';
      if (redirectUri === '') {
        throw new OAuthError(400, 'invalid_request', 'redirect_uri is missing');
      }
      const issued = codes.get(code);
      codes.delete(code);
      if (issued === undefined || isOlder(issued.at, codeSeconds)) {
        throw new OAuthError(400, 'invalid_grant', 'authorization_code is invalid');
      }
      if (redirectUri !== issued.redirectUri) {
        throw new OAuthError(400, 'invalid_request', 'redirect_uri is invalid');
      }
      return issued.signIn;
    },
  };
}

import { type ClientCredentials, clientRegistration } from '../client-registration.ts';
import { createClientAssertionCheck } from './client-assertion.ts';
import { OAuthError } from './oauth-error.ts';

export interface TokenRequest {
  readonly grant: 'token-exchange' | 'authorization-code' | 'refresh';
  readonly form: URLSearchParams;
  /** The Authorization header, or undefined. */
  readonly authorization: string | undefined;
}

/** Checks who sends a token request and resolves with the client id. @throws OAuthError. */
export type ClientAuthentication = (request: TokenRequest) => Promise<string>;

const refused = () =>
  new OAuthError(401, 'invalid_client', 'client_id or client_secret is invalid');

function namedClient(clientId: string | null): string {
  if (clientId === null || clientId === '') {
    throw new OAuthError(401, 'invalid_request', 'client_id is missing');
  }
  if (clientId !== clientRegistration.clientId) throw refused();
  return clientId;
}

function checkSecret(clientId: string | null, secret: string | null, expected: string): string {
  const named = namedClient(clientId);
  if (secret === null || secret === '') {
    throw new OAuthError(401, 'invalid_request', 'client_secret is missing');
  }
  if (secret !== expected) throw refused();
  return named;
}

function secretInForm(form: URLSearchParams, expected: string): string {
  return checkSecret(form.get('client_id'), form.get('client_secret'), expected);
}

/** User name and password of a Basic header, form-decoded (RFC 6749 section 2.3.1). */
function basicCredentials(
  authorization: string | undefined,
): readonly [string, string] | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const decode = (part: string) => new URLSearchParams(`v=${part}`).get('v') ?? '';
  return [decode(id), decode(rest.join(':'))];
}

/**
 * The token endpoint's client authentication for a registered method.
 *
 * `none` is the view from behind the relay, which has added the authentication: the workstation
 * names its client only. `private_key_jwt` is the platform's own: token exchange demands an
 * assertion; code and refresh demand `client_secret`, and take an assertion in its place. With
 * the secret methods every grant demands the secret, `client_secret_basic` in either place.
 */
export function createClientAuthentication(
  { method, jwks, secret }: ClientCredentials,
  tokenUrl: () => string,
  now: () => number,
): ClientAuthentication {
  const { clientId } = clientRegistration;
  const checkAssertion = createClientAssertionCheck({ jwks, clientId, tokenUrl, now });
  return async ({ grant, form, authorization }) => {
    switch (method) {
      case 'none':
        return namedClient(form.get('client_id'));
      case 'client_secret_post':
        return secretInForm(form, secret);
      case 'client_secret_basic': {
        const basic = basicCredentials(authorization);
        if (basic === undefined) return secretInForm(form, secret);
        return checkSecret(basic[0], basic[1], secret);
      }
      case 'private_key_jwt':
        if (grant !== 'token-exchange' && !form.has('client_assertion')) {
          return secretInForm(form, secret);
        }
        await checkAssertion(form);
        return clientId;
    }
  };
}

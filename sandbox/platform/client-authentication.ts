import { clientRegistration } from '../client-registration.ts';
import { OAuthError } from './oauth-error.ts';

/** Checks who sends a token request and returns the client id. @throws OAuthError. */
export type ClientAuthentication = (parameters: URLSearchParams) => string;

/**
 * The token endpoint as seen behind the relay: the relay has added the client authentication, so
 * the workstation names its client only. The platform itself demands `client_secret` (refresh) or
 * a `private_key_jwt` assertion (token exchange); a stand-in of that is another
 * ClientAuthentication.
 */
export const behindRelay: ClientAuthentication = (parameters) => {
  const clientId = parameters.get('client_id');
  if (clientId === null || clientId === '') {
    throw new OAuthError(401, 'invalid_request', 'client_id is missing');
  }
  if (clientId !== clientRegistration.clientId) {
    throw new OAuthError(401, 'invalid_client', 'client_id or client_secret is invalid');
  }
  return clientId;
};

import { type ClientMetadata, type Configuration, errors } from 'oidc-provider';
import {
  assertionAlgorithms,
  type ClientCredentials,
  clientRegistration,
  longestAssertion,
  platformClientId,
} from '../client-registration.ts';

/** What a client's method of authentication adds to its registration. */
function credentialMetadata({ method, jwks, secret }: ClientCredentials): Partial<ClientMetadata> {
  switch (method) {
    case 'none':
      return {};
    case 'client_secret_basic':
    case 'client_secret_post':
      return { client_secret: secret };
    case 'private_key_jwt':
      return { jwks: { keys: jwks.keys.map((key) => ({ ...key, kty: key.kty ?? '' })) } };
  }
}

const codeClient = {
  grant_types: ['authorization_code'],
  response_types: ['code'],
  id_token_signed_response_alg: 'RS256',
} satisfies Partial<ClientMetadata>;

/** CareDesk and, for the combined pattern, the API platform. */
export function registeredClients(
  credentials: ClientCredentials,
  platformCallback: string,
  refreshTokens: boolean,
): ClientMetadata[] {
  return [
    {
      ...codeClient,
      grant_types: ['authorization_code', ...(refreshTokens ? ['refresh_token'] : [])],
      client_id: clientRegistration.clientId,
      application_type: 'native',
      token_endpoint_auth_method: credentials.method,
      redirect_uris: [...clientRegistration.redirectUris],
      post_logout_redirect_uris: [...clientRegistration.postLogoutRedirectUris],
      ...credentialMetadata(credentials),
    },
    {
      ...codeClient,
      client_id: platformClientId,
      // Nobody knows this secret: the platform redeems its codes inside the sandbox.
      client_secret: crypto.randomUUID(),
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [platformCallback],
    },
  ];
}

/** Client assertions as CIS2 takes them: the token endpoint as audience, five minutes at most. */
export function clientAssertionRules(
  tokenEndpoint: string,
  nowSeconds: () => number,
): Pick<Configuration, 'assertJwtClientAuthClaimsAndHeader' | 'enabledJWA'> {
  return {
    enabledJWA: { clientAuthSigningAlgValues: assertionAlgorithms },
    assertJwtClientAuthClaimsAndHeader: async (_ctx, { aud, exp }) => {
      if (aud !== tokenEndpoint) throw new errors.InvalidClientAuth('JWT is not valid: aud');
      const left = Number(exp) - nowSeconds();
      if (!(left > 0 && left <= longestAssertion)) {
        throw new errors.InvalidClientAuth('JWT is not valid: exp');
      }
    },
  };
}

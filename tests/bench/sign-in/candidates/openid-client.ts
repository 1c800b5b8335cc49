import * as client from 'openid-client';
import type { Attempt, Candidate, Checks, Terms } from '../candidate.ts';

/** openid-client by itself: as shipped, or with signature checks switched on and RS256 pinned. */
export function open(terms: Terms, checks: Checks): Candidate {
  let discovered: Promise<client.Configuration> | null = null;
  const configuration = () => {
    discovered ??=
      checks === 'shipped'
        ? client.discovery(new URL(terms.issuer), terms.clientId, undefined, client.None())
        : client.discovery(
            new URL(terms.issuer),
            terms.clientId,
            { id_token_signed_response_alg: 'RS256' },
            client.None(),
            { execute: [client.enableNonRepudiationChecks] },
          );
    return discovered;
  };
  return {
    begin(): Attempt {
      const state = client.randomState();
      const nonce = client.randomNonce();
      const verifier = client.randomPKCECodeVerifier();
      return {
        state,
        async authorizationRequest(redirectUri) {
          const address = client.buildAuthorizationUrl(await configuration(), {
            redirect_uri: redirectUri,
            scope: 'openid profile',
            state,
            nonce,
            max_age: String(terms.maxAge),
            prompt: 'login',
            code_challenge: await client.calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
          });
          // Asked for now and needed later; a failure shows when the id token is checked.
          if (checks === 'equal, keys ahead')
            fetchKeys(await configuration()).catch(() => undefined);
          return address;
        },
        async redeem(answer, onValidated) {
          const tokens = await client.authorizationCodeGrant(await configuration(), answer, {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: verifier,
            idTokenExpected: true,
            maxAge: terms.maxAge,
          });
          onValidated();
          if (checks === 'shipped') return;
          await client.fetchUserInfo(
            await configuration(),
            tokens.access_token,
            tokens.claims()?.sub ?? '',
          );
        },
      };
    },
  };
}

async function fetchKeys(configuration: client.Configuration): Promise<void> {
  const response = await fetch(configuration.serverMetadata().jwks_uri ?? '');
  const jwks: client.JWKS = JSON.parse(await response.text());
  client.setJwksCache(configuration, { jwks, uat: Math.floor(Date.now() / 1000) });
}

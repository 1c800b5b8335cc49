import { randomBytes } from 'node:crypto';
import { CryptoProvider, ProtocolMode, PublicClientApplication } from '@azure/msal-node';
import type { Attempt, Candidate, Checks, Terms } from '../candidate.ts';
import { joseChecks } from '../jose-check.ts';
import { demand } from '../refusal.ts';

/** msal-node against a provider that is not Microsoft's; with `equal` jose checks the id token. */
export function open(terms: Terms, checks: Checks): Candidate {
  const application = new PublicClientApplication({
    auth: {
      clientId: terms.clientId,
      authority: terms.issuer,
      knownAuthorities: [new URL(terms.issuer).host],
    },
    system: { protocolMode: ProtocolMode.OIDC },
  });
  const cryptography = new CryptoProvider();
  const added = checks === 'shipped' ? null : joseChecks(terms);
  const scopes = ['openid', 'profile'];
  return {
    begin(): Attempt {
      const state = randomBytes(32).toString('base64url');
      const nonce = randomBytes(32).toString('base64url');
      let redirect = '';
      let verifier = '';
      return {
        state,
        async authorizationRequest(redirectUri) {
          const pkce = await cryptography.generatePkceCodes();
          redirect = redirectUri;
          verifier = pkce.verifier;
          const address = await application.getAuthCodeUrl({
            scopes,
            redirectUri,
            state,
            nonce,
            prompt: 'login',
            codeChallenge: pkce.challenge,
            codeChallengeMethod: 'S256',
            extraQueryParameters: { max_age: String(terms.maxAge) },
          });
          if (checks === 'equal, keys ahead') void added?.keysAhead();
          return new URL(address);
        },
        async redeem(answer, onValidated) {
          added?.answer(answer, state);
          const code = answer.searchParams.get('code') ?? '';
          const result = await application.acquireTokenByCode(
            { scopes, redirectUri: redirect, code, codeVerifier: verifier, state, nonce },
            { code, state: answer.searchParams.get('state') ?? '' },
          );
          demand(result.idToken !== '', 'no id token');
          const claims = await added?.idToken(result.idToken, nonce);
          onValidated();
          if (claims !== undefined) await added?.person(result.accessToken, claims);
        },
      };
    },
  };
}

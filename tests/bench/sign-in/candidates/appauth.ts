import { randomBytes } from 'node:crypto';
import { AuthorizationRequest } from '@openid/appauth/built/src/authorization_request.js';
import { AuthorizationRequestHandler } from '@openid/appauth/built/src/authorization_request_handler.js';
import { AuthorizationServiceConfiguration } from '@openid/appauth/built/src/authorization_service_configuration.js';
import { NodeCrypto } from '@openid/appauth/built/src/node_support/crypto_utils.js';
import { NodeRequestor } from '@openid/appauth/built/src/node_support/node_requestor.js';
import { BasicQueryStringUtils } from '@openid/appauth/built/src/query_string_utils.js';
import { TokenRequest } from '@openid/appauth/built/src/token_request.js';
import { BaseTokenRequestHandler } from '@openid/appauth/built/src/token_request_handler.js';
import type { Attempt, Candidate, Checks, Terms } from '../candidate.ts';
import { joseChecks } from '../jose-check.ts';
import { demand } from '../refusal.ts';

/** The handler of an app with a loopback server of its own, in place of AppAuth's on port 8000. */
class LoopbackHandler extends AuthorizationRequestHandler {
  constructor() {
    super(new BasicQueryStringUtils(), new NodeCrypto());
  }

  addressOf(configuration: AuthorizationServiceConfiguration, request: AuthorizationRequest): URL {
    return new URL(this.buildRequestUrl(configuration, request));
  }

  override performAuthorizationRequest(): void {
    throw new Error('the bench opens the address itself');
  }

  protected override completeAuthorizationRequest(): Promise<null> {
    return Promise.resolve(null);
  }
}

/** AppAuth, which leaves every check but PKCE to its caller; with `equal` jose checks the rest. */
export function open(terms: Terms, checks: Checks): Candidate {
  const requestor = new NodeRequestor();
  const handler = new LoopbackHandler();
  const tokenHandler = new BaseTokenRequestHandler(requestor);
  const added = checks === 'shipped' ? null : joseChecks(terms);
  let discovered: Promise<AuthorizationServiceConfiguration> | null = null;
  const configuration = () => {
    discovered ??= AuthorizationServiceConfiguration.fetchFromIssuer(terms.issuer, requestor);
    return discovered;
  };
  return {
    begin(): Attempt {
      const nonce = randomBytes(32).toString('base64url');
      const request = new AuthorizationRequest(
        {
          client_id: terms.clientId,
          redirect_uri: '',
          scope: 'openid profile',
          response_type: AuthorizationRequest.RESPONSE_TYPE_CODE,
          state: randomBytes(32).toString('base64url'),
          extras: { nonce, max_age: String(terms.maxAge), prompt: 'login' },
        },
        new NodeCrypto(),
      );
      return {
        state: request.state,
        async authorizationRequest(redirectUri) {
          request.redirectUri = redirectUri;
          await request.setupCodeVerifier();
          const address = handler.addressOf(await configuration(), request);
          if (checks === 'equal, keys ahead') void added?.keysAhead();
          return address;
        },
        async redeem(answer, onValidated) {
          added?.answer(answer, request.state);
          const tokens = await tokenHandler.performTokenRequest(
            await configuration(),
            new TokenRequest({
              client_id: terms.clientId,
              redirect_uri: request.redirectUri,
              grant_type: 'authorization_code',
              code: answer.searchParams.get('code') ?? '',
              extras: { code_verifier: request.internal?.['code_verifier'] ?? '' },
            }),
          );
          const idToken: unknown = tokens.idToken;
          demand(typeof idToken === 'string', 'no id token');
          const claims = await added?.idToken(String(idToken), nonce);
          onValidated();
          if (claims !== undefined) await added?.person(String(tokens.accessToken), claims);
        },
      };
    },
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import { patientsAt } from '../apis/pds/patients.ts';
import { createPds, pdsPath, withMirroredHeaders } from '../apis/pds/pds.ts';
import { faultyPdsAnswer } from '../apis/pds/pds-faults.ts';
import { createPrescriptions, prescriptionsPath } from '../apis/prescriptions/prescriptions.ts';
import type { PlatformDoor } from '../cis2/platform-door.ts';
import type { TokenOwnerLookUp } from '../cis2/token-owner.ts';
import { type ClientCredentials, clientRegistration } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { faultyEndpointAnswer } from '../http/endpoint-faults.ts';
import { type Answer, send } from '../http/exchange.ts';
import type { HeldAnswers } from '../http/held-answers.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { ServerCertificate } from '../http/private-ca.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import { createClientAuthentication } from './client-authentication.ts';
import { createCombinedSignIn } from './combined-sign-in.ts';
import { answerFaultRequest, faultsPath } from './fault-routes.ts';
import { answerUserinfo } from './platform-userinfo.ts';
import { createProviderTokens } from './provider-tokens.ts';
import { createSubjectTokenCheck } from './subject-token.ts';
import { answerTokenRequest, type TokenEndpoint } from './token-endpoint.ts';
import { createTokenStore } from './token-store.ts';

export interface PlatformServer {
  readonly apiOrigin: string;
  /** The platform's own callback at CIS2, for the combined pattern. */
  readonly callback: string;
  stop(): Promise<void>;
}

export interface PlatformOptions {
  readonly port: number;
  readonly certificate: ServerCertificate | undefined;
  readonly issuer: string;
  /** CIS2's public keys of now. */
  readonly publicKeys: () => JSONWebKeySet;
  /** CIS2's authorization endpoint and back channel, for the combined pattern. */
  readonly authorizationEndpoint: string;
  readonly door: PlatformDoor;
  /** Whose the provider's access tokens are, where the APIs take those; undefined where not. */
  readonly ownerOfProviderToken: TokenOwnerLookUp | undefined;
  readonly credentials: ClientCredentials;
  readonly redirectUris: readonly string[];
  /** Least authenticator assurance level the application's products are granted for. */
  readonly leastLevel: 2 | 3;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly faults: FaultSwitch;
  readonly held: HeldAnswers;
  readonly secrets: IssuedSecrets;
  /** Called for every request to the token endpoint or an API, before it is answered. */
  readonly observe: (
    server: 'platform' | 'pds' | 'prescriptions',
    request: IncomingMessage,
    response: ServerResponse,
  ) => void;
}

function isUnder(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Starts the API platform: `/oauth2`, its APIs and the fault switch. @throws when taken. */
export async function startPlatform(options: PlatformOptions): Promise<PlatformServer> {
  const { now, faults, held, secrets, observe } = options;
  const tokens = createTokenStore(now);
  let apiOrigin = '';
  const callback = () => `${apiOrigin}/oauth2/callback`;
  const combined = createCombinedSignIn({ ...options, callback });
  const tokenUrl = () => `${apiOrigin}/oauth2/token`;
  const endpoint: TokenEndpoint = {
    tokens,
    combined,
    authenticateClient: createClientAuthentication(options.credentials, tokenUrl, now),
    checkSubjectToken: createSubjectTokenCheck({
      issuer: options.issuer,
      publicKeys: options.publicKeys,
      audience: clientRegistration.clientId,
      now,
    }),
    leastLevel: options.leastLevel,
    faults,
    secrets,
    now,
  };
  const patients = patientsAt(now());
  const prescriptions = createPrescriptions({ tokens, patients, now });
  const admitProviderToken =
    options.ownerOfProviderToken === undefined
      ? undefined
      : createProviderTokens(tokens, options.ownerOfProviderToken, now);
  let pds: ReturnType<typeof createPds> | undefined;

  async function platformAnswer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<Answer | 'dropped'> {
    observe('platform', request, response);
    const active = faults.active();
    if (active.includes('platform-down')) return 'dropped';
    switch (url.pathname) {
      case '/oauth2/token':
        return faultyEndpointAnswer('token', active) ?? answerTokenRequest(endpoint, request);
      case '/oauth2/userinfo':
        return faultyEndpointAnswer('userinfo', active) ?? answerUserinfo(tokens, request);
      case '/oauth2/authorize':
        return combined.authorize(request, url);
      case '/oauth2/callback':
        return combined.callback(request, url);
      default:
        return { status: 404, body: { error: 'not_found' } };
    }
  }

  async function pdsAnswer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<Answer | 'dropped'> {
    observe('pds', request, response);
    if (faults.active().includes('pds-slow')) await held.until('pds-slow');
    if (faults.active().includes('pds-down')) return 'dropped';
    const answer = faultyPdsAnswer(faults, tokens, request) ?? pds?.(request, url);
    return answer === undefined ? 'dropped' : withMirroredHeaders(request, answer);
  }

  async function answerTo(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Answer | 'dropped'> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname;
    if (isUnder(faultsPath, path)) return answerFaultRequest(faults, request, path);
    if (isUnder('/oauth2', path)) return platformAnswer(request, response, url);
    await admitProviderToken?.(request);
    if (isUnder(pdsPath, path)) return pdsAnswer(request, response, url);
    if (isUnder(prescriptionsPath, path)) {
      observe('prescriptions', request, response);
      return prescriptions(request, url);
    }
    return { status: 404, body: { error: 'not_found' } };
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await answerTo(request, response);
    if (answer === 'dropped') {
      request.socket.destroy();
      return;
    }
    response.setHeader('date', new Date(now()).toUTCString());
    send(response, answer);
  };
  const server = await startLocalServer(options.port, serve, options.certificate);
  apiOrigin = server.origin;
  pds = createPds({ tokens, patients, apiOrigin, now });
  return { apiOrigin, callback: callback(), stop: () => server.stop() };
}

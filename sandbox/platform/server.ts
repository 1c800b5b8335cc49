import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import { patientsAt } from '../apis/pds/patients.ts';
import { createPds, pdsPath, withMirroredHeaders } from '../apis/pds/pds.ts';
import { faultyPdsAnswer } from '../apis/pds/pds-faults.ts';
import { clientRegistration } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { type Answer, send } from '../http/exchange.ts';
import type { HeldAnswers } from '../http/held-answers.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import { behindRelay } from './client-authentication.ts';
import { answerFaultRequest, faultsPath } from './fault-routes.ts';
import { createSubjectTokenCheck } from './subject-token.ts';
import { answerTokenRequest, type TokenEndpoint } from './token-endpoint.ts';
import { createTokenStore } from './token-store.ts';

export interface PlatformServer {
  readonly apiOrigin: string;
  stop(): Promise<void>;
}

export interface PlatformOptions {
  readonly port: number;
  readonly issuer: string;
  readonly publicKeys: JSONWebKeySet;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly faults: FaultSwitch;
  readonly held: HeldAnswers;
  readonly secrets: IssuedSecrets;
  /** Called for every request to the token endpoint or an API, before it is answered. */
  readonly observe: (
    server: 'platform' | 'pds',
    request: IncomingMessage,
    response: ServerResponse,
  ) => void;
}

function isUnder(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Starts the API platform: token endpoint, PDS and the fault switch. @throws when taken. */
export async function startPlatform(options: PlatformOptions): Promise<PlatformServer> {
  const { now, faults, held, observe } = options;
  const tokens = createTokenStore(now);
  const endpoint: TokenEndpoint = {
    tokens,
    authenticateClient: behindRelay,
    checkSubjectToken: createSubjectTokenCheck({
      issuer: options.issuer,
      publicKeys: options.publicKeys,
      audience: clientRegistration.clientId,
      now,
    }),
    faults,
    secrets: options.secrets,
    now,
  };
  const patients = patientsAt(now());
  let pds: ReturnType<typeof createPds> | undefined;

  async function platformAnswer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<Answer | 'dropped'> {
    observe('platform', request, response);
    if (faults.active().includes('platform-down')) return 'dropped';
    if (path !== '/oauth2/token') return { status: 404, body: { error: 'not_found' } };
    return answerTokenRequest(endpoint, request);
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
    if (isUnder('/oauth2', path)) return platformAnswer(request, response, path);
    if (isUnder(pdsPath, path)) return pdsAnswer(request, response, url);
    return { status: 404, body: { error: 'not_found' } };
  }

  const server = await startLocalServer(options.port, async (request, response) => {
    const answer = await answerTo(request, response);
    if (answer === 'dropped') {
      request.socket.destroy();
      return;
    }
    response.setHeader('date', new Date(now()).toUTCString());
    send(response, answer);
  });
  const apiOrigin = `http://localhost:${server.port}`;
  pds = createPds({ tokens, patients, apiOrigin, now });
  return { apiOrigin, stop: () => server.stop() };
}

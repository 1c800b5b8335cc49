import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { type ClientCredentials, clientRegistration, issuerPath } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { type Endpoint, faultyEndpointAnswer } from '../http/endpoint-faults.ts';
import { send } from '../http/exchange.ts';
import type { HeldAnswers } from '../http/held-answers.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { ServerCertificate } from '../http/private-ca.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import { installAnswerChanges } from './answer-changes.ts';
import { createKeyRing, type KeyRing } from './key-ring.ts';
import { createPasskeyCeremony } from './passkey-ceremony.ts';
import { type PasskeyRoutes, servePasskeyPages } from './passkey-routes.ts';
import { openPasskeyStore } from './passkey-store.ts';
import { type PlatformDoor, redeemForPlatform } from './platform-door.ts';
import { createProvider } from './provider.ts';
import { createRoleChoices } from './role-choices.ts';
import { createRoleRoutes } from './role-routes.ts';
import { createTokenOwnerLookUp, type TokenOwnerLookUp } from './token-owner.ts';

const pagesPath = `${issuerPath}/passkey`;

/** What CareDesk itself asks for, as opposed to what the person's browser does. */
function endpointAt(path: string): Endpoint | undefined {
  if (path.includes('/.well-known/')) return 'discovery';
  switch (path.slice(issuerPath.length)) {
    case '/connect/jwk_uri':
      return 'keys';
    case '/access_token':
      return 'token';
    case '/userinfo':
      return 'userinfo';
    default:
      return undefined;
  }
}

export interface Cis2Server {
  readonly issuer: string;
  /** The keys of the provider's id tokens. */
  readonly ring: KeyRing;
  /** The API platform's way in, for the combined pattern. */
  readonly door: PlatformDoor;
  /** Whose an access token of CareDesk is. */
  readonly ownerOf: TokenOwnerLookUp;
  /** Where to send the browser for the combined pattern. */
  readonly authorizationEndpoint: string;
  /** Begins to answer; until then requests wait. @param platformCallback of the combined pattern */
  open(platformCallback: string): void;
  stop(): Promise<void>;
}

export interface Cis2Options {
  readonly port: number;
  readonly certificate: ServerCertificate | undefined;
  readonly passkeyFile: string | undefined;
  readonly credentials: ClientCredentials;
  readonly signOutAtProvider: boolean;
  readonly refreshTokens: boolean;
  readonly clockSkewSeconds: number;
  readonly faults: FaultSwitch;
  readonly held: HeldAnswers;
  readonly secrets: IssuedSecrets;
  /** Called for every request, before it is answered. */
  readonly observe: (request: IncomingMessage, response: ServerResponse) => void;
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Parts {
  readonly routes: PasskeyRoutes;
  readonly serveProvider: Serve;
  readonly provider: Provider;
  readonly ownerOf: TokenOwnerLookUp;
}

/**
 * oidc-provider knows its first key only: a hint signed with a later one is signed anew with that.
 * @returns the path and query to go on with
 */
async function withKnownHint(url: string, ring: KeyRing): Promise<string> {
  const parsed = new URL(url, 'http://localhost');
  const hint = parsed.searchParams.get('id_token_hint');
  const claims = hint === null ? undefined : await ring.claimsOf(hint);
  if (claims === undefined) return url;
  parsed.searchParams.set('id_token_hint', await ring.first.sign(claims));
  return `${parsed.pathname}${parsed.search}`;
}

/** The provider behind its path: it sees addresses without the issuer's path. */
function mountProvider(
  callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  ring: KeyRing,
  keepsSessions: boolean,
): Serve {
  return async (request, response) => {
    const url = await withKnownHint(request.url ?? '/', ring);
    Object.assign(request, { originalUrl: url });
    request.url = url.slice(issuerPath.length);
    if (!keepsSessions) {
      // No single sign-on: every authorization request authenticates the person afresh, which is
      // what CareDesk asks of CIS2 with prompt=login.
      const cookies = (request.headers.cookie ?? '').split(/; */);
      const kept = cookies.filter((cookie) => !cookie.startsWith('_session'));
      request.headers.cookie = kept.join('; ');
    }
    await callback(request, response);
  };
}

function createHandle(options: Cis2Options, ready: Promise<Parts>): Serve {
  const { faults, held, observe, clockSkewSeconds } = options;
  return async (request, response) => {
    observe(request, response);
    const { routes, serveProvider } = await ready;
    response.setHeader('date', new Date(Date.now() + clockSkewSeconds * 1000).toUTCString());
    const path = new URL(request.url ?? '/', routes.origin).pathname;
    const endpoint = endpointAt(path);
    if (faults.active().includes('provider-slow') && endpoint !== undefined) {
      await held.until('provider-slow');
    }
    const active = faults.active();
    const faulty = endpoint === undefined ? undefined : faultyEndpointAnswer(endpoint, active);
    if (active.includes('provider-down') || faulty === 'dropped') {
      request.socket.destroy();
      return;
    }
    if (faulty !== undefined) {
      send(response, faulty);
      return;
    }
    if (path.startsWith(`${pagesPath}/`)) return servePasskeyPages(routes, request, response);
    if (path.startsWith(`${issuerPath}/`)) return serveProvider(request, response);
    send(response, { status: 404, body: { error: 'not_found' } });
  };
}

function noteSecrets(provider: Provider, secrets: IssuedSecrets): void {
  provider.on('grant.success', (ctx) => {
    if (ctx.oidc.client?.clientId !== clientRegistration.clientId) return;
    secrets.note('code', ctx.oidc.params?.['code']);
    secrets.note('verifier', ctx.oidc.params?.['code_verifier']);
    const answer: unknown = ctx.body;
    if (typeof answer !== 'object' || answer === null) return;
    if ('id_token' in answer) secrets.note('id-token', answer.id_token);
    if ('access_token' in answer) secrets.note('access-token', answer.access_token);
    if ('refresh_token' in answer) secrets.note('refresh-token', answer.refresh_token);
  });
}

/** Starts the stand-in of CIS2 on localhost; `open` makes it answer. @throws when taken. */
export async function startCis2(options: Cis2Options): Promise<Cis2Server> {
  const { faults, signOutAtProvider, clockSkewSeconds } = options;
  const ring = await createKeyRing();
  const store = await openPasskeyStore(options.passkeyFile);
  // The issuer carries the port, which is known only once listening; requests wait until then.
  let begin: (parts: Parts) => void = () => undefined;
  const ready = new Promise<Parts>((resolve) => {
    begin = resolve;
  });
  const { port, certificate } = options;
  const server = await startLocalServer(port, createHandle(options, ready), certificate);
  const { origin } = server;
  const issuer = `${origin}${issuerPath}`;

  function open(platformCallback: string): void {
    const roleChoices = createRoleChoices();
    const provider = createProvider({
      issuer,
      ring,
      faults,
      credentials: options.credentials,
      roleChoices,
      platformCallback,
      signOutAtProvider,
      refreshTokens: options.refreshTokens,
      clockSkewSeconds,
      pagesPath,
    });
    const { secrets } = options;
    installAnswerChanges(provider, { ring, faults, secrets, clockSkewSeconds });
    noteSecrets(provider, secrets);
    const ceremony = createPasskeyCeremony(store, origin);
    const roles = createRoleRoutes(pagesPath);
    begin({
      routes: { provider, ceremony, roles, roleChoices, origin, pagesPath },
      serveProvider: mountProvider(provider.callback(), ring, signOutAtProvider),
      provider,
      ownerOf: createTokenOwnerLookUp(provider),
    });
  }

  return {
    issuer,
    ring,
    authorizationEndpoint: `${issuer}/authorize`,
    door: async (code) => redeemForPlatform((await ready).provider, faults, code),
    ownerOf: async (accessToken) => (await ready).ownerOf(accessToken),
    open,
    stop: () => server.stop(),
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { Provider } from 'oidc-provider';
import { issuerPath } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { interposedPage, send } from '../http/exchange.ts';
import type { HeldAnswers } from '../http/held-answers.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import { createPasskeyCeremony } from './passkey-ceremony.ts';
import { type PasskeyRoutes, servePasskeyPages } from './passkey-routes.ts';
import { openPasskeyStore } from './passkey-store.ts';
import { createProvider } from './provider.ts';
import { installProviderFaults } from './provider-faults.ts';
import { createSigningKey } from './signing-key.ts';

const pagesPath = `${issuerPath}/passkey`;

/** What CareDesk itself asks for, as opposed to what the person's browser does. */
const backChannel = /\/(\.well-known\/|connect\/jwk_uri|access_token|userinfo)/;

export interface Cis2Server {
  readonly issuer: string;
  /** The provider's public keys. */
  readonly publicKeys: JSONWebKeySet;
  stop(): Promise<void>;
}

export interface Cis2Options {
  readonly port: number;
  readonly passkeyFile: string | undefined;
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
}

/** The provider behind its path: it sees addresses without the issuer's path. */
function mountProvider(
  callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Serve {
  return async (request, response) => {
    const url = request.url ?? '/';
    Object.assign(request, { originalUrl: url });
    request.url = url.slice(issuerPath.length);
    // No single sign-on: every authorization request authenticates the person afresh, which is
    // what CareDesk asks of CIS2 with prompt=login.
    const cookies = (request.headers.cookie ?? '').split(/; */);
    request.headers.cookie = cookies.filter((cookie) => !cookie.startsWith('_session')).join('; ');
    await callback(request, response);
  };
}

function createHandle({ faults, held, observe }: Cis2Options, ready: Promise<Parts>): Serve {
  return async (request, response) => {
    observe(request, response);
    const { routes, serveProvider } = await ready;
    const path = new URL(request.url ?? '/', routes.origin).pathname;
    const active = faults.active();
    if (active.includes('provider-slow') && backChannel.test(path)) {
      await held.until('provider-slow');
    }
    if (active.includes('provider-down')) {
      request.socket.destroy();
      return;
    }
    if (active.includes('discovery-html') && path.includes('/.well-known/')) {
      send(response, interposedPage);
      return;
    }
    if (path.startsWith(`${pagesPath}/`)) return servePasskeyPages(routes, request, response);
    if (path.startsWith(`${issuerPath}/`)) return serveProvider(request, response);
    send(response, { status: 404, body: { error: 'not_found' } });
  };
}

function noteSecrets(provider: Provider, secrets: IssuedSecrets): void {
  provider.on('grant.success', (ctx) => {
    secrets.note('code', ctx.oidc.params?.['code']);
    secrets.note('verifier', ctx.oidc.params?.['code_verifier']);
    const answer: unknown = ctx.body;
    if (typeof answer !== 'object' || answer === null) return;
    if ('id_token' in answer) secrets.note('id-token', answer.id_token);
    if ('access_token' in answer) secrets.note('access-token', answer.access_token);
  });
}

/** Starts the stand-in of CIS2 on localhost. @throws when the port is taken. */
export async function startCis2(options: Cis2Options): Promise<Cis2Server> {
  const key = await createSigningKey();
  const store = await openPasskeyStore(options.passkeyFile);
  // The issuer carries the port, which is known only once listening; requests wait until then.
  let begin: (parts: Parts) => void = () => undefined;
  const ready = new Promise<Parts>((resolve) => {
    begin = resolve;
  });
  const server = await startLocalServer(options.port, createHandle(options, ready));
  const origin = `http://localhost:${server.port}`;
  const issuer = `${origin}${issuerPath}`;
  const provider = createProvider({ issuer, key, faults: options.faults, pagesPath });
  installProviderFaults(provider, key, options.faults);
  noteSecrets(provider, options.secrets);
  const ceremony = createPasskeyCeremony(store, origin);
  begin({
    routes: { provider, ceremony, origin, pagesPath },
    serveProvider: mountProvider(provider.callback()),
  });
  return { issuer, publicKeys: key.publicKeys, stop: () => server.stop() };
}

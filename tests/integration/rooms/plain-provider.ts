import { createServer } from 'node:http';
import { type Configuration, Provider } from 'oidc-provider';
import type { Fetch } from '../sandbox/cookie-jar.ts';

/** oidc-provider as it comes, with CareDesk registered and nothing else said. */
export interface PlainProvider {
  readonly issuer: string;
  /** The policy that points CareDesk at it. */
  readonly policy: Readonly<Record<string, unknown>>;
  /** Requests so far, as `POST /token`. */
  readonly requests: readonly string[];
  /** The tokens it has issued. */
  readonly provider: Provider;
  stop(): Promise<void>;
}

const clientId = 'caredesk';

/**
 * Starts one on a free port of this machine.
 * @param lines what an administrator has added to its configuration
 */
export async function startPlainProvider(
  lines: Configuration = {},
  registration: Readonly<Record<string, unknown>> = {},
): Promise<PlainProvider> {
  const requests: string[] = [];
  let answer: ReturnType<Provider['callback']> | null = null;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    void answer?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider = new Provider(issuer, {
    ...lines,
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        ...registration,
      },
    ],
  });
  answer = provider.callback();
  return {
    issuer,
    policy: {
      environment: 'sandbox',
      profile: 'oidc',
      providerName: 'Hill Trust log-in',
      issuer,
      clientId,
      apiOrigin: issuer,
    },
    requests,
    provider,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Does at its own pages what a person does: a name, any password, and yes to what is asked.
 * @returns the callback it sends the browser to
 */
export async function logInAtPlainProvider(request: URL, browser: Fetch): Promise<URL> {
  let address = request;
  let response = await browser(address);
  for (let steps = 0; steps < 20; steps++) {
    const location = response.headers.get('location');
    if (location !== null) {
      address = new URL(location, address);
      if (address.pathname === '/callback') return address;
      response = await browser(address);
      continue;
    }
    const html = await response.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
    const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1];
    if (action === undefined || prompt === undefined) {
      throw new Error(`no form at ${address.pathname}: ${response.status} ${html.slice(0, 300)}`);
    }
    address = new URL(action, address);
    response = await browser(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ prompt, login: 'nia.probert', password: 'any' }),
    });
  }
  throw new Error('too many steps');
}

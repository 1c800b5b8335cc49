import { personByName } from '../../../sandbox/people.ts';
import { createJarFetch, type Fetch } from './cookie-jar.ts';
import {
  type CeremonyOptions,
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from './software-passkey.ts';

/** What the passkey page answered. */
export interface PageAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The person's browser on the passkey page, reduced to HTTP and a cookie jar. */
export interface PasskeyBrowser {
  /** Set when the authorization request was answered at once, without a page. */
  readonly callback: URL | undefined;
  /** HTML of the passkey page; empty when there was none. */
  readonly html: string;
  post(step: string, body: unknown): Promise<PageAnswer>;
  enrol(person: string, authenticator: SoftwareAuthenticator): Promise<PageAnswer>;
  /** Signs in; the answer of the last step carries `continueAt` when it succeeded. */
  assert(authenticator: SoftwareAuthenticator): Promise<PageAnswer>;
  /** Follows the provider's redirects up to the client's callback. @throws without one. */
  follow(address: string): Promise<URL>;
  /** HTML of a page the sign-in goes on to, such as the role selection. */
  open(address: string): Promise<string>;
  /** Selects a role on the role selection page and follows the redirects to the callback. */
  chooseRole(address: string, roleId: string): Promise<URL>;
  cancel(): Promise<URL>;
}

export interface SignInOverHttpOptions {
  /** Display name of one of the sandbox's people. */
  readonly person: string;
  /** True for a synced passkey (AAL2), false for a device-bound one (AAL3). */
  readonly synced: boolean;
  /** Role profile id to select, where the provider asks. */
  readonly roleId?: string;
  /** A browser with its cookies, from `createJarFetch`; a fresh one when absent. */
  readonly browser?: Fetch;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCallback(url: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname) && url.pathname === '/callback';
}

function challengeOf({ status, body }: PageAnswer): CeremonyOptions {
  const { challenge } = body;
  if (status !== 200 || typeof challenge !== 'string') {
    throw new Error(`no challenge: ${status} ${JSON.stringify(body)}`);
  }
  return { challenge };
}

/** Opens an authorization request as a browser would. @throws when the page is not reached. */
export async function openPasskeyPage(
  authorizationUrl: URL,
  jarFetch: Fetch = createJarFetch(),
): Promise<PasskeyBrowser> {
  async function followRedirects(start: URL, init: RequestInit = {}) {
    let url = start;
    let response = await jarFetch(url, init);
    for (let hops = 0; hops < 8; hops++) {
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      url = new URL(location, url);
      if (isCallback(url)) return { url, response };
      response = await jarFetch(url);
    }
    throw new Error('too many redirects');
  }

  async function callbackFrom(start: URL, init?: RequestInit): Promise<URL> {
    const { url, response } = await followRedirects(start, init);
    if (!isCallback(url)) throw new Error(`no callback: ${response.status} ${url.pathname}`);
    return url;
  }

  const first = await followRedirects(authorizationUrl);
  const callback = isCallback(first.url) ? first.url : undefined;
  const html = callback === undefined ? await first.response.text() : '';
  if (callback === undefined && !first.response.ok) {
    throw new Error(`no passkey page: ${first.response.status}`);
  }
  const page = first.url;
  const { origin } = page;

  async function post(step: string, body: unknown): Promise<PageAnswer> {
    const response = await jarFetch(new URL(`${page.pathname}/${step}`, origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    return { status: response.status, body: isRecord(answer) ? answer : {} };
  }

  return {
    callback,
    html,
    post,
    enrol: async (person, authenticator) => {
      const found = personByName(person);
      if (found === undefined) throw new Error(`nobody is called ${person}`);
      const options = challengeOf(await post('enrolment-options', { uid: found.uid }));
      return post('enrolment', authenticator.create(options, origin));
    },
    assert: async (authenticator) => {
      const options = challengeOf(await post('assertion-options', {}));
      return post('assertion', authenticator.get(options, origin));
    },
    follow: (address) => callbackFrom(new URL(address)),
    open: async (address) => (await jarFetch(new URL(address))).text(),
    chooseRole: (address, roleId) =>
      callbackFrom(new URL(address), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
        body: new URLSearchParams({ role: roleId }),
      }),
    cancel: () =>
      callbackFrom(new URL(`${page.pathname}/cancellation`, origin), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      }),
  };
}

/**
 * Does what a person does in the browser: enrols a passkey, signs in with it, and returns the
 * callback the provider redirects to. The caller delivers it, for example with `fetch`.
 * @throws when the sandbox does not let the person through.
 */
export async function signInOverHttp(
  authorizationUrl: URL | string,
  { person, synced, roleId, browser: jarFetch }: SignInOverHttpOptions,
): Promise<URL> {
  const browser = await openPasskeyPage(new URL(authorizationUrl), jarFetch);
  if (browser.callback !== undefined) return browser.callback;
  const authenticator = createSoftwareAuthenticator({ synced });
  const enrolment = await browser.enrol(person, authenticator);
  const { status, body } = await browser.assert(authenticator);
  const { continueAt } = body;
  if (typeof continueAt !== 'string') {
    throw new Error(`not signed in: ${enrolment.status}, ${status} ${JSON.stringify(body)}`);
  }
  return roleId !== undefined && continueAt.endsWith('/role')
    ? browser.chooseRole(continueAt, roleId)
    : browser.follow(continueAt);
}

import { Readable } from 'node:stream';
import { answerBody } from './answer-body.ts';
import type { Fetch } from './fetch.ts';
import { NetworkError } from './network-error.ts';
import type { ProxyChallenge, ProxyCredentials, ProxySignIn } from './proxy-sign-in.ts';

/** What is used of Electron's `ClientRequest`. */
export interface OutgoingRequest {
  /** Sends the request, with its whole body. */
  end(body?: Buffer): unknown;
  abort(): void;
}

/** What a request is told, in events of `ClientRequest`. */
export interface RequestListeners {
  login(challenge: Challenge, answer: AnswerChallenge): void;
  /** The answer is a Node `Readable` as well. */
  response(answer: IncomingAnswer): void;
  error(error: Error): void;
}

export interface IncomingAnswer {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

/** A sign-in wanted by a proxy or by the server itself. */
export interface Challenge {
  readonly isProxy: boolean;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly realm: string;
}

/** Called without credentials, gives up. */
export type AnswerChallenge = (username?: string, password?: string) => void;

export interface OutgoingRequestOptions {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
}

export interface RequestFetchDependencies {
  /** Opens a request that sends no credentials and follows no redirect. */
  openRequest(options: OutgoingRequestOptions, listeners: RequestListeners): OutgoingRequest;
  readonly proxySignIn: ProxySignIn;
  /** Told what the proxy refused last when a request gives up there. */
  readonly onProxyRefused?: (proxy: ProxyChallenge, refused: ProxyCredentials | null) => void;
  /** Who issued the untrusted certificate last shown for a host, or null. */
  untrustedIssuer(host: string): string | null;
  /** The proxy of an address as `host:port`, or null where there is none. */
  proxyOf(url: string): Promise<string | null>;
}

/** Sign-ins tried at a proxy for one request: more could lock the person's account. */
const proxySignInsTried = 3;
/** Statuses whose answer has no body (Fetch standard, "null body status"). */
const withoutBody = new Set([204, 205, 304]);
/** Chromium writes these itself and refuses ours (Fetch standard, "forbidden request-header"). */
const chromiumsHeaders = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * A fetch over Electron's `net.request`, which, unlike `net.fetch`, lets us answer a proxy that
 * wants a sign-in (electron#44249). A server's own challenge is never answered: its 401 is the
 * answer.
 *
 * The fetch throws NetworkError (`net::ERR_…`); the signal's reason when aborted; TypeError for a
 * request that cannot be made; Electron's own Error for a redirect.
 */
export function createRequestFetch(dependencies: RequestFetchDependencies): Fetch {
  return async (url, init = {}) => {
    const { signal: given, ...rest } = init;
    const signal = given ?? null;
    signal?.throwIfAborted();
    // Node's Request reads the many forms of headers and body for us.
    const request = new Request(url, rest);
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    signal?.throwIfAborted();
    return send(dependencies, request, body, signal);
  };
}

function send(
  dependencies: RequestFetchDependencies,
  { url, method, headers }: Request,
  body: Buffer | null,
  signal: AbortSignal | null,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = dependencies.openRequest(
      { url, method, headers: sendable(headers) },
      {
        login: answerProxy(dependencies, (proxy) => {
          askedBy = proxy;
        }),
        response: receive,
        error: fail,
      },
    );
    let answered: Readable | null = null;
    let askedBy: ProxyChallenge | null = null;

    const stopListening = () => signal?.removeEventListener('abort', abort);
    function abort(): void {
      stopListening();
      const reason = reasonOf(signal);
      // Told first: an aborted request says of its own accord only that it was aborted.
      answered?.destroy(reason);
      reject(reason);
      outgoing.abort();
    }
    function fail(error: Error): void {
      stopListening();
      void explained(error, url, askedBy, dependencies).then(reject);
    }
    function receive(answer: IncomingAnswer): void {
      // An exception here would be nobody's: the answer may be anything.
      try {
        if (!(answer instanceof Readable)) throw new TypeError('the answer is not a stream');
        answered = answer;
        answer.on('error', stopListening);
        // Given up at the proxy: its page is not the answer of the server.
        if (answer.statusCode === 407) throw new NetworkError('ERR_PROXY_AUTH_REQUESTED');
        const ended = { end: () => outgoing.abort(), onSettled: stopListening };
        resolve(responseOf(answer, method, ended));
      } catch (error) {
        fail(error instanceof Error ? error : new NetworkError('ERR_INVALID_HTTP_RESPONSE'));
        outgoing.abort();
      }
    }
    signal?.addEventListener('abort', abort);
    outgoing.end(body ?? undefined);
  });
}

function sendable(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !chromiumsHeaders.has(name)));
}

function responseOf(
  answer: IncomingAnswer & Readable,
  method: string,
  request: Parameters<typeof answerBody>[1],
): Response {
  const headers = new Headers();
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    headers.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '');
  }
  const hasBody = method !== 'HEAD' && !withoutBody.has(answer.statusCode);
  if (!hasBody) answer.on('end', request.onSettled).resume();
  try {
    const body = hasBody ? answerBody(answer, request) : null;
    return new Response(body, { status: answer.statusCode, headers });
  } catch (cause) {
    throw new NetworkError('ERR_INVALID_HTTP_RESPONSE', { cause });
  }
}

/** Answers a proxy's challenges to one request; `onAsked` learns which proxy it was. */
function answerProxy(
  { proxySignIn, onProxyRefused }: RequestFetchDependencies,
  onAsked: (proxy: ProxyChallenge) => void,
): (challenge: Challenge, answer: AnswerChallenge) => void {
  let tried = 0;
  let refused: ProxyCredentials | null = null;
  return ({ isProxy, host, port, realm, scheme }, answer) => {
    if (!isProxy) {
      answer();
      return;
    }
    const proxy: ProxyChallenge = { isProxy, host, port, realm, scheme };
    onAsked(proxy);
    if (tried++ === proxySignInsTried) {
      onProxyRefused?.(proxy, refused);
      answer();
      return;
    }
    proxySignIn(proxy, refused).then(
      (credentials) => {
        refused = credentials;
        if (credentials === null) answer();
        else answer(credentials.username, credentials.password);
      },
      () => answer(),
    );
  };
}

const proxyAtFault = /^ERR_(PROXY|TUNNEL|HTTPS_PROXY|MANDATORY_PROXY|UNEXPECTED_PROXY|SOCKS)_/;

/** The error with the issuer or the proxy that a person has to name; others unchanged. */
async function explained(
  error: Error,
  url: string,
  askedBy: ProxyChallenge | null,
  { untrustedIssuer, proxyOf }: RequestFetchDependencies,
): Promise<Error> {
  const netError = /^net::(ERR_[A-Z0-9_]+)$/.exec(error.message)?.[1];
  if (netError === undefined) return error;
  return new NetworkError(netError, { detail: await detailOf(netError).catch(() => null) });

  async function detailOf(name: string): Promise<string | null> {
    if (name.startsWith('ERR_CERT_')) return untrustedIssuer(new URL(url).hostname);
    if (!proxyAtFault.test(name)) return null;
    const proxy = askedBy === null ? await proxyOf(url) : `${askedBy.host}:${askedBy.port}`;
    if (name !== 'ERR_PROXY_CERTIFICATE_INVALID') return proxy;
    return proxy === null ? null : untrustedIssuer(new URL(`https://${proxy}`).hostname);
  }
}

function reasonOf(signal: AbortSignal | null): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('aborted', 'AbortError');
}

import { Readable } from 'node:stream';
import { answerBody } from './answer-body.ts';
import { readableHeaders } from './answer-headers.ts';
import type { Fetch } from './fetch.ts';
import { NetworkError } from './network-error.ts';
import type { ProxyChallenge, ProxyCredentials, RequestSignIn } from './proxy-sign-in.ts';
import { redirected } from './unusable-answer.ts';

/** What is used of Electron's `ClientRequest`. */
export interface OutgoingRequest {
  /** Sends the request, with its whole body. */
  end(body?: Buffer): unknown;
  abort(): void;
}

/** What a request is told, in events of `ClientRequest`. */
export interface RequestListeners {
  login(challenge: Challenge, answer: AnswerChallenge): void;
  /** The answer sends the request elsewhere, and is over. */
  redirect(location: string): void;
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
  /** Opens a request that sends no cookie and follows no redirect. */
  openRequest(options: OutgoingRequestOptions, listeners: RequestListeners): OutgoingRequest;
  /** How a request that begins now signs in at a proxy. */
  proxySignIn(): RequestSignIn;
  /** Resolves when requests may be sent. Never rejects. */
  ready?(): Promise<unknown>;
  /** Who issued the untrusted certificate last shown for a host, or null. */
  untrustedIssuer(host: string): string | null;
  /** The proxy of an address as `host:port`, or null where there is none. */
  proxyOf(url: string): Promise<string | null>;
}

/** Sign-ins tried at a proxy for one request: more could lock the person's account. */
const proxySignInsTried = 3;
/** Statuses whose answer has no body (Fetch standard, "null body status"). */
const withoutBody = new Set([204, 205, 304]);
/** A status outside of 200 to 599 counts as the server's own error (RFC 9110 section 15). */
const serverError = 500;
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
 * wants a sign-in (electron#44249). A server's own challenge is never answered here: its 401 is
 * the answer.
 *
 * The fetch throws NetworkError (`net::ERR_…`); the signal's reason when aborted; TypeError for a
 * request that cannot be made; UnusableAnswer for a redirect.
 */
export function createRequestFetch(dependencies: RequestFetchDependencies): Fetch {
  return async (url, init = {}) => {
    const { signal, ...rest } = init;
    const proxySignIn = dependencies.proxySignIn();
    const ends = endsOf([signal ?? null, proxySignIn.ended]);
    ends.throwIfAny();
    // Node's Request reads the many forms of headers and body for us.
    const request = new Request(url, rest);
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    await dependencies.ready?.();
    ends.throwIfAny();
    return send(dependencies, proxySignIn, request, body, ends);
  };
}

function send(
  dependencies: RequestFetchDependencies,
  proxySignIn: RequestSignIn,
  { url, method, headers }: Request,
  body: Buffer | null,
  ends: Ends,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = dependencies.openRequest(
      { url, method, headers: sendable(headers) },
      {
        login: answerProxy(proxySignIn, (proxy) => {
          askedBy = proxy;
        }),
        redirect: (location) => fail(redirected(location)),
        response: receive,
        error: fail,
      },
    );
    let answered: Readable | null = null;
    let askedBy: ProxyChallenge | null = null;

    const stopListening = ends.listen((reason) => {
      stopListening();
      // Told first: an aborted request says of its own accord only that it was aborted.
      answered?.destroy(reason);
      reject(reason);
      outgoing.abort();
    });
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
  const headers = readableHeaders(answer.rawHeaders);
  const { statusCode } = answer;
  const status = statusCode >= 200 && statusCode <= 599 ? statusCode : serverError;
  if (method !== 'HEAD' && !withoutBody.has(status)) {
    return new Response(answerBody(answer, request), { status, headers });
  }
  // A body that should not be there is nobody's to wait for.
  answer.on('data', request.end).on('end', request.onSettled).on('close', request.onSettled);
  return new Response(null, { status, headers });
}

/** Answers a proxy's challenges to one request; `onAsked` learns which proxy it was. */
function answerProxy(
  { signIn, drop }: RequestSignIn,
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
      drop(proxy, refused);
      answer();
      return;
    }
    signIn(proxy, refused).then(
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
const nameAtFault = new Set(['ERR_NAME_NOT_RESOLVED', 'ERR_NAME_RESOLUTION_FAILED']);

/** The error with the issuer, proxy or host that a person has to name; others unchanged. */
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
    // With a proxy the proxy looks names up: a PAC file that was not found shows here.
    if (nameAtFault.has(name)) return `${new URL(url).hostname}, without a proxy`;
    if (!proxyAtFault.test(name)) return null;
    const proxy = askedBy === null ? await proxyOf(url) : `${askedBy.host}:${askedBy.port}`;
    if (name !== 'ERR_PROXY_CERTIFICATE_INVALID') return proxy;
    return proxy === null ? null : untrustedIssuer(new URL(`https://${proxy}`).hostname);
  }
}

/** What may end a request before its answer does. */
interface Ends {
  /** Throws the reason if one of them has. */
  throwIfAny(): void;
  /** Calls `onEnd` with the reason; returns the function that stops listening. */
  listen(onEnd: (reason: Error) => void): () => void;
}

function endsOf(signals: readonly (AbortSignal | null)[]): Ends {
  const given = signals.filter((signal) => signal !== null);
  return {
    throwIfAny() {
      for (const signal of given) signal.throwIfAborted();
    },
    listen(onEnd) {
      const stops = given.map((signal) => {
        const listener = () => onEnd(reasonOf(signal));
        signal.addEventListener('abort', listener);
        return () => signal.removeEventListener('abort', listener);
      });
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException('aborted', 'AbortError');
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request the sandbox received. Never a token, a code, a query or a body. */
export interface SandboxRequest {
  /** Epoch milliseconds by the sandbox's clock. */
  readonly at: number;
  readonly server: 'cis2' | 'platform' | 'pds' | 'prescriptions';
  readonly method: string;
  /** Path without its query. */
  readonly path: string;
  /** Status of the answer; 0 when the connection was dropped instead. */
  readonly status: number;
  /** Header names in lower case; every value is `present`, only `x-request-id` keeps its own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers of a request as the log keeps them: names, and the request id. */
function loggedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === 'x-request-id' && typeof value === 'string' ? value : 'present',
    ]),
  );
}

export interface RequestLog {
  /** Every request answered or dropped so far, oldest first. */
  readonly requests: readonly SandboxRequest[];
  /** Takes a request down as soon as it is answered or dropped. */
  observe(
    server: SandboxRequest['server'],
    request: IncomingMessage,
    response: ServerResponse,
  ): void;
}

/** An empty log. @param now epoch milliseconds */
export function createRequestLog(now: () => number): RequestLog {
  const requests: SandboxRequest[] = [];
  return {
    requests,
    observe: (server, request, response) => {
      const { method = 'GET', url = '/' } = request;
      const at = now();
      const headers = loggedHeaders(request.headers);
      let recorded = false;
      const record = () => {
        if (recorded) return;
        recorded = true;
        const status = response.writableFinished ? response.statusCode : 0;
        requests.push({ at, server, method, path: url.split('?', 1).join(''), status, headers });
      };
      response.once('finish', record);
      response.once('close', record);
    },
  };
}

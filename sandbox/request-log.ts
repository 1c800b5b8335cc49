/** One request the sandbox received. Never a token, a code, a query or a body. */
export interface SandboxRequest {
  /** Epoch milliseconds by the sandbox's clock. */
  readonly at: number;
  readonly server: 'cis2' | 'platform' | 'pds';
  readonly method: string;
  /** Path without its query. */
  readonly path: string;
  /** Status of the answer; 0 when the connection was dropped instead. */
  readonly status: number;
  /** Header names in lower case; every value is `present`, only `x-request-id` keeps its own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers of a request as the log keeps them: names, and the request id. */
export function loggedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === 'x-request-id' && typeof value === 'string' ? value : 'present',
    ]),
  );
}

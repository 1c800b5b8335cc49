/** One request as the provider got it, kept in memory for the assertions. */
export interface Received {
  readonly method: string;
  readonly path: string;
  /** Path and query, as they were in the request line. */
  readonly target: string;
  readonly query: URLSearchParams;
  /** Names and values of a form body; empty for any other request. */
  readonly form: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes a request apart. `target` is path and query. */
export function received(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Received {
  const { pathname, searchParams } = new URL(target, 'http://provider.invalid');
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? body : '');
  return { method, path: pathname, target, query: searchParams, form, headers };
}

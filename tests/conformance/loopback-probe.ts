import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

/** An answer of the loopback receiver. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** One request at the loopback receiver, with what a hostile page or program could send. */
export function probe(
  address: URL,
  options: { readonly method?: string; readonly host?: string } = {},
): Promise<ProbeAnswer> {
  const { method = 'GET', host } = options;
  return new Promise((resolve, reject) => {
    request(
      address,
      { method, agent: false, ...(host === undefined ? {} : { headers: { host } }) },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}

/** Whether something listens at this host and port. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(1_000);
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** Where the authorization request says the answer is awaited. */
export function redirectOf(request: URL): URL {
  return new URL(request.searchParams.get('redirect_uri') ?? '');
}

/** A callback with these parameters; `state` as in the request unless given. */
export function callbackOf(request: URL, parameters: Readonly<Record<string, string>>): URL {
  const callback = redirectOf(request);
  const all = { state: request.searchParams.get('state') ?? '', ...parameters };
  for (const [name, value] of Object.entries(all)) callback.searchParams.append(name, value);
  return callback;
}

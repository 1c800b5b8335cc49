/** Sends a request like `fetch`. */
export type Fetch = (url: URL, init?: RequestInit) => Promise<Response>;

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/**
 * Fetch with a jar, for as long as one browser lives: a cookie goes back to its path and below.
 * Redirects are not followed.
 */
export function createJarFetch(send: Fetch = fetch): Fetch {
  const jar = new Map<string, Cookie>();
  return async (url, init = {}) => {
    const headers = new Headers(init.headers);
    const sent = [...jar].filter(([, { path }]) => url.pathname.startsWith(path));
    headers.set('cookie', sent.map(([name, { value }]) => `${name}=${value}`).join('; '));
    const response = await send(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ');
      const [name = '', ...value] = pair.split('=');
      const path = attributes.find((each) => each.toLowerCase().startsWith('path='))?.slice(5);
      // Servers take a cookie back by emptying it.
      if (value.join('=') === '') jar.delete(name);
      else jar.set(name, { value: value.join('='), path: path ?? '/' });
    }
    return response;
  };
}

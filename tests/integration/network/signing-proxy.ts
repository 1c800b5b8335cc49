import { type ProxyServer, startProxyServer } from './proxy-server.ts';

/** One request as the proxy saw it. */
export interface ProxiedRequest {
  /** `CONNECT localhost:443` or `GET http://localhost:80/path`. */
  readonly what: string;
  readonly signIn: 'none' | 'refused' | 'accepted';
}

export interface SigningProxy extends ProxyServer {
  readonly seen: readonly ProxiedRequest[];
}

/** Starts an HTTP proxy on 127.0.0.1 that lets nobody through without a Basic sign-in (RFC 7617). */
export async function startSigningProxy(account: {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
}): Promise<SigningProxy> {
  const accepted = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;
  const challenge = `Basic realm="${account.realm}"`;
  const seen: ProxiedRequest[] = [];
  const server = await startProxyServer({
    judge({ method, url, headers }) {
      const given = headers['proxy-authorization'];
      const signIn = given === undefined ? 'none' : given === accepted ? 'accepted' : 'refused';
      seen.push({ what: `${method} ${url}`, signIn });
      return signIn === 'accepted' ? { kind: 'through' } : { kind: 'challenge', challenge };
    },
  });
  return { ...server, seen };
}

const proxyEntry = /^(?:PROXY|HTTPS|SOCKS|SOCKS4|SOCKS5|QUIC)\s+(\S+)$/;

/**
 * The first proxy of a list as PAC scripts write it (`PROXY a:8080; DIRECT`), as `host:port`; null
 * when the first choice is a direct connection.
 */
export function proxyFrom(list: string): string | null {
  const first = list.split(';')[0]?.trim() ?? '';
  return proxyEntry.exec(first)?.[1] ?? null;
}

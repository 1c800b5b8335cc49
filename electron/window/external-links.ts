/**
 * The address to hand to the system browser, re-written by the URL parser so that what was
 * checked is what is opened; null unless it is https to an allowed host on the standard port.
 */
export function externalLink(address: string, allowedHosts: readonly string[]): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.port !== '') return null;
  if (url.username !== '' || url.password !== '') return null;
  return allowedHosts.includes(url.hostname) ? url.href : null;
}

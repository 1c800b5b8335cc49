/**
 * The address to hand to the system browser: one of CareDesk's own links, whose host the policy
 * allows. Null for every other one, and for one that has anything added.
 *
 * @param links addresses as the URL parser writes them
 */
export function externalLink(
  address: string,
  links: readonly string[],
  allowedHosts: readonly string[],
): string | null {
  const link = links.find((one) => one === address);
  if (link === undefined) return null;
  const { protocol, hostname, port } = new URL(link);
  if (protocol !== 'https:' || port !== '') return null;
  return allowedHosts.includes(hostname) ? link : null;
}

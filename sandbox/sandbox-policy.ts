import { pdsPath } from './apis/pds/pds.ts';
import { clientRegistration, combinedRedirectUris } from './client-registration.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/** Host and ports of the redirect: any free port at CIS2, the registered ones at the platform. */
function redirectPolicy({ profile, redirectUris = combinedRedirectUris }: SandboxOptions) {
  if (profile !== 'api-platform') return { redirectHost: '127.0.0.1', redirectPorts: [] };
  const registered = redirectUris.map((address) => new URL(address));
  const redirectHost = registered[0]?.hostname ?? '127.0.0.1';
  const ofHost = registered.filter(({ hostname }) => hostname === redirectHost);
  return { redirectHost, redirectPorts: ofHost.map(({ port }) => Number(port)) };
}

/** The policy that points CareDesk at this sandbox. */
export function sandboxPolicy(
  options: SandboxOptions,
  issuer: string,
  apiOrigin: string,
): Readonly<Record<string, unknown>> {
  return {
    environment: 'sandbox',
    profile: options.profile ?? 'cis2',
    issuer,
    clientId: clientRegistration.clientId,
    clientAuthentication: options.clientAuthentication ?? 'none',
    ...redirectPolicy(options),
    apiOrigin,
    services: { pds: { path: pdsPath, level: 'AAL2_OR_AAL3' } },
    assurance: 'AAL2_OR_AAL3',
    identityAssurance: 3,
    allowedExternalHosts: ['digital.nhs.uk'],
  };
}

import type * as client from 'openid-client';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { loopbackHosts } from '../network/loopback-hosts.ts';
import { atAuthority, type Cis2Profile, type OidcProfile } from './provider-profile.ts';

/** Addresses no sign-in works without. */
const needed = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
] as const;
/** Addresses that only make signing out more thorough. */
const optional = new Set(['end_session_endpoint', 'revocation_endpoint']);

/**
 * What a provider announces, judged before anything of it is used or kept, with the relay's token
 * endpoint in its place. Addresses may be at another origin than the issuer (RFC 8414 section 2):
 * the issuer's TLS settles who may name them. They must be https; http on this machine will do
 * where `allowHttp`. A needed address that is not safe refuses the provider, an optional one counts
 * as not announced.
 * @throws CareDeskError PROVIDER_ENDPOINT_MISSING, PROVIDER_ADDRESS_NOT_SAFE (both name the endpoint),
 *   PROVIDER_NOT_SAFE when PKCE must be announced and is not (RFC 9700 section 2.1.1).
 */
export function safeMetadata(
  profile: Cis2Profile | OidcProfile,
  announced: Readonly<client.ServerMetadata>,
): client.ServerMetadata {
  const { tokenEndpoint, allowHttp } = profile;
  const metadata: client.ServerMetadata = {
    ...announced,
    ...(tokenEndpoint === null ? {} : { token_endpoint: tokenEndpoint }),
  };
  for (const name of needed) {
    const address: unknown = metadata[name];
    if (typeof address !== 'string') {
      throw new CareDeskError('PROVIDER_ENDPOINT_MISSING', { detail: atAuthority(name, profile) });
    }
    if (!isSafeEndpoint(address, allowHttp)) {
      throw new CareDeskError('PROVIDER_ADDRESS_NOT_SAFE', { detail: atAuthority(name, profile) });
    }
  }
  requirePkce(profile, metadata);
  const kept = Object.entries(metadata).filter(
    ([name, value]) => !optional.has(name) || isSafeEndpoint(value, allowHttp),
  );
  return { ...Object.fromEntries(kept), issuer: metadata.issuer };
}

/** Endpoints carry no fragment (RFC 6749 sections 3.1, 3.2), and none names a user. */
function isSafeEndpoint(address: unknown, allowHttp: boolean): boolean {
  if (typeof address !== 'string' || !URL.canParse(address) || address.includes('#')) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return allowHttp && url.protocol === 'http:' && loopbackHosts.has(url.hostname);
}

function requirePkce(
  { pkce }: Cis2Profile | OidcProfile,
  metadata: Readonly<client.ServerMetadata>,
): void {
  const methods: unknown = metadata.code_challenge_methods_supported;
  const isSafe =
    methods === undefined ? pkce === 'sent' : Array.isArray(methods) && methods.includes('S256');
  if (!isSafe) throw new CareDeskError('PROVIDER_NOT_SAFE');
}

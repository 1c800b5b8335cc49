import { createHash } from 'node:crypto';
import type { Grant } from './provider-state.ts';
import type { Received } from './received.ts';

export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

interface Registration {
  readonly clientId: string;
  readonly clientSecret: string | null;
}

/**
 * Why the request for a code's tokens is refused, or null: client, redirect URI and code verifier
 * must be those of the authorization request (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
 */
export function refuseCode(
  { form, headers }: Received,
  grant: Grant | null,
  registration: Registration,
  isPlatform: boolean,
): string | null {
  if (!isClient(form, headers, registration)) return 'invalid_client';
  if (grant === null) return 'invalid_grant';
  const { asked } = grant;
  if (asked.get('redirect_uri') !== form.get('redirect_uri')) return 'invalid_grant';
  const challenge = asked.get('code_challenge');
  // The API platform knows no PKCE, the provider lets a client that sends none pass.
  if (isPlatform || challenge === null) return null;
  return challenge === s256(form.get('code_verifier') ?? '') ? null : 'invalid_grant';
}

/** The S256 challenge of a verifier (RFC 7636 section 4.2). */
export function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function isClient(
  form: URLSearchParams,
  headers: Readonly<Record<string, string>>,
  { clientId, clientSecret }: Registration,
): boolean {
  if (clientSecret === null) return form.get('client_id') === clientId;
  const basic = /^Basic (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return formDecoded(id) === clientId && formDecoded(secret) === clientSecret;
}

/** Id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1). */
function formDecoded(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? '';
}

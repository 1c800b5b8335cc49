import type { Policy } from '../policy/policy-schema.ts';

/** What the identity provider and the API platform are: nothing of this is written in a flow. */
export interface ProviderProfile {
  readonly kind: 'cis2';
  /** Issuer exactly as announced: compared as a string, `:443` and path included. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly acrValues: string;
  /** Lowest authenticator assurance level that may come back. */
  readonly requiredAuthenticatorLevel: 2 | 3;
  /** Lowest identity assurance level that may come back. */
  readonly requiredIdentityLevel: number;
  readonly prompt: 'login';
  /** Seconds since the person authenticated, at most. */
  readonly maxAge: number;
  readonly idTokenSigningAlgorithm: 'RS256';
  readonly redirect: { readonly path: string; readonly ports: readonly number[] };
  /** RFC 8693 token exchange of the id token. */
  readonly tokenEndpoint: string;
  /** True for the sandbox alone, whose addresses are http on this machine. */
  readonly allowHttp: boolean;
}

/** The profile a policy selects. */
export function profileOf(policy: Policy): ProviderProfile {
  return {
    kind: policy.profile,
    issuer: policy.issuer,
    clientId: policy.clientId,
    scope: 'openid profile nationalrbacaccess associatedorgs',
    // Names from NHS "Authenticator guidance for developers"; "you should use AAL2 if possible".
    acrValues: policy.assurance === 'AAL3' ? 'AAL3_ANY' : 'AAL2_OR_AAL3_ANY',
    requiredAuthenticatorLevel: policy.assurance === 'AAL3' ? 3 : 2,
    requiredIdentityLevel: policy.identityAssurance,
    prompt: 'login',
    maxAge: 300,
    idTokenSigningAlgorithm: 'RS256',
    redirect: { path: '/callback', ports: policy.redirectPorts },
    tokenEndpoint: `${policy.apiOrigin.replace(/\/$/, '')}/oauth2/token`,
    allowHttp: policy.environment === 'sandbox',
  };
}

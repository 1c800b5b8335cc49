/**
 * CareDesk as registered at the sandbox's Care Identity and API platform. The real ones accept
 * confidential clients only; being public here stands for “behind the relay”, which adds the
 * client authentication to token requests.
 */
export const clientRegistration = {
  clientId: 'caredesk.sandbox.apps.national',
  /** RFC 8252 section 7.3: any port matches. */
  redirectUris: ['http://127.0.0.1/callback'],
} as const;

/** Path of the issuer, the one of the real CIS2 environments. */
export const issuerPath = '/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare';

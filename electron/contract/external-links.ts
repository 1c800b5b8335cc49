/**
 * Every address a link of the page may open in the system browser. Main opens these exactly as they
 * stand here and no other, so that no address carries anything out of a record.
 */
export const externalLinks = {
  careIdentityHelp: 'https://digital.nhs.uk/services/care-identity-service',
  /** How people unlock a smartcard or another authenticator, and get one again. */
  unlockAuthenticator:
    'https://digital.nhs.uk/services/care-identity-service/smartcard-and-authentication-users',
} as const;

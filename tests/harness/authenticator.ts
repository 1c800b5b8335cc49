import type { CDPSession, Page } from 'playwright';

/** Where a passkey may live: on this device alone (AAL3) or synchronised between devices (AAL2). */
export type PasskeyKind = 'device-bound' | 'synced';

/**
 * Gives a page a virtual authenticator of its own that knows its user: WebAuthn runs for real, only
 * the touch is simulated (Chrome DevTools Protocol, WebAuthn domain).
 */
export async function plugInAuthenticator(page: Page, kind: PasskeyKind): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: kind === 'synced',
      defaultBackupState: kind === 'synced',
    },
  });
  return session;
}

import type { Assurance } from '../../electron/contract/session.ts';

/** Authenticators by the end of their `acr` (NHS “Authenticator guidance for developers”). */
const authenticators: ReadonlyMap<string, string> = new Map([
  ['FIDO2', 'security key or Windows Hello'],
  ['IOS', 'iPad'],
  ['N3_SMARTCARD', 'smartcard'],
  ['CIS2_SMARTCARD', 'smartcard'],
  ['SMARTCARD', 'smartcard'],
  ['TOTP', 'authenticator app'],
  ['NHSMAIL', 'NHS.net Connect'],
]);

/** How surely the person signed in: “AAL3, smartcard”, or the level alone when that is all. */
export function assuranceWords({ authenticator, acr }: Assurance): string {
  const kind = authenticators.get(acr?.replace(/^AAL[123]_/, '') ?? '');
  return kind === undefined ? `AAL${authenticator}` : `AAL${authenticator}, ${kind}`;
}

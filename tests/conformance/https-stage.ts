import type { FailureCode } from '../../electron/contract/failures.ts';
import type { Profile } from './drives.ts';
import { createInProcessProvider, type InProcessProvider } from './in-process.ts';
import { openRelyingParty, type RelyingParty } from './relying-party.ts';

/** A provider behind https and a CareDesk of the integration environment. */
export interface HttpsStage {
  readonly provider: InProcessProvider;
  readonly party: RelyingParty;
  /** @returns the failure it ends in, or null when signed in */
  signIn(): Promise<FailureCode | null>;
}

/**
 * Sets a stage where nothing but https will do, and clears it away whatever happened.
 * @param alsoAt another origin at which the provider answers
 */
export async function onHttpsStage<T>(
  profile: Profile,
  play: (stage: HttpsStage) => Promise<T>,
  alsoAt: string | null = null,
): Promise<T> {
  const provider = createInProcessProvider('https://provider.example', alsoAt);
  const party = openRelyingParty(provider.issuer, {
    policy: { environment: 'int', profile },
    fetch: provider.fetch,
  });
  async function signIn(): Promise<FailureCode | null> {
    const before = party.opened.length;
    party.rooms.session.startSignIn();
    await party.until(({ kind }) => kind !== 'signing-in' || party.opened.length > before);
    const address = party.opened[before];
    if (address !== undefined) {
      const answer = await provider.fetch(address);
      await fetch(answer.headers.get('location') ?? '');
    }
    const outcome = await party.outcome();
    return outcome.kind === 'refused' ? outcome.code : null;
  }
  try {
    return await play({ provider, party, signIn });
  } finally {
    await party.close();
  }
}

import type { FailureCode } from '../../electron/contract/failures.ts';
import { must, mustEqual, NotConforming } from './conformance-case.ts';
import { type MisbehavingProvider, startMisbehavingProvider } from './misbehaving-provider.ts';
import type { Misbehaviour } from './provider/misbehaviour.ts';
import type { ProviderSettings } from './provider/provider-answers.ts';
import {
  type Outcome,
  openRelyingParty,
  type RelyingParty,
  type RelyingPartyOptions,
} from './relying-party.ts';

export type Profile = 'cis2' | 'oidc' | 'api-platform';

/** The profiles that get an id token. */
export const openIdProfiles: readonly Profile[] = ['cis2', 'oidc'];

/** A provider and a client of it. */
export interface Stage {
  readonly provider: MisbehavingProvider;
  readonly party: RelyingParty;
  /** Another CareDesk at the same provider; closed with the rest. */
  another(options?: RelyingPartyOptions): RelyingParty;
}

/** Sets a stage, plays on it and clears it away whatever happened. */
export async function onStage<T>(
  profile: Profile,
  play: (stage: Stage) => Promise<T>,
  options: RelyingPartyOptions & { readonly settings?: Partial<ProviderSettings> } = {},
): Promise<T> {
  const provider = await startMisbehavingProvider(options.settings);
  const parties: RelyingParty[] = [];
  const another = (own: RelyingPartyOptions = {}) => {
    const party = openRelyingParty(provider.issuer, {
      ...own,
      policy: { profile, ...own.policy },
    });
    parties.push(party);
    return party;
  };
  try {
    return await play({ provider, party: another(options), another });
  } finally {
    await Promise.all(parties.map((party) => party.close()));
    provider.stop();
  }
}

/** An outcome in a few words. */
export function inWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'signed-in':
      return `signed in at AAL${outcome.state.assurance.authenticator}`;
    case 'refused':
      return `refused: ${outcome.code}`;
    case 'waiting':
      return `still waiting, told ${outcome.notice}`;
    case 'unanswered':
      return 'the wait is over';
  }
}

/** @throws NotConforming unless somebody is signed in. */
export function mustBeSignedIn(outcome: Outcome): void {
  must(outcome.kind === 'signed-in', 'signed in', inWords(outcome));
}

/** @throws NotConforming unless refused with exactly this code. */
export function mustBeRefused(outcome: Outcome, code: FailureCode): void {
  must(outcome.kind === 'refused' && outcome.code === code, `refused: ${code}`, inWords(outcome));
}

/** Requests that only a finished check of the id token may lead to. */
const afterTheIdToken = new Set(['/userinfo', '/oauth2/token']);

interface Refusal {
  readonly code: FailureCode;
  readonly profiles?: readonly Profile[];
  readonly policy?: Readonly<Record<string, unknown>>;
  /** The refusal rests on the id token alone, so nothing may have been asked for with it. */
  readonly beforeUserinfo?: boolean;
}

/**
 * A sign-in at a provider that misbehaves must be refused with this code, leave nothing behind,
 * and work with the same CareDesk once the provider behaves.
 */
export async function refusesWhen(
  misbehaviour: Misbehaviour,
  { code, profiles = openIdProfiles, policy = {}, beforeUserinfo = false }: Refusal,
): Promise<string> {
  for (const profile of profiles) {
    await onStage(
      profile,
      async ({ provider, party }) => {
        provider.misbehave(misbehaviour);
        mustBeRefused(await party.signIn(), code);
        mustEqual(await party.keychain.accounts(), [], 'keychain items');
        const asked = provider.received.filter(({ path }) => afterTheIdToken.has(path));
        if (beforeUserinfo) mustEqual(asked.length, 0, 'requests after the id token');
        provider.misbehave(null);
        await control(party);
      },
      { policy },
    );
  }
  return `refused: ${code}; accepted without it`;
}

/** A sign-in at a provider that does something unusual but allowed must work. */
export async function acceptsWhen(
  unusual: Misbehaviour,
  profiles: readonly Profile[] = openIdProfiles,
): Promise<string> {
  for (const profile of profiles) {
    await onStage(profile, async ({ provider, party }) => {
      provider.misbehave(unusual);
      mustBeSignedIn(await party.signIn());
    });
  }
  return 'signed in';
}

/** Plain sign-ins, nothing wrong anywhere. */
export async function acceptsTheCorrectProvider(profiles: readonly Profile[]): Promise<string> {
  for (const profile of profiles) await onStage(profile, ({ party }) => control(party));
  return `signed in: ${profiles.join(', ')}`;
}

async function control(party: RelyingParty): Promise<void> {
  const outcome = await party.signIn();
  if (outcome.kind !== 'signed-in') {
    throw new NotConforming('signed in once the provider behaves', inWords(outcome));
  }
}

import { mustBeSignedIn, onStage, openIdProfiles, type Stage } from '../drives.ts';

/** A provider whose access tokens are to be refreshed before every call, and a client that keeps them. */
export const aboutToExpire = {
  settings: { accessTokenLifetime: 30 },
  policy: { rememberSignIn: true },
} as const;

/** How often CareDesk asked for a refresh. */
export function refreshCalls({ provider }: Stage): number {
  return provider.received.filter(({ form }) => form.get('grant_type') === 'refresh_token').length;
}

/** Plays with somebody signed in whose access token is about to expire, in both profiles. */
export async function withExpiringToken(play: (stage: Stage) => Promise<void>): Promise<void> {
  for (const profile of openIdProfiles) {
    await onStage(
      profile,
      async (stage) => {
        mustBeSignedIn(await stage.party.signIn());
        await play(stage);
      },
      aboutToExpire,
    );
  }
}

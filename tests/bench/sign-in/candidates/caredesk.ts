import { redeemAnswer } from '../../../../electron/identity/authorization-answer.ts';
import {
  authorizationRequest,
  freshChecks,
} from '../../../../electron/identity/authorization-request.ts';
import { createProvider } from '../../../../electron/identity/provider.ts';
import { profileOf } from '../../../../electron/identity/provider-profile.ts';
import { warmUpCodeGrant } from '../../../../electron/identity/warm-up-code-grant.ts';
import { createClockSkew } from '../../../../electron/network/clock-skew.ts';
import type { Attempt, Candidate, Terms } from '../candidate.ts';

/** CareDesk's identity room, called in the order in which `signIn` calls it, without roles. */
export function open({ policy, userinfoEndpoint }: Terms): Candidate {
  const profile = profileOf(policy);
  let onUserinfo: () => void = () => undefined;
  const provider = createProvider(profile, {
    // Asking for userinfo is the first thing done once the tokens have passed every check.
    fetch(url, init) {
      if (url === userinfoEndpoint) onUserinfo();
      return fetch(url, { ...init, redirect: 'error' });
    },
    secrets: { clientSecret: async () => null, clientKey: async () => null },
    skew: createClockSkew(Date.now),
    now: Date.now,
  });
  return {
    begin(): Attempt {
      const checks = freshChecks(profile);
      let isAnswered = false;
      const asked = provider.configuration();
      // Where it fails, the request does too.
      asked.catch(() => undefined);
      return {
        state: checks.state,
        async authorizationRequest(redirectUri) {
          const configuration = await asked;
          const address = await authorizationRequest(profile, configuration, redirectUri, checks);
          void provider
            .prefetchKeys(configuration)
            .then(() => warmUpCodeGrant(profile, Date.now, () => isAnswered));
          return address;
        },
        async redeem(answer, onValidated) {
          isAnswered = true;
          onUserinfo = onValidated;
          const { signal } = new AbortController();
          await redeemAnswer(profile, await asked, answer, checks, signal);
        },
      };
    },
  };
}

import type { Assurance } from '../../../electron/contract/session.ts';
import { judgeAssurance } from '../../../electron/identity/assurance.ts';
import { redeemAnswer } from '../../../electron/identity/authorization-answer.ts';
import { readPerson } from '../../../electron/identity/person.ts';
import { createProvider, type Provider } from '../../../electron/identity/provider.ts';
import { profileOf } from '../../../electron/identity/provider-profile.ts';
import { sessionTokens } from '../../../electron/identity/session-tokens.ts';
import { createClockSkew } from '../../../electron/network/clock-skew.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';
import type { ProviderAnswer } from '../provider/misbehaviour.ts';
import { policyFor } from '../relying-party.ts';
import { checks, type FuzzedEndpoint, type TrueAnswers } from './true-answers.ts';

/** What CareDesk made of a provider's answers. */
export interface Accepted {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
  readonly assurance: Assurance;
}

/** CareDesk's checks of a sign-in, without the browser: from discovery to the session's tokens. */
export interface Redeemer {
  /** Every address asked for. */
  readonly addresses: readonly string[];
  /**
   * @param fuzzed the endpoint that gives another answer than the true one, or null
   * @throws CareDeskError when refused
   */
  redeem(fuzzed: { endpoint: FuzzedEndpoint; answer: ProviderAnswer } | null): Promise<Accepted>;
}

const endpoints: Readonly<Record<string, FuzzedEndpoint>> = {
  '/.well-known/openid-configuration': 'discovery',
  '/keys': 'keys',
  '/token': 'token',
  '/userinfo': 'userinfo',
  '/oauth2/token': 'exchange',
};

/** Statuses whose answer has no body. */
const bodiless = new Set([204, 205, 304]);

/** A CareDesk for a live environment, so that nothing but https will do. */
export function createRedeemer(truth: TrueAnswers): Redeemer {
  const profile = profileOf(policySchema.parse(policyFor(truth.issuer, { environment: 'live' })));
  const addresses: string[] = [];
  let fuzzed: { endpoint: FuzzedEndpoint; answer: ProviderAnswer } | null = null;

  async function fetch(address: string): Promise<Response> {
    addresses.push(address);
    const { origin, pathname } = new URL(address);
    const endpoint = origin === truth.issuer ? endpoints[pathname] : undefined;
    if (endpoint === undefined) {
      throw Object.assign(new TypeError('nobody there'), { code: 'ECONNREFUSED' });
    }
    const { status, headers, body } =
      fuzzed?.endpoint === endpoint ? fuzzed.answer : truth.answers[endpoint];
    return new Response(bodiless.has(status) ? null : body, { status, headers });
  }

  const provider: Provider = createProvider(profile, {
    fetch,
    now: Date.now,
    skew: createClockSkew(Date.now),
    secrets: { clientSecret: async () => null, clientKey: async () => null },
  });

  return {
    addresses,
    async redeem(next) {
      fuzzed = next;
      const configuration = await provider.configuration();
      await provider.prefetchKeys(configuration);
      const { signal } = new AbortController();
      const said = await redeemAnswer(profile, configuration, truth.callback, checks, signal);
      readPerson(said.userinfo);
      const assurance = judgeAssurance(said.claims, said.userinfo, profile);
      await sessionTokens(profile, provider, said, String(said.claims['sub']), Date.now);
      return { claims: said.claims, userinfo: said.userinfo, assurance };
    },
  };
}

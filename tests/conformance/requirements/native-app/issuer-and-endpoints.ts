import { policySchema } from '../../../../electron/policy/policy-schema.ts';
import { type ConformanceCase, mustEqual } from '../../conformance-case.ts';
import {
  mustBeRefused,
  mustBeSignedIn,
  onStage,
  openIdProfiles,
  refusesWhen,
} from '../../drives.ts';
import { onHttpsStage } from '../../https-stage.ts';
import { answerWith, discoveryWith } from '../../provider/wrong-values.ts';
import { policyFor } from '../../relying-party.ts';
import { native } from './native-case.ts';

async function noticesMixUps(): Promise<string> {
  for (const spoilt of ['https://attacker.example', undefined, 'almost'] as const) {
    for (const profile of openIdProfiles) {
      await onStage(profile, async ({ provider, party }) => {
        const iss = spoilt === 'almost' ? `${provider.issuer}/` : spoilt;
        provider.misbehave(answerWith('iss', iss));
        mustBeRefused(await party.signIn(), 'SIGN_IN_ISSUER_MISMATCH');
        mustEqual(
          provider.received.some(({ path }) => path === '/token'),
          false,
          'a token request',
        );
        provider.misbehave(null);
        mustBeSignedIn(await party.signIn());
      });
    }
  }
  return 'refused: SIGN_IN_ISSUER_MISMATCH, before any token request';
}

const endpoints = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'];

/** Endpoints announced without TLS by a provider that has it. */
async function insistsOnTls(): Promise<string> {
  for (const profile of openIdProfiles) {
    for (const name of endpoints) {
      await onHttpsStage(profile, async ({ provider, party, signIn }) => {
        provider.misbehave(discoveryWith(name, 'http://provider.example/plain'));
        mustEqual(await signIn(), 'PROVIDER_ADDRESS_NOT_SAFE', `at a plain ${name}`);
        mustEqual(party.opened, [], 'addresses opened in the browser');
        const plain = provider.addresses.filter((address) => address.startsWith('http:'));
        mustEqual(plain, [], `requests to a plain ${name}`);
        provider.misbehave(null);
        mustEqual(await signIn(), null, 'failure with https everywhere');
      });
    }
  }
  for (const key of ['issuer', 'apiOrigin']) {
    const policy = policyFor('https://provider.example', { environment: 'int' });
    const parsed = policySchema.safeParse({ ...policy, [key]: 'http://provider.example' });
    mustEqual(parsed.success, false, `a plain ${key} in the policy accepted`);
  }
  return 'http refused at every endpoint and in the policy; nothing was sent to it';
}

async function followsTheMetadata(): Promise<string> {
  await refusesWhen(discoveryWith('issuer', 'https://attacker.example'), {
    code: 'PROVIDER_ISSUER_DIFFERS',
  });
  await onStage('cis2', async ({ provider, party }) => {
    provider.misbehave({
      does: 'announces another token endpoint',
      discovery(metadata) {
        metadata['token_endpoint'] = `${provider.issuer}/elsewhere`;
      },
    });
    mustBeRefused(await party.signIn(), 'SIGN_IN_PROVIDER_ERROR');
    const posts = provider.received.filter(({ method }) => method === 'POST');
    mustEqual(
      posts.map(({ path }) => path),
      ['/elsewhere'],
      'token requests',
    );
  });
  return 'another issuer refused; the announced endpoint is the one that is used';
}

/** Requirements on whom CareDesk asks. */
export const issuerCases: readonly ConformanceCase[] = [
  native(
    'N15',
    'RFC 9207 section 2.4',
    'compare `iss` with the issuer the request went to',
    'a wrong, a missing and a nearly right `iss`, which the metadata announces',
    noticesMixUps,
  ),
  native(
    'N16',
    'RFC 9700 section 2.6; RFC 6749 section 3.2',
    'ask the same issuer, over TLS',
    'each endpoint announced as http by an https provider; a policy with http',
    insistsOnTls,
  ),
  native(
    'N25',
    'RFC 9700 section 2.6; RFC 8414 section 3.3',
    'configure from the provider’s metadata',
    'metadata of another issuer; another token endpoint',
    followsTheMetadata,
  ),
];

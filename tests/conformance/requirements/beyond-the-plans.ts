import { type ConformanceCase, conformanceCase, mustEqual } from '../conformance-case.ts';
import { acceptsWhen, mustBeRefused, mustBeSignedIn, onStage, refusesWhen } from '../drives.ts';
import { answerWith, idTokenTime, idTokenWith } from '../provider/wrong-values.ts';
import { refusesRefreshedIdToken } from './refreshed-id-token.ts';

const core = 'OpenID Connect Core';
const refused = { code: 'SIGN_IN_TOKEN_INVALID', beforeUserinfo: true } as const;

/** What the plans do not name and the standard does. */
export const beyondThePlans: readonly ConformanceCase[] = [
  conformanceCase(
    {
      id: 'refreshed-azp',
      requirement: 'reject a refreshed id token issued to another party',
      source: `${core} 12.2`,
      tried: 'two audiences and another `azp` in the id token that comes with a refresh',
    },
    () =>
      refusesRefreshedIdToken(
        {
          does: 'names another party',
          refreshedIdToken(claims, { clientId }) {
            claims['aud'] = [clientId, 'another-client'];
            claims['azp'] = 'another-client';
          },
        },
        'SIGN_IN_TOKEN_INVALID',
      ),
  ),
  conformanceCase(
    {
      id: 'refreshed-secondary-aud',
      requirement: 'reject a refreshed id token with audiences that are not trusted',
      source: `${core} 12.2`,
      tried: '`aud` with another client beside CareDesk, `azp` CareDesk, with a refresh',
    },
    () =>
      refusesRefreshedIdToken(
        {
          does: 'names a second client',
          refreshedIdToken(claims, { clientId }) {
            claims['aud'] = [clientId, 'another-client'];
            claims['azp'] = clientId;
          },
        },
        'SIGN_IN_TOKEN_INVALID',
      ),
  ),
  conformanceCase(
    {
      id: 'issuer-nearly-right',
      requirement: 'compare the issuer of the metadata character by character',
      source: 'OpenID Connect Discovery 4.3',
      tried: 'metadata whose `issuer` has a slash more',
    },
    async () => {
      await onStage('cis2', async ({ provider, party, another }) => {
        provider.misbehave({
          does: 'adds a slash to its issuer',
          discovery(metadata) {
            metadata['issuer'] = `${metadata['issuer']}/`;
          },
        });
        mustBeRefused(await party.signIn(), 'PROVIDER_ISSUER_DIFFERS');
        mustEqual(party.opened.length, 0, 'addresses opened in the browser');
        provider.misbehave(null);
        mustBeSignedIn(await another().signIn());
      });
      return 'refused: PROVIDER_ISSUER_DIFFERS, before the browser was opened';
    },
  ),
  conformanceCase(
    {
      id: 'tampered-payload',
      requirement: 'reject an id token changed after signing',
      source: `${core} 3.1.3.7 (6)`,
      tried: 'a role profile id added to a signed id token',
    },
    () =>
      refusesWhen(
        {
          does: 'lets a token be changed',
          tampering: (c) => Object.assign(c, { selected_roleid: '1' }),
        },
        refused,
      ),
  ),
  conformanceCase(
    {
      id: 'expired-id-token',
      requirement: 'reject an id token that has expired',
      source: `${core} 3.1.3.7 (9)`,
      tried: 'an `exp` one minute ago',
    },
    () =>
      refusesWhen(idTokenTime('exp', -60), { code: 'SIGN_IN_CLOCK_WRONG', beforeUserinfo: true }),
  ),
  conformanceCase(
    {
      id: 'missing-exp',
      requirement: 'reject an id token without `exp`',
      source: `${core} 2`,
      tried: 'an id token without `exp`',
    },
    () => refusesWhen(idTokenWith('exp', undefined), refused),
  ),
  conformanceCase(
    {
      id: 'missing-iss',
      requirement: 'reject an id token without `iss`',
      source: `${core} 2`,
      tried: 'an id token without `iss`',
    },
    () => refusesWhen(idTokenWith('iss', undefined), refused),
  ),
  conformanceCase(
    {
      id: 'missing-nonce',
      requirement: 'reject an id token without the nonce that was sent',
      source: `${core} 3.1.3.7 (11)`,
      tried: 'an id token without `nonce`',
    },
    () => refusesWhen(idTokenWith('nonce', undefined), refused),
  ),
  conformanceCase(
    {
      id: 'secondary-aud',
      requirement: 'reject an id token with audiences that are not trusted',
      source: `${core} 3.1.3.7 (3)`,
      tried: '`aud` with another client beside CareDesk, no `azp`',
    },
    () =>
      refusesWhen(
        {
          does: 'names a second client',
          idToken(claims, { clientId }) {
            claims['aud'] = [clientId, 'another-client'];
          },
        },
        refused,
      ),
  ),
  conformanceCase(
    {
      id: 'secondary-aud-with-azp',
      requirement: 'reject an id token with audiences that are not trusted',
      source: `${core} 3.1.3.7 (3)`,
      tried: '`aud` with another client beside CareDesk, `azp` CareDesk',
    },
    () =>
      refusesWhen(
        {
          does: 'names a second client',
          idToken(claims, { clientId }) {
            claims['aud'] = [clientId, 'another-client'];
            claims['azp'] = clientId;
          },
        },
        refused,
      ),
  ),
  conformanceCase(
    {
      id: 'aud-as-list',
      requirement: 'accept `aud` as a list of one',
      source: `${core} 2`,
      tried: '`aud` as a list that holds CareDesk only',
    },
    () =>
      acceptsWhen({
        does: 'gives aud as a list',
        idToken(claims, { clientId }) {
          claims['aud'] = [clientId];
        },
      }),
  ),
  conformanceCase(
    {
      id: 'missing-id-token',
      requirement: 'reject a token answer without an id token',
      source: `${core} 3.1.3.3`,
      tried: 'no id_token in the answer to the code',
    },
    () =>
      refusesWhen(
        {
          does: 'gives no id token',
          tokens: (answer) => Reflect.deleteProperty(answer, 'id_token'),
        },
        refused,
      ),
  ),
  conformanceCase(
    {
      id: 'unreadable-id-token',
      requirement: 'reject an id token that is no JWT',
      source: 'RFC 7519 section 7.2',
      tried: 'an id token whose claims are not base64url',
    },
    () =>
      refusesWhen(
        {
          does: 'gives an unreadable id token',
          tokens(answer) {
            const [header, , signature] = String(answer['id_token']).split('.');
            answer['id_token'] = `${header}.%%%.${signature}`;
          },
        },
        refused,
      ),
  ),
  conformanceCase(
    {
      id: 'unreadable-signature',
      requirement: 'reject an id token that is no JWT',
      source: 'RFC 7515 section 5.2',
      tried: 'an id token whose signature is not base64url',
    },
    () =>
      refusesWhen(
        {
          does: 'gives an unreadable signature',
          tokens(answer) {
            answer['id_token'] = `${answer['id_token']}%%%`;
          },
        },
        refused,
      ),
  ),
  conformanceCase(
    {
      id: 'code-refused',
      requirement: 'a refused code ends the sign-in',
      source: 'RFC 6749 section 5.2',
      tried: 'the token endpoint answers 400 invalid_grant',
    },
    () =>
      refusesWhen(
        {
          does: 'refuses the code',
          replaced: {
            token: {
              status: 400,
              headers: { 'content-type': 'application/json' },
              body: '{"error":"invalid_grant"}',
            },
          },
        },
        { code: 'SIGN_IN_CODE_REFUSED', beforeUserinfo: true },
      ),
  ),
  conformanceCase(
    {
      id: 'authorization-error',
      requirement: 'an error answer ends the sign-in without a token request',
      source: `${core} 3.1.2.6`,
      tried: '`error=login_required` with the right state',
    },
    async () => {
      await onStage('cis2', async ({ provider, party }) => {
        provider.misbehave(answerWith('error', 'login_required'));
        mustBeRefused(await party.signIn(), 'SIGN_IN_INTERACTION_REQUIRED');
        mustEqual(
          provider.received.filter(({ path }) => path === '/token').length,
          0,
          'token requests',
        );
      });
      return 'refused: SIGN_IN_INTERACTION_REQUIRED, no token request';
    },
  ),
];

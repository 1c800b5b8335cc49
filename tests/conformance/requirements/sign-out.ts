import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  must,
  mustBecome,
  mustEqual,
  NotApplicable,
} from '../conformance-case.ts';
import { mustBeRefused, mustBeSignedIn, onStage, openIdProfiles, type Profile } from '../drives.ts';
import { onHttpsStage } from '../https-stage.ts';
import { person } from '../provider/person-claims.ts';
import { discoveryWith, idTokenWith } from '../provider/wrong-values.ts';
import { keptRefreshToken, type RelyingParty } from '../relying-party.ts';
import { hostileAddresses } from './announced-addresses.ts';

const logout = 'OpenID Connect RP-Initiated Logout 1.0';

/** Modules of the RP-initiated logout plan (`oidcc-client-rp-initiated-logout-rp-basic`). */
export const logoutModules = [
  'oidcc-client-test-rp-init-logout',
  'oidcc-client-test-rp-init-logout-other-state',
  'oidcc-client-test-rp-init-logout-no-state',
] as const;

const endSession = 'https://provider.example/end?realm=Healthcare';

/** Nothing is left here, whatever becomes of the provider's part. */
async function mustBeSignedOut(party: RelyingParty, browserSession: string): Promise<void> {
  const state = party.rooms.session.current();
  mustEqual(state.kind, 'signed-out', 'state');
  await mustBecome(
    async () => {
      const now = party.rooms.session.current();
      return now.kind === 'signed-out' ? now.browserSession : now.kind;
    },
    browserSession,
    'browser',
  );
  mustEqual(await party.keychain.accounts(), [], 'keychain items');
  mustEqual((await party.readPatient()).status, 401, 'answer to a call after signing out');
}

/** What the browser is told to open when somebody signs out. */
async function endSessionRequest(profile: Profile): Promise<URL> {
  return onStage(profile, async ({ provider, party }) => {
    provider.misbehave(discoveryWith('end_session_endpoint', endSession));
    mustBeSignedIn(await party.signIn());
    const before = party.opened.length;
    await party.rooms.session.signOut('user');
    const address = await party.openedAfter(before);
    await mustBeSignedOut(party, 'ending');
    mustEqual(party.opened.length, before + 1, 'addresses opened');
    for (const secret of [...provider.secrets, person.subject]) {
      must(!address.href.includes(secret), 'no token and nothing of the person', 'one of them');
    }
    return address;
  });
}

/** The answer the modules are about is never asked for; were it, the case would fail. */
async function asksForNoAnswer(): Promise<string> {
  for (const profile of openIdProfiles) {
    const { searchParams } = await endSessionRequest(profile);
    for (const name of ['post_logout_redirect_uri', 'state', 'id_token_hint', 'logout_hint']) {
      mustEqual(searchParams.has(name), false, `\`${name}\` sent`);
    }
  }
  throw new NotApplicable(
    'by design CareDesk sends no `post_logout_redirect_uri`, so no answer comes back whose `state` ' +
      'could be checked: providers compare that address exactly and CareDesk’s port is another ' +
      'each time and closed by then. Signing out in CareDesk does not wait for the provider',
  );
}

const modules: readonly ConformanceCase[] = [
  ['the provider sends the browser back with the `state`', logoutModules[0]],
  ['the provider sends the browser back with another `state`', logoutModules[1]],
  ['the provider sends the browser back without `state`', logoutModules[2]],
].map(([tried = '', id = '']) =>
  conformanceCase(
    { id, requirement: 'check the answer to a sign-out', source: `${logout} section 3`, tried },
    asksForNoAnswer,
  ),
);

async function namesTheClientOnly(): Promise<string> {
  for (const profile of openIdProfiles) {
    const address = await endSessionRequest(profile);
    mustEqual(
      address.href,
      `${endSession}&client_id=caredesk-conformance`,
      'address opened in the browser',
    );
  }
  return 'the announced address, its query kept, `client_id` added, nothing of the person';
}

/** Signing in works, signing out opens and sends nothing, and says what that means. */
async function ignoresUnsafe(): Promise<string> {
  for (const profile of openIdProfiles) {
    for (const address of [...hostileAddresses, '', 5, null]) {
      await onHttpsStage(profile, async ({ provider, party, signIn }) => {
        provider.misbehave({
          does: `signs out at ${address}`,
          discovery(metadata) {
            metadata['end_session_endpoint'] = address;
            metadata['revocation_endpoint'] = address;
          },
        });
        mustEqual(await signIn(), null, 'failure');
        const opened = party.opened.length;
        const asked = provider.addresses.length;
        await party.rooms.session.signOut('user');
        await mustBeSignedOut(party, 'may-remain');
        mustEqual(party.opened.length, opened, `addresses opened at ${address}`);
        mustEqual(provider.addresses.length, asked, `requests at ${address}`);
      });
    }
  }
  return 'counts as not announced: nothing opened or sent, the person told, signed out here';
}

async function followsToAnotherOrigin(): Promise<string> {
  await onHttpsStage('oidc', async ({ provider, party, signIn }) => {
    provider.misbehave(discoveryWith('end_session_endpoint', 'https://elsewhere.example/end'));
    mustEqual(await signIn(), null, 'failure');
    await party.rooms.session.signOut('user');
    await mustBeSignedOut(party, 'ending');
    mustEqual(
      party.opened.at(-1),
      'https://elsewhere.example/end?client_id=caredesk-conformance',
      'address opened in the browser',
    );
  });
  return 'opened: it is https and the issuer announces it';
}

async function saysWhenNotAnnounced(): Promise<string> {
  for (const profile of ['cis2', 'oidc', 'api-platform'] as const) {
    await onStage(profile, async ({ party }) => {
      mustBeSignedIn(await party.signIn());
      const before = party.opened.length;
      await party.rooms.session.signOut('user');
      await mustBeSignedOut(party, 'may-remain');
      mustEqual(party.opened.length, before, 'addresses opened');
    });
  }
  return 'nothing opened, and the person told that the browser may still be signed in';
}

/** The provider is gone, or the browser does not open. */
async function signsOutInAnyCase(): Promise<string> {
  await onStage('oidc', async ({ provider, party }) => {
    provider.misbehave(discoveryWith('end_session_endpoint', endSession));
    mustBeSignedIn(await party.signIn());
    provider.stop();
    await party.rooms.session.signOut('user');
    await mustBeSignedOut(party, 'ending');
  });
  await onStage(
    'oidc',
    async ({ provider, party }) => {
      provider.misbehave(discoveryWith('end_session_endpoint', endSession));
      mustBeSignedIn(await party.signIn());
      await party.rooms.session.signOut('user');
      await mustBeSignedOut(party, 'may-remain');
    },
    { browserOpens: (address) => !address.startsWith(endSession) },
  );
  return 'signed out here; a browser that did not open is not said to be signing out';
}

/** RFC 7009: in the body of a POST, never in an address. */
async function revokes(): Promise<string> {
  await onStage(
    'oidc',
    async ({ provider, party }) => {
      provider.misbehave(discoveryWith('revocation_endpoint', `${provider.issuer}/revoke`));
      mustBeSignedIn(await party.signIn());
      const kept = await keptRefreshToken(party);
      await party.rooms.session.signOut('user');
      const revoked = () => provider.received.filter(({ path }) => path === '/revoke');
      await mustBecome(async () => revoked().length, 1, 'revocations');
      const [request] = revoked();
      mustEqual(request?.form.get('token'), kept, 'token revoked');
      mustEqual([request?.method, request?.target], ['POST', '/revoke'], 'request');
      await mustBeSignedOut(party, 'may-remain');
    },
    { policy: { rememberSignIn: true } },
  );
  return 'the refresh token, by POST; refused by the provider, and signed out all the same';
}

/** Whoever brought an answer back has been at the provider. */
async function warnsAfterFailedSignIns(): Promise<string> {
  await onStage('cis2', async ({ provider, party }) => {
    provider.misbehave(idTokenWith('nonce', 'another'));
    mustBeRefused(await party.signIn(), 'SIGN_IN_TOKEN_INVALID');
    await mustBeSignedOut(party, 'may-remain');
    await party.request();
    party.rooms.session.cancelSignIn();
    await mustBeSignedOut(party, 'none');
  });
  return 'told after an answer that was refused, and not after a sign-in cancelled before one';
}

const own: readonly ConformanceCase[] = [
  conformanceCase(
    {
      id: 'end-session-request',
      requirement: 'ask for sign-out at the announced address, without giving anything away',
      source: `${logout} sections 2, 6`,
      tried: 'an address with a query; every token, code and `sub` looked for in what is opened',
    },
    namesTheClientOnly,
  ),
  conformanceCase(
    {
      id: 'end-session-unsafe',
      requirement: 'open and call https addresses only',
      source: `${logout} section 2.1; RFC 8414 section 2`,
      tried: 'http, javascript:, file: and the like as `end_session_endpoint` and for revocation',
    },
    ignoresUnsafe,
  ),
  conformanceCase(
    {
      id: 'end-session-at-another-origin',
      requirement: 'endpoints may be at another origin than the issuer',
      source: 'RFC 8414 section 2',
      tried: 'an `end_session_endpoint` at another https origin',
    },
    followsToAnotherOrigin,
  ),
  conformanceCase(
    {
      id: 'end-session-absent',
      requirement: 'say when the browser may still be signed in',
      source: 'NHS “Session management”: its session and ours are separate',
      tried: 'no `end_session_endpoint`, all three profiles',
    },
    saysWhenNotAnnounced,
  ),
  conformanceCase(
    {
      id: 'end-session-unreachable',
      requirement: 'sign out here in any case',
      source: `${logout} section 2`,
      tried: 'a provider that is gone; a browser that does not open',
    },
    signsOutInAnyCase,
  ),
  conformanceCase(
    {
      id: 'revocation',
      requirement: 'revoke the refresh token',
      source: 'RFC 7009 section 2.1',
      tried: 'a revocation endpoint that answers with an error',
    },
    revokes,
  ),
  conformanceCase(
    {
      id: 'browser-after-failed-sign-in',
      requirement: 'say when the browser may still be signed in',
      source: 'NHS “Session management”: its session and ours are separate',
      tried: 'a sign-in refused after the answer; one cancelled before it',
    },
    warnsAfterFailedSignIns,
  ),
];

/** Signing out: at the provider where it offers that, and here in any case. */
export const signOut: ConformanceGroup = {
  name: 'sign-out',
  title: 'Signing out (RP-Initiated Logout 1.0, RFC 7009)',
  control: conformanceCase(
    {
      id: 'control-sign-out',
      requirement: 'a correct provider is signed out of',
      source: 'positive control',
      tried: 'the same drive with nothing wrong',
    },
    async () => {
      for (const profile of openIdProfiles) await endSessionRequest(profile);
      return 'signed out here and sent to sign out there';
    },
  ),
  cases: [...modules, ...own],
};

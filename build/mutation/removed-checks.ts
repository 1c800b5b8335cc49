/** Text of a source and what stands there without the check. */
export interface Replacement {
  /** Below `electron/`. */
  readonly file: string;
  /** Exact text, which must be there once. */
  readonly text: string;
  readonly without: string;
}

/** A check of CareDesk and how it is taken out. */
export interface RemovedCheck {
  readonly name: string;
  readonly replacements: readonly Replacement[];
}

const answer = 'identity/authorization-answer.ts';
const request = 'identity/authorization-request.ts';
const receiver = 'identity/loopback-receiver.ts';
const metadata = 'identity/announced-metadata.ts';
const levels = 'identity/assurance.ts';
const provider = 'identity/provider.ts';

function removed(name: string, file: string, text: string, without: string): RemovedCheck {
  return { name, replacements: [{ file, text, without }] };
}

const receiverState = {
  file: receiver,
  text: 'const isOurs = timingSafeEqual(waiting.state, state);',
  without: 'const isOurs = true;',
};

/** The checks that are taken out one at a time. What the library checks a second time goes too. */
export const removedChecks: readonly RemovedCheck[] = [
  removed(
    'PKCE: no challenge, no verifier',
    request,
    'verifier: isOpenId ? client.randomPKCECodeVerifier() : null',
    'verifier: null',
  ),
  removed(
    'PKCE: S256 need not be announced',
    metadata,
    "if (!isSafe) throw new CareDeskError('PROVIDER_NOT_SAFE');",
    'void isSafe;',
  ),
  { name: 'state: at the receiver', replacements: [receiverState] },
  {
    name: 'state: everywhere',
    replacements: [
      receiverState,
      {
        file: answer,
        text: 'expectedState: checks.state,',
        without: 'expectedState: client.skipStateCheck,',
      },
    ],
  },
  removed('nonce', request, 'nonce: isOpenId ? client.randomNonce() : null', 'nonce: null'),
  removed(
    'iss of the answer',
    answer,
    '  checkIssuer(configuration, answer);',
    "  answer.searchParams.set('iss', configuration.serverMetadata().issuer);",
  ),
  removed(
    'signature of the id token',
    provider,
    'client.enableNonRepudiationChecks(configuration);',
    '',
  ),
  removed(
    'issuer of the metadata, character by character',
    provider,
    'if (announced.issuer !== profile.issuer) {',
    "if (announced.issuer === '') {",
  ),
  removed(
    'addresses: https',
    metadata,
    "if (url.protocol === 'https:') return true;",
    'return true;',
  ),
  removed(
    'addresses: http in the sandbox only',
    metadata,
    "return allowHttp && url.protocol === 'http:'",
    "return url.protocol === 'http:'",
  ),
  removed('addresses: http on this PC only', metadata, ' && loopbackHosts.has(url.hostname)', ''),
  removed(
    'addresses: no user',
    metadata,
    "if (url.username !== '' || url.password !== '') return false;",
    '',
  ),
  removed('addresses: no fragment', metadata, " || address.includes('#')", ''),
  removed(
    'addresses: for signing out and revocation',
    metadata,
    '!optional.has(name) || isSafeEndpoint(value, allowHttp)',
    "name !== '' || value === allowHttp",
  ),
  {
    name: 'a refused provider is not kept',
    replacements: [
      {
        file: provider,
        text: 'return safeMetadata(profile, announced);',
        without: 'return announced;',
      },
      {
        file: provider,
        text: ': openId(profile, await announced(profile, dependencies), dependencies);',
        without:
          ': openId(profile, safeMetadata(profile, await announced(profile, dependencies)), dependencies);',
      },
    ],
  },
  {
    name: 'unknown keys looked for at every sign-in',
    replacements: [
      {
        file: provider,
        text: ': openId(profile, await announced(profile, dependencies), dependencies);',
        without:
          ': (shared ??= await openId(profile, await announced(profile, dependencies), dependencies));',
      },
      {
        file: provider,
        text: '  let kept: {',
        without: '  let shared: client.Configuration | null = null;\n  let kept: {',
      },
    ],
  },
  removed(
    'sign-out: no address to come back to',
    'identity/sign-out.ts',
    'client.buildEndSessionUrl(configuration)',
    "client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: 'http://127.0.0.1/' })",
  ),
  removed(
    'sign-out: revocation',
    'identity/sign-out.ts',
    'await client.tokenRevocation(configuration, tokens.refreshToken ?? tokens.accessToken);',
    'void tokens;',
  ),
  removed(
    'sign-out: a browser that did not open',
    'session/state.ts',
    "return 'may-remain';",
    "return 'ending';",
  ),
  removed(
    'sign-out: the browser after a failed sign-in',
    'session/state.ts',
    "return state.underWay.phase === 'completing' ? 'may-remain' : 'none'",
    "return state.underWay.phase === 'opening' ? 'may-remain' : 'none'",
  ),
  removed(
    'audience: nobody beside us',
    answer,
    'if (claims !== undefined) requireOnlyAudience(claims.aud, profile.clientId);',
    '',
  ),
  removed(
    'authenticator level',
    levels,
    'if (authenticator === null || authenticator < required.requiredAuthenticatorLevel) {',
    'if (authenticator === null) {',
  ),
  removed('levels: the lower of two', levels, 'Math.min(one, other)', 'Math.max(one, other)'),
  removed(
    'levels: one that cannot be read',
    levels,
    "throw refusal('SIGN_IN_ASSURANCE_UNREADABLE', name, at);",
    'return null;',
  ),
  removed(
    'levels: an acr that cannot be read',
    levels,
    "throw refusal('SIGN_IN_ASSURANCE_UNREADABLE', 'acr', at);",
    'return null;',
  ),
  removed(
    'identity level',
    levels,
    'if (identity < required.requiredIdentityLevel) {',
    'if (identity < 0) {',
  ),
  removed(
    'auth_time: not after the issue',
    'identity/authentication-time.ts',
    "if (authTime > claims.iat + tolerance) throw refusal('SIGN_IN_AUTH_TIME_IN_FUTURE');",
    'void tolerance;',
  ),
  removed(
    'auth_time: one that cannot be one',
    'identity/authentication-time.ts',
    "typeof value === 'number' && value >= earliest && value <= latest",
    "typeof value === 'number'",
  ),
  removed(
    'consent where refresh tokens are asked for',
    request,
    "...(asksForRefreshTokens ? ['consent'] : []),",
    '',
  ),
  removed(
    'tokens of a refused sign-in',
    'identity/browser-sign-in.ts',
    'for (const [tokens, server] of issued) dependencies.onUnused(tokens, server);',
    'void issued;',
  ),
  removed(
    'tokens of a sign-in the session does not take',
    'session/authentication.ts',
    'store.revoke(issued);\n        // What was just written',
    '// What was just written',
  ),
  removed('auth_time: max_age', answer, ', maxAge: profile.maxAge }', ' }'),
  removed(
    'auth_time: fresh step-up',
    'identity/sign-in.ts',
    "if (typeof authTime !== 'number' || authTime * 1000 < since - freshnessTolerance) {",
    "if (typeof authTime !== 'number' || Number.isNaN(since + freshnessTolerance)) {",
  ),
  removed(
    'sub of userinfo',
    answer,
    'claims?.sub ?? client.skipSubjectCheck',
    'client.skipSubjectCheck',
  ),
  removed(
    'inactivity: the time is up',
    'session/idle-clock.ts',
    'if (left <= 0) {',
    'if (Number.isNaN(left)) {',
  ),
  removed(
    'inactivity: an activity that comes too late',
    'session/idle-clock.ts',
    'if (idleFor() < limit) lastActive',
    'lastActive',
  ),
  removed(
    'a PC that slept',
    'ground/steady-clock.ts',
    "if (late > longestDelay) events.emit('slept', late);",
    '',
  ),
  removed(
    'sub of who unlocks',
    'session/admission.ts',
    "return state.kind === 'unlocking' && subject !== state.held.identified.subject;",
    "return state.kind === 'unlocking' && subject === undefined;",
  ),
  removed(
    'auth_time: fresh unlocking',
    'identity/sign-in.ts',
    "if ('authenticatedAfter' in purpose && profile.kind",
    "if (purpose.kind === 'step-up' && profile.kind",
  ),
  removed(
    'max_age: nobody unlocks by an earlier authentication',
    request,
    "authentication === 'anew' ? '0' : String(profile.maxAge)",
    'String(profile.maxAge)',
  ),
  removed(
    'sub of a step-up',
    'session/admission.ts',
    'if (subject !== held.identified.subject)',
    'if (subject === undefined)',
  ),
  removed(
    'sub of a refreshed id token',
    'identity/platform-tokens.ts',
    "if (claims.sub !== tokens.subject) throw new CareDeskError('SIGN_IN_PERSON_MISMATCH');",
    '',
  ),
  removed(
    'audience of a refreshed id token',
    'identity/platform-tokens.ts',
    'requireOnlyAudience(claims.aud, platform.clientMetadata().client_id);',
    '',
  ),
  removed(
    'Host at the receiver',
    receiver,
    'if (hosts.length !== 1 || hosts[0] !== new URL(origin).host) return refused(421);',
    'if (hosts.length !== 1) return refused(421);',
  ),
  removed(
    'GET only at the receiver',
    receiver,
    "if (request.method !== 'GET') return refused(405);",
    '',
  ),
  removed(
    'one path at the receiver',
    receiver,
    'if (url.pathname !== door.path) return refused(404);',
    '',
  ),
  removed(
    'parameters given twice',
    receiver,
    'singleParameters.every((name) => parameters.getAll(name).length <= 1)',
    'singleParameters.length > 0',
  ),
  removed(
    'twelve hours',
    'identity/token-keeper.ts',
    "if (now() >= held.sessionEndsAt) throw new CareDeskError('SESSION_ENDED');",
    'void now;',
  ),
  removed(
    'tokens that arrive after signing out',
    'identity/token-keeper.ts',
    "if (tokens !== held) throw new CareDeskError('SESSION_ENDED');",
    '',
  ),
  removed(
    'tokens that arrive after signing out are revoked',
    'identity/token-keeper.ts',
    'if (tokens !== held) onUnused?.(fresh);',
    '',
  ),
  removed(
    'single flight',
    'identity/token-keeper.ts',
    'refreshing ??= refreshNow',
    'refreshing = refreshNow',
  ),
  removed('rotation kept', 'identity/token-keeper.ts', 'await onRotated(fresh.refreshToken);', ''),
];

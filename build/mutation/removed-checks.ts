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

function removed(name: string, file: string, text: string, without: string): RemovedCheck {
  return { name, replacements: [{ file, text, without }] };
}

const receiverState = {
  file: receiver,
  text: "if (!equalInConstantTime(parameters.get('state') ?? '', options.expectedState)) {",
  without: 'if (!parameters) {',
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
    request,
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
    'identity/provider.ts',
    'client.enableNonRepudiationChecks(configuration);',
    '',
  ),
  removed(
    'issuer of the metadata, character by character',
    'identity/provider.ts',
    "if (announced.issuer !== profile.issuer) throw new CareDeskError('SIGN_IN_ISSUER_MISMATCH');",
    '',
  ),
  removed(
    'audience: nobody beside us',
    answer,
    'if (claims !== undefined) requireOnlyAudience(claims.aud, profile.clientId);',
    '',
  ),
  removed(
    'authenticator level',
    'identity/assurance.ts',
    'if (authenticator === null || authenticator < required.requiredAuthenticatorLevel) {',
    'if (authenticator === null) {',
  ),
  removed(
    'authenticator level: the lower of two',
    'identity/assurance.ts',
    'Math.min(stated ?? 4, named ?? 4)',
    'Math.max(stated ?? 0, named ?? 0)',
  ),
  removed(
    'identity level',
    'identity/assurance.ts',
    'if (identity === null || identity < required.requiredIdentityLevel) {',
    'if (identity === null) {',
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
    'sub of a step-up',
    'session/session.ts',
    'if (signedIn.subject !== before.signedIn.subject) {',
    'if (signedIn.subject === undefined) {',
  ),
  removed(
    'sub of a refreshed id token',
    'identity/platform-tokens.ts',
    'if (claims !== undefined && claims.sub !== tokens.subject) {',
    'if (claims !== undefined && claims.sub === undefined) {',
  ),
  removed(
    'Host at the receiver',
    receiver,
    "!== origin) return { kind: 'refuse', status: 421 };",
    "=== '') return { kind: 'refuse', status: 421 };",
  ),
  removed(
    'GET only at the receiver',
    receiver,
    "if (request.method !== 'GET') return { kind: 'refuse', status: 405 };",
    '',
  ),
  removed(
    'one path at the receiver',
    receiver,
    "if (url.pathname !== options.path) return { kind: 'refuse', status: 404 };",
    '',
  ),
  removed(
    'parameters given twice',
    receiver,
    'singleParameters.some((name) => parameters.getAll(name).length > 1)',
    'singleParameters.length === 0',
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
    'single flight',
    'identity/token-keeper.ts',
    'refreshing ??= refreshNow',
    'refreshing = refreshNow',
  ),
  removed('rotation kept', 'identity/token-keeper.ts', 'await onRotated(fresh.refreshToken);', ''),
];

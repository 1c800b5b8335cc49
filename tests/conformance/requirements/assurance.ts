import type { FailureCode } from '../../../electron/contract/failures.ts';
import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  must,
  mustEqual,
} from '../conformance-case.ts';
import {
  acceptsTheCorrectProvider,
  inWords,
  mustBeRefused,
  mustBeSignedIn,
  onStage,
  refusesWhen,
} from '../drives.ts';
import type { Misbehaviour } from '../provider/misbehaviour.ts';
import { idTokenTime, idTokenWith, userinfoWith } from '../provider/wrong-values.ts';
import { stepsUp } from './step-up.ts';
import { unreadableLevels } from './unreadable-levels.ts';

const guidance = 'NHS “Authenticator guidance for developers”';
const validation = 'NHS CIS2 validation rules (facts 1.5)';
const core = 'OpenID Connect Core 3.1.2.1, 3.1.3.7 (12, 13)';

const tooLow = { code: 'SIGN_IN_ASSURANCE_TOO_LOW' } as const;
const notVerified = { code: 'SIGN_IN_IDENTITY_NOT_VERIFIED' } as const;

function refusal(
  id: string,
  source: string,
  requirement: string,
  tried: string,
  misbehaviour: Misbehaviour,
  expected: Parameters<typeof refusesWhen>[1],
): ConformanceCase {
  return conformanceCase({ id, requirement, source, tried }, () =>
    refusesWhen(misbehaviour, expected),
  );
}

function levels(level: unknown, acr: unknown): Misbehaviour {
  return {
    does: `says level ${JSON.stringify(level)}, acr ${JSON.stringify(acr)}`,
    idToken(claims) {
      if (level === undefined) delete claims['authentication_assurance_level'];
      else claims['authentication_assurance_level'] = level;
      if (acr === undefined) delete claims['acr'];
      else claims['acr'] = acr;
    },
  };
}

/** The level that counts for claims that are allowed. */
async function judgedAs(misbehaviour: Misbehaviour, level: number): Promise<string> {
  for (const profile of ['cis2', 'oidc'] as const) {
    await onStage(profile, async ({ provider, party }) => {
      provider.misbehave(misbehaviour);
      const outcome = await party.signIn();
      must(outcome.kind === 'signed-in', 'signed in', inWords(outcome));
      if (outcome.kind !== 'signed-in') return;
      mustEqual(outcome.state.assurance.authenticator, level, 'level');
    });
  }
  return `signed in at AAL${level}`;
}

/** A policy that wants AAL3 from a provider that gives AAL2 whatever it is asked for. */
async function refusesBelowPolicy(): Promise<string> {
  const strict = { assurance: 'AAL3' } as const;
  await refusesWhen(levels('2', 'AAL2_ANY'), { ...tooLow, policy: strict });
  return 'refused: SIGN_IN_ASSURANCE_TOO_LOW under an AAL3 policy';
}

async function refusesUserinfo(misbehaviour: Misbehaviour, code: FailureCode): Promise<string> {
  return refusesWhen(misbehaviour, { code, profiles: ['api-platform'] });
}

const levelCases: readonly ConformanceCase[] = [
  refusal(
    'level-too-low',
    guidance,
    'judge the level that came back, not the one asked for',
    '`authentication_assurance_level` 1, acr AAL1_USERPASS',
    levels('1', 'AAL1_USERPASS'),
    tooLow,
  ),
  refusal(
    'level-absent',
    guidance,
    'no level, no access',
    'neither `acr` nor `authentication_assurance_level`',
    levels(undefined, undefined),
    { code: 'SIGN_IN_LEVEL_NOT_TOLD' },
  ),
  refusal(
    'level-null',
    guidance,
    'no level, no access',
    '`acr` and `authentication_assurance_level` null',
    levels(null, null),
    { code: 'SIGN_IN_LEVEL_NOT_TOLD' },
  ),
  refusal(
    'acr-unknown',
    guidance,
    'no level, no access',
    'an `acr` of another scheme, no level',
    levels(undefined, 'urn:mace:incommon:iap:silver'),
    { code: 'SIGN_IN_ACR_UNKNOWN' },
  ),
  refusal(
    'level-zero',
    guidance,
    'judge the level that came back, not the one asked for',
    '`authentication_assurance_level` 0, acr AAL3_ANY',
    levels('0', 'AAL3_ANY'),
    tooLow,
  ),
  refusal(
    'acr-below-level',
    guidance,
    'the lower of `acr` and level counts',
    'level 3 and acr AAL1_USERPASS',
    levels('3', 'AAL1_USERPASS'),
    tooLow,
  ),
  refusal(
    'level-below-acr',
    guidance,
    'the lower of `acr` and level counts',
    'level 1 and acr AAL3_ANY',
    levels('1', 'AAL3_ANY'),
    tooLow,
  ),
  conformanceCase(
    {
      id: 'level-as-number',
      requirement: 'levels are text or numbers',
      source: validation,
      tried: 'level 2 as a number, acr AAL2_ANY',
    },
    () => judgedAs(levels(2, 'AAL2_ANY'), 2),
  ),
  conformanceCase(
    {
      id: 'level-below-policy',
      requirement: 'the policy’s level is the least that may come back',
      source: guidance,
      tried: 'AAL3 demanded by policy, AAL2 given',
    },
    refusesBelowPolicy,
  ),
  refusal(
    'identity-too-low',
    validation,
    'identity verified to level 3',
    '`id_assurance_level` 2',
    idTokenWith('id_assurance_level', '2'),
    notVerified,
  ),
  refusal(
    'identity-absent',
    validation,
    'no identity level, no access',
    'no identity level in id token and userinfo',
    {
      does: 'leaves out both',
      idToken: (claims) => Reflect.deleteProperty(claims, 'id_assurance_level'),
      userinfo: (claims) => Reflect.deleteProperty(claims, 'idassurancelevel'),
    },
    { code: 'SIGN_IN_IDENTITY_LEVEL_NOT_TOLD' },
  ),
  conformanceCase(
    {
      id: 'platform-level-too-low',
      requirement: 'without an id token, userinfo is judged',
      source: guidance,
      tried: 'API platform; userinfo with level 1',
    },
    () => refusesUserinfo(userinfoWith('authentication_assurance_level', '1'), tooLow.code),
  ),
  conformanceCase(
    {
      id: 'platform-level-absent',
      requirement: 'without an id token, userinfo is judged',
      source: guidance,
      tried: 'API platform; userinfo without a level',
    },
    () =>
      refusesUserinfo(
        userinfoWith('authentication_assurance_level', undefined),
        'SIGN_IN_LEVEL_NOT_TOLD',
      ),
  ),
  conformanceCase(
    {
      id: 'platform-identity-too-low',
      requirement: 'without an id token, userinfo is judged',
      source: validation,
      tried: 'API platform; userinfo with identity level 2',
    },
    () => refusesUserinfo(userinfoWith('idassurancelevel', '2'), notVerified.code),
  ),
];

/** What some providers send in place of a time. */
const notTimes: readonly (readonly [name: string, value: unknown])[] = [
  ['zero', 0],
  ['negative', -1],
  ['list', [1_700_000_000]],
  ['true', true],
  ['milliseconds', Date.now()],
];

const freshnessCases: readonly ConformanceCase[] = [
  refusal(
    'auth-time-too-old',
    core,
    'an authentication within max_age',
    '`auth_time` 320 s ago, max_age 300',
    idTokenTime('auth_time', -320),
    { code: 'SIGN_IN_NOT_FRESH', beforeUserinfo: true },
  ),
  refusal(
    'auth-time-absent',
    core,
    '`auth_time` is required when max_age was sent',
    'no `auth_time`',
    idTokenWith('auth_time', undefined),
    { code: 'SIGN_IN_AUTH_TIME_NOT_TOLD', beforeUserinfo: true },
  ),
  refusal(
    'auth-time-null',
    core,
    '`auth_time` is required when max_age was sent',
    '`auth_time` null',
    idTokenWith('auth_time', null),
    { code: 'SIGN_IN_AUTH_TIME_NOT_TOLD', beforeUserinfo: true },
  ),
  ...notTimes.map(([name, value]) =>
    refusal(
      `auth-time-${name}`,
      core,
      '`auth_time` is a time',
      `\`auth_time\` ${JSON.stringify(value)}`,
      idTokenWith('auth_time', value),
      { code: 'SIGN_IN_AUTH_TIME_UNREADABLE', beforeUserinfo: true },
    ),
  ),
  refusal(
    'auth-time-in-future',
    core,
    'nobody has authenticated after the token was issued',
    '`auth_time` an hour ahead',
    idTokenTime('auth_time', 3_600),
    { code: 'SIGN_IN_AUTH_TIME_IN_FUTURE', beforeUserinfo: true },
  ),
  refusal(
    'auth-time-no-number',
    core,
    '`auth_time` is a number',
    '`auth_time` as text',
    idTokenWith('auth_time', String(Math.floor(Date.now() / 1000))),
    { code: 'SIGN_IN_AUTH_TIME_UNREADABLE', beforeUserinfo: true },
  ),
  conformanceCase(
    {
      id: 'max-age-manipulated',
      requirement: 'a request changed on its way does not help',
      source: validation,
      tried: 'max_age, prompt and acr_values taken out of the request; an old authentication',
    },
    async () => {
      await onStage('cis2', async ({ provider, party }) => {
        provider.misbehave(idTokenTime('auth_time', -4_000));
        const request = await party.request();
        for (const name of ['max_age', 'prompt', 'acr_values']) request.searchParams.delete(name);
        const response = await fetch(request, { redirect: 'manual' });
        const { outcome } = await party.answer(new URL(response.headers.get('location') ?? ''));
        mustBeRefused(outcome, 'SIGN_IN_NOT_FRESH');
        provider.misbehave(null);
        mustBeSignedIn(await party.signIn());
      });
      return 'refused: SIGN_IN_NOT_FRESH';
    },
  ),
];

function stepUpCase(
  id: string,
  requirement: string,
  tried: string,
  misbehaviour: Misbehaviour,
  code: FailureCode,
): ConformanceCase {
  return conformanceCase({ id, requirement, source: guidance, tried }, async () => {
    for (const profile of ['cis2', 'oidc'] as const) await stepsUp(profile, misbehaviour, code);
    return `refused: ${code}; the work at AAL2 goes on, and an honest step-up works`;
  });
}

const stepUpCases: readonly ConformanceCase[] = [
  stepUpCase(
    'step-up-not-fresh',
    'a step-up proves a new authentication',
    '`auth_time` two minutes before the step-up, within max_age',
    idTokenTime('auth_time', -120),
    'SIGN_IN_NOT_FRESH',
  ),
  stepUpCase(
    'step-up-too-low',
    'a step-up gives AAL3',
    'AAL2 came back',
    levels('2', 'AAL2_ANY'),
    'SIGN_IN_ASSURANCE_TOO_LOW',
  ),
  stepUpCase(
    'step-up-other-person',
    'a step-up is by the same person',
    'another `sub`, the same in id token and userinfo',
    {
      does: 'answers about somebody else',
      idToken: (claims) => Object.assign(claims, { sub: '656000000000' }),
      userinfo: (claims) => Object.assign(claims, { sub: '656000000000' }),
    },
    'STEP_UP_OTHER_PERSON',
  ),
];

/** Assurance: who it is, how surely, and how lately. */
export const assurance: ConformanceGroup = {
  name: 'assurance',
  title: 'Assurance: authenticator level, identity level, freshness, step-up',
  control: conformanceCase(
    {
      id: 'control-assurance',
      requirement: 'a correct provider is accepted, and a step-up',
      source: 'positive control',
      tried: 'the same drives with nothing wrong',
    },
    async () => {
      await acceptsTheCorrectProvider(['cis2', 'oidc', 'api-platform']);
      for (const profile of ['cis2', 'oidc'] as const) await stepsUp(profile, null, null);
      return 'signed in; stepped up';
    },
  ),
  cases: [...levelCases, ...unreadableLevels, ...freshnessCases, ...stepUpCases],
};

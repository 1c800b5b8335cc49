import { type ConformanceCase, conformanceCase, mustEqual } from '../conformance-case.ts';
import { mustBeRefused, mustBeSignedIn, onStage, type Profile, refusesWhen } from '../drives.ts';
import type { Misbehaviour } from '../provider/misbehaviour.ts';
import { idTokenWith, userinfoWith } from '../provider/wrong-values.ts';

const validation = 'NHS CIS2 validation rules (facts 1.5)';

/** No level, in every way JSON has. */
const notLevels: readonly unknown[] = [{}, [], ['3'], 'three', '', '33', '3.0', 3.5, -1, 10, true];

function unreadable(
  id: string,
  tried: string,
  misbehaviour: (value: unknown) => Misbehaviour,
  values: readonly unknown[] = notLevels,
  profile: Profile = 'oidc',
): ConformanceCase {
  const requirement = 'a level that is there and cannot be read is not one that is absent';
  return conformanceCase({ id, requirement, source: validation, tried }, async () => {
    await onStage(profile, async ({ provider, party }) => {
      for (const value of values) {
        provider.misbehave(misbehaviour(value));
        mustBeRefused(await party.signIn(), 'SIGN_IN_ASSURANCE_UNREADABLE');
        mustEqual(await party.keychain.accounts(), [], 'keychain items');
      }
      provider.misbehave(null);
      mustBeSignedIn(await party.signIn());
    });
    return `refused: SIGN_IN_ASSURANCE_UNREADABLE, all ${values.length} of them; then accepted`;
  });
}

/** Levels nobody can read, where another claim would say enough. */
export const unreadableLevels: readonly ConformanceCase[] = [
  unreadable(
    'level-unreadable',
    '`authentication_assurance_level` as an object, a list, a word…, beside acr AAL3_ANY',
    (value) => idTokenWith('authentication_assurance_level', value),
  ),
  unreadable(
    'acr-unreadable',
    '`acr` as an object, a list, a number, true, beside level 3',
    (value) => idTokenWith('acr', value),
    [{}, ['AAL3_ANY'], 3, true],
  ),
  unreadable(
    'identity-unreadable',
    '`id_assurance_level` as an object, a list, a word…, beside a userinfo with level 3',
    (value) => idTokenWith('id_assurance_level', value),
  ),
  unreadable(
    'userinfo-identity-unreadable',
    '`idassurancelevel` of userinfo as an object, a list, a word…, beside an id token with level 3',
    (value) => userinfoWith('idassurancelevel', value),
  ),
  unreadable(
    'platform-level-unreadable',
    'API platform; userinfo with a level that is an object, a list, a word…',
    (value) => userinfoWith('authentication_assurance_level', value),
    notLevels,
    'api-platform',
  ),
  conformanceCase(
    {
      id: 'identity-lower-counts',
      requirement: 'the lower of both identity levels counts',
      source: validation,
      tried: '`id_assurance_level` 3 in the id token, `idassurancelevel` 2 in userinfo',
    },
    () =>
      refusesWhen(userinfoWith('idassurancelevel', '2'), { code: 'SIGN_IN_IDENTITY_NOT_VERIFIED' }),
  ),
];

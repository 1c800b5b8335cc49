import { describe, expect, it } from 'vitest';
import { failureSchema } from '../../../electron/contract/session.ts';
import { developmentPolicySources } from '../../../electron/development.ts';
import { failureFrom } from '../../../electron/ground/caredesk-error.ts';
import { documentOf } from '../../../electron/policy/json-document.ts';
import { machineFolder, machinePolicyFile } from '../../../electron/policy/machine-folder.ts';
import { readPolicy } from '../../../electron/policy/machine-policy.ts';
import { policySources } from '../../../electron/policy/policy-sources.ts';

const sound = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk:443/openam/oauth2/realms/root',
  clientId: '123456789012.apps.supplier',
  apiOrigin: 'https://int.api.example.nhs.uk',
};

function source(place: string, found: unknown) {
  return { place, read: async () => (found === null ? null : documentOf(found)) };
}

describe('reading the policy', () => {
  it('fills in the defaults and keeps the issuer as written, port included', async () => {
    const policy = await readPolicy([source('a file', sound)]);
    expect(policy.issuer).toBe(sound.issuer);
    expect(policy.assurance).toBe('AAL2_OR_AAL3');
    expect(policy.identityAssurance).toBe(3);
    expect(policy.services.pds.path).toBe('/personal-demographics/FHIR/R4');
  });

  it('takes the first source that has one, whole', async () => {
    const first = { ...sound, clientId: 'first' };
    const second = { ...sound, identityAssurance: 2 };
    const policy = await readPolicy([
      source('nothing', null),
      source('first', first),
      source('second', second),
    ]);
    expect(policy).toMatchObject({ clientId: 'first', identityAssurance: 3 });
  });

  it('does not go on to the next source when the first is wrong', async () => {
    const outcome = readPolicy([source('first', { ...sound, issuer: 7 }), source('next', sound)]);
    await expect(outcome).rejects.toMatchObject({ code: 'POLICY_INVALID', detail: 'issuer' });
  });

  it('says where one is expected when there is none', async () => {
    await expect(readPolicy([source('/etc/caredesk/policy.json', null)])).rejects.toMatchObject({
      code: 'POLICY_MISSING',
      detail: '/etc/caredesk/policy.json',
    });
  });

  it.each([
    ['an unknown key', { ...sound, isuer: 'x' }, 'isuer'],
    ['a wrong type', { ...sound, clientId: 7 }, 'clientId'],
    ['plain http', { ...sound, issuer: 'http://am.example.nhs.uk' }, 'issuer'],
    [
      'http to another machine in the sandbox',
      { ...sound, environment: 'sandbox', apiOrigin: 'http://10.0.0.9' },
      'apiOrigin',
    ],
    ['an address with a password', { ...sound, issuer: 'https://a:b@am.example.nhs.uk' }, 'issuer'],
    ['a provider without a name', { ...sound, providerName: '' }, 'providerName'],
    ['a contact of 201 characters', { ...sound, helpContact: 'x'.repeat(201) }, 'helpContact'],
    ['a name of 61 characters', { ...sound, providerName: 'x'.repeat(61) }, 'providerName'],
    ['a name with spaces around', { ...sound, providerName: ' Hill Trust' }, 'providerName'],
    ['a name of two lines', { ...sound, providerName: 'Hill\nTrust' }, 'providerName'],
    ['a name that turns round', { ...sound, providerName: 'Hill\u202etsurT' }, 'providerName'],
    ['a privileged port', { ...sound, redirectPorts: [80] }, 'redirectPorts[0]'],
    [
      'a path that climbs',
      { ...sound, services: { pds: { path: '/a/../b', level: 'AAL3' } } },
      'services.pds.path',
    ],
    [
      'an ODS code that is none',
      { ...sound, organisationOdsCodes: ['a b'] },
      'organisationOdsCodes[0]',
    ],
    ['a policy that is a list', [], 'policy'],
    [
      'several mistakes',
      { ...sound, clientId: 7, isuer: 'x', profil: 'y' },
      'clientId, isuer, profil',
    ],
  ])('names the key of %s', async (_case, policy, detail) => {
    await expect(readPolicy([source('a file', policy)])).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      detail,
    });
  });

  it.each(['H', 'Hill Trust log-in', 'Ysbyty’r Bryn', '患'.repeat(60)])(
    'takes %j for the name of a provider',
    async (providerName) => {
      const policy = await readPolicy([source('a file', { ...sound, providerName })]);
      expect(policy.providerName).toBe(providerName);
    },
  );

  it('names no more keys than the window is told of', async () => {
    const long = Object.fromEntries(['a', 'b', 'c'].map((key) => [key.repeat(150), '']));
    const failure = await readPolicy([source('a file', { ...sound, ...long })]).then(
      () => null,
      (error: unknown) => failureFrom(error, 'POLICY_UNREADABLE'),
    );
    expect(failureSchema.parse(failure)).toMatchObject({ code: 'POLICY_INVALID' });
  });
});

describe('where the policy is looked for', () => {
  const read = async () => null;
  const places = (platform: NodeJS.Platform) =>
    policySources(platform, { readText: read }).map(({ place }) => place);

  it('is the machine folder alone once installed', () => {
    expect(places('linux')).toEqual(['/etc/caredesk/policy.json']);
    expect(places('win32')).toEqual(['C:\\ProgramData\\CareDesk\\policy.json']);
  });

  it('is what CAREDESK_POLICY names in development', async () => {
    const named = developmentPolicySources({ CAREDESK_POLICY: '/home/a/policy.json' });
    expect(named.map(({ place }) => place)).toEqual(['/home/a/policy.json']);
    for (const unset of [undefined, '']) {
      const sources = developmentPolicySources({ CAREDESK_POLICY: unset });
      await expect(readPolicy(sources)).rejects.toMatchObject({ code: 'POLICY_MISSING' });
    }
  });

  it('lies in the machine folder', () => {
    for (const platform of ['linux', 'win32'] as const) {
      expect(machinePolicyFile(platform).startsWith(machineFolder(platform))).toBe(true);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../../electron/policy/policy-file.ts';

const sound = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk:443/openam/oauth2/realms/root',
  clientId: '123456789012.apps.supplier',
  apiOrigin: 'https://int.api.example.nhs.uk',
};

function read(text: string | Error, options: { isPackaged?: boolean; file?: string } = {}) {
  return readPolicy({
    file: options.file ?? 'policy.json',
    isPackaged: options.isPackaged ?? false,
    readFile: async () => {
      if (text instanceof Error) throw text;
      return text;
    },
  });
}

describe('reading the policy', () => {
  it('fills in the defaults and keeps the issuer as written, port included', async () => {
    const policy = await read(JSON.stringify(sound));
    expect(policy.issuer).toBe(sound.issuer);
    expect(policy.assurance).toBe('AAL2_OR_AAL3');
    expect(policy.identityAssurance).toBe(3);
    expect(policy.services.pds.path).toBe('/personal-demographics/FHIR/R4');
  });

  it('reads a file saved with a byte-order mark', async () => {
    await expect(read(`\ufeff${JSON.stringify(sound)}`)).resolves.toMatchObject({
      clientId: sound.clientId,
    });
  });

  it.each([
    ['no file is named', '', 'POLICY_MISSING', ''],
    ['the file cannot be read', new Error('EACCES'), 'POLICY_UNREADABLE', 'policy.json'],
    ['the file is not JSON', '{ "issuer": ', 'POLICY_UNREADABLE', 'policy.json'],
  ])('when %s: a typed error', async (_case, text, code, file) => {
    await expect(read(text, { file })).rejects.toMatchObject({ code });
  });

  it('refuses the seam in an installed CareDesk', async () => {
    await expect(read(JSON.stringify(sound), { isPackaged: true })).rejects.toMatchObject({
      code: 'POLICY_MISSING',
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
    ['a privileged port', { ...sound, redirectPorts: [80] }, 'redirectPorts.0'],
    [
      'a path that climbs',
      { ...sound, services: { pds: { path: '/a/../b', level: 'AAL3' } } },
      'services.pds.path',
    ],
    [
      'an ODS code that is none',
      { ...sound, organisationOdsCodes: ['a b'] },
      'organisationOdsCodes.0',
    ],
  ])('names the key of %s', async (_case, policy, detail) => {
    await expect(read(JSON.stringify(policy))).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      detail,
    });
  });
});

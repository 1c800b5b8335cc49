import { describe, expect, it } from 'vitest';
import { fileFaultLine } from '../../../electron/contract/file-report.ts';
import { failureSchema } from '../../../electron/contract/session.ts';
import { CareDeskError, failureFrom } from '../../../electron/ground/caredesk-error.ts';
import { readPolicy } from '../../../electron/policy/machine-policy.ts';
import { policyFile } from '../../../electron/policy/policy-file.ts';

const path = 'C:\\ProgramData\\CareDesk\\policy.json';

async function refusal(text: string): Promise<CareDeskError> {
  const source = policyFile(path, { readText: async () => text, pause: async () => null });
  const outcome = await readPolicy([source]).then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof CareDeskError) return outcome;
  throw new Error(`Not refused: ${text}`);
}

async function told(text: string): Promise<readonly string[]> {
  return (await refusal(text)).report?.faults.map(fileFaultLine) ?? [];
}

const sound = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'c',
  apiOrigin: 'https://api.example.nhs.uk',
};

/** A policy with one key changed, a key in each line from line 2. */
function changed(key: string, value: unknown): string {
  return JSON.stringify({ ...sound, [key]: value }, null, 1);
}

describe('what is wrong with a policy', () => {
  it('is told all at once, each with its line, key and reason', async () => {
    const lines = await told(`{
  "environment": "Live",
  "issuer": "http://am.example.nhs.uk",
  "clientId": 7,
  "redirectPorts": [18765, 80, "18766"],
  "services": { "pds": { "path": "/a/", "levl": "AAL3" } },
  "isuer": "x",
  "identityAssurance": 9,
  "rememberSignIn": "true",
}`);
    expect(lines).toEqual([
      'line 2, column 3: environment: must be one of "sandbox", "int", "live". Did you mean "live"?',
      'line 3, column 3: issuer: must be https: what is sent by http can be read on the way',
      'line 4, column 3: clientId: must be text in double quotes, and is a number',
      'line 5, column 28: redirectPorts[1]: must be at least 1024, and is less',
      'line 5, column 32: redirectPorts[2]: must be a number, and is text. Remove the quotes',
      'line 6, column 26: services.pds.path: must be a path without a slash at its end',
      'line 6, column 41: services.pds.levl: is not a key of the policy. Did you mean level?',
      'line 7, column 3: isuer: is not a key of the policy. Did you mean issuer?',
      'line 8, column 3: identityAssurance: must be at most 4, and is more',
      'line 9, column 3: rememberSignIn: must be true or false, and is text. Remove the quotes',
      'line 9, column 27: Trailing comma: nothing follows it before }. Remove the comma.',
      'apiOrigin: is missing: must be text in double quotes',
      'services.pds.level: is missing: must be one of "AAL2_OR_AAL3", "AAL3"',
    ]);
  });

  it.each([
    ['environment', 'prod', /must be one of "sandbox", "int", "live"$/],
    ['environment', 1, /must be one of .*, and is a number$/],
    ['profile', 'CIS-2', /Did you mean "cis2"/],
    ['issuer', 'am.example.nhs.uk', /address that begins with https:\/\//],
    ['issuer', 'https://am.example.nhs.uk ', /must not begin or end with a space/],
    ['issuer', 'https://a:b@am.example.nhs.uk', /user name or password/],
    ['issuer', 'https://am.example.nhs.uk?x=1', /query/],
    ['issuer', 'https://am.example.nhs.uk#x', /fragment/],
    ['issuer', 'https://', /not an address/],
    ['issuer', 'HTTP://am.example.nhs.uk', /must be https/],
    ['issuer', 'ftp://am.example.nhs.uk', /begins with https/],
    ['updateFeedUrl', 'http://updates.example', /must be https/],
    ['clientId', '', /must not be empty/],
    ['clientId', 'c'.repeat(201), /at most 200 characters, and has 201/],
    ['clientId', null, /is null. To use the default, leave the key out/],
    ['redirectPorts', 18765, /must be a list, \[ … \], and is a number/],
    ['redirectPorts', [18765.5], /whole number, and is a number with a fraction/],
    ['redirectPorts', Array.from({ length: 21 }, () => 18765), /at most 20 entries, and has 21/],
    ['inactivityMinutes', 0, /at least 1/],
    ['inactivityMinutes', 61, /at most 60/],
    ['inactivityMinutes', '15', /must be a number/],
    ['activityScope', 'everywhere', /one of "app", "pc"/],
    ['signOutAfterLockedMinutes', -1, /at least 0/],
    ['signOutAfterLockedMinutes', 721, /at most 720/],
    ['lockOnWorkstationLock', 'yes', /must be true or false/],
    ['singleSession', 1, /must be true or false/],
    ['services', [], /must be an object, \{ … \}, and is a list/],
    ['organisationOdsCodes', ['rax'], /3 to 10 capital letters and digits/],
    ['allowedExternalHosts', ['https://digital.nhs.uk'], /host name.*without https/],
    ['integratedSignInDomains', ['*.uk'], /at least two parts/],
    ['minimumVersion', '1.2', /must be a version such as 1\.2\.3/],
    ['relayUrl', 'https://relay.example', /only used with clientAuthentication "relay"/],
    ['clientAuthentication', 'relay', /relayUrl: is missing/],
    ['clientSecret', 'hush', /never belongs here.*--provision/],
  ])('%s: %j', async (key, value, pattern) => {
    expect(await told(changed(key, value))).toEqual([expect.stringMatching(pattern)]);
  });

  it.each([
    ['redirectPorts', [18765.5]],
    ['identityAssurance', 2.5],
    ['updateBandwidthKilobytes', 100.5],
    ['identityAssurance', '3'],
    ['services', []],
    ['minimumVersion', 1.4],
    ['providerName', ''],
  ])('what keys must be together is told beside %s: %j', async (key, value) => {
    const wrong = { issuer: 'http://am.example.nhs.uk', clientAuthentication: 'relay' };
    const lines = await told(JSON.stringify({ ...sound, ...wrong, [key]: value }, null, 1));
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual(expect.stringMatching(/: issuer: must be https/));
    expect(lines).toContainEqual(expect.stringMatching(/^relayUrl: is missing/));
    expect(lines).toContainEqual(expect.stringContaining(`: ${key}`));
  });

  it('lets nobody wait longer than NHS assurance allows where patients are true ones', async () => {
    const live = (minutes: number) =>
      told(JSON.stringify({ ...sound, environment: 'live', inactivityMinutes: minutes }, null, 1));
    await expect(live(15)).rejects.toThrow('Not refused');
    expect(await live(16)).toEqual([
      expect.stringMatching(/inactivityMinutes: must be at most 15 with environment "live"/),
    ]);
    // What is wrong everywhere is told once.
    expect(await live(61)).toEqual([expect.stringMatching(/inactivityMinutes: .*at most 60/)]);
    await expect(told(changed('inactivityMinutes', 60))).rejects.toThrow('Not refused');
  });

  it('never repeats a value', async () => {
    const secret = 'Tr0ub4dor';
    for (const key of [
      'environment',
      'issuer',
      'apiOrigin',
      'profile',
      'relayUrl',
      'clientSecret',
      'services',
    ]) {
      for (const value of [
        `https://u:${secret}@h`,
        `http://${secret}/`,
        [secret],
        { [key]: secret },
      ]) {
        const { message, detail, report } = await refusal(changed(key, value));
        expect(JSON.stringify([message, detail, report])).not.toContain(secret);
      }
    }
  });

  it('is no more than the window is told of, with nothing in it that disturbs a console', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`\u001b[31m\u202e${'k'.repeat(150)}${at}`, '']),
    );
    const failure = failureFrom(await refusal(JSON.stringify(many)), 'POLICY_UNREADABLE');
    const { report } = failureSchema.parse(failure);
    expect(report?.place).toBe(path);
    expect(report?.faults).toHaveLength(100);
    expect(report?.faults.at(-1)?.reason).toMatch(/^and \d+ more$/);
    expect(JSON.stringify(report)).not.toMatch(/\\u001b|\u202e/);
  });

  it('is named for a list or a value in its place', async () => {
    for (const text of ['[]', 'null', '7', '"x"']) {
      expect(await told(text)).toEqual([expect.stringContaining('must be an object, { … }')]);
    }
  });

  it('is said in words of a file that is no text, too deep or cannot be read', async () => {
    const deep = await refusal('['.repeat(200_000));
    expect(deep.code).toBe('POLICY_UNREADABLE');
    const folder = policyFile(path, {
      readText: () => Promise.reject(Object.assign(new Error('no'), { code: 'EISDIR' })),
      pause: async () => null,
    });
    await expect(folder.read()).rejects.toMatchObject({
      code: 'POLICY_UNREADABLE',
      report: { place: path, faults: [{ reason: expect.stringContaining('folder') }] },
    });
  });
});

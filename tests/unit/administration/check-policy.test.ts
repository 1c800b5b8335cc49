import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../electron/administration/check-policy.ts';
import { versionWords } from '../../../electron/administration/version-words.ts';
import { UnsafeFileError } from '../../../electron/policy/administrators-file.ts';
import { readPolicyFileOnce } from '../../../electron/policy/policy-file.ts';

const sound = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'c',
  apiOrigin: 'https://api.example.nhs.uk',
};

const pc = { build: 'released', isProtected: true } as const;

function check(text: string | Error | null, on: Parameters<typeof checkPolicy>[1] = pc) {
  const readText = async () => {
    if (text instanceof Error) throw text;
    return text;
  };
  return checkPolicy(
    { place: 'p.json', read: () => readPolicyFileOnce('p.json', { readText }) },
    on,
  );
}

describe('checking a policy', () => {
  it('says so when it is right', async () => {
    expect(await check(JSON.stringify(sound))).toEqual({
      exitCode: 0,
      words: 'p.json: no errors. It is for the environment int, with the profile cis2.',
    });
  });

  it('lists all that is wrong', async () => {
    const text = JSON.stringify({ ...sound, issuer: 'http://a.example', clientId: 7 }, null, 1);
    expect(await check(text)).toEqual({
      exitCode: 1,
      words: [
        'p.json: 2 errors (POLICY_INVALID)',
        '  line 3, column 2: issuer: must be https: what is sent by http can be read on the way',
        '  line 4, column 2: clientId: must be text in double quotes, and is a number',
      ].join('\n'),
    });
  });

  it.each([
    ['is no JSON', '{', 1, 'POLICY_UNREADABLE'],
    ['is empty', '', 1, 'The file is empty'],
    ['anybody could have changed', new UnsafeFileError('writable'), 1, 'give it mode 0644'],
    ['is not there', null, 2, 'there is no such file'],
    ['is not there', Object.assign(new Error('x'), { code: 'ENOENT' }), 2, 'no such file (ENOENT)'],
    ['may not be read', Object.assign(new Error('x'), { code: 'EACCES' }), 2, 'EACCES'],
    ['is a folder', Object.assign(new Error('x'), { code: 'EISDIR' }), 2, 'folder'],
  ])('that %s ends with words and a code', async (_case, text, exitCode, words) => {
    const outcome = await check(text);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.words).toContain(words);
  });

  it('notes what this copy or this PC would make of it, and no more', async () => {
    const live = JSON.stringify({ ...sound, environment: 'live' });
    expect(await check(live)).toMatchObject({ words: expect.not.stringContaining('Note') });
    for (const [on, code] of [
      [{ build: 'unsigned', isProtected: true }, 'BUILD_NOT_SIGNED'],
      [{ build: 'released', isProtected: false }, 'POLICY_NOT_PROTECTED'],
    ] as const) {
      const outcome = await check(live, on);
      expect(outcome.exitCode).toBe(0);
      expect(outcome.words).toContain(`Note, for this copy of CareDesk: ${code}`);
    }
  });
});

describe('which CareDesk this is', () => {
  const facts = { version: '1.2.3', build: 'unsigned', electron: '45.4.1', arch: 'x64' } as const;

  it('is told with version, build and commit', () => {
    const stamp = JSON.stringify({ commit: 'a'.repeat(40) });
    expect(versionWords({ ...facts, platform: 'win32' }, () => stamp)).toBe(
      `CareDesk 1.2.3\nbuild: unsigned, commit ${'a'.repeat(40)}, Electron 45.4.1, win32 x64`,
    );
  });

  it('is told without a stamp, too', () => {
    for (const stamp of ['', 'null', '{"commit":null}', '{"commit":"<x>"}']) {
      expect(versionWords({ ...facts, platform: 'linux' }, () => stamp)).toBe(
        'CareDesk 1.2.3\nbuild: unsigned, Electron 45.4.1, linux x64',
      );
    }
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { administratorCommand } from '../../../electron/administration/administrator-command.ts';
import { runAdministratorCommand } from '../../../electron/administration/run-command.ts';
import { provisionedSecrets } from '../../../electron/identity/provisioned-secrets.ts';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

function pc(text: string | Error) {
  const keychain = createMemoryKeychain();
  let writes = 0;
  const secret = (name: string) => createChunkedSecret(keychain, name, () => `w${++writes}`);
  const secrets = { clientSecret: secret('client-secret'), clientKey: secret('client-key') };
  const shred = vi.fn(async () => undefined);
  const rbac = { load: vi.fn(), save: vi.fn(async () => undefined) };
  const run = (kind: 'provision' | 'import-rbac') =>
    runAdministratorCommand(
      { kind, file: 'given.file' },
      {
        secrets,
        rbac,
        keychains: [keychain],
        shred,
        removeFiles: () => Promise.reject(new Error('No data is removed.')),
        readFile: async () => {
          if (text instanceof Error) throw text;
          return text;
        },
      },
    );
  return { keychain, secrets, shred, rbac, run };
}

describe('an administrator’s command line', () => {
  it.each([
    [['caredesk'], { kind: 'none' }],
    [['electron', '.', '--provision', 'a.json'], { kind: 'provision', file: 'a.json' }],
    [['caredesk', '--provision=C:\\a=b.json'], { kind: 'provision', file: 'C:\\a=b.json' }],
    [['caredesk', '--import-rbac', 'nrd.csv'], { kind: 'import-rbac', file: 'nrd.csv' }],
    [['CareDesk.exe', '--remove-user-data'], { kind: 'remove-user-data' }],
  ])('%j is understood', (args, command) => {
    expect(administratorCommand(args)).toEqual(command);
  });

  it.each([
    [['caredesk', '--provision']],
    [['caredesk', '--provision', '--import-rbac', 'x']],
    [['caredesk', '--provision=']],
  ])('%j is told how to use it', async (args) => {
    const command = administratorCommand(args);
    expect(command.kind).toBe('misused');
    if (command.kind === 'none') return;
    const machine = pc('');
    const outcome = await runAdministratorCommand(command, {
      secrets: machine.secrets,
      rbac: machine.rbac,
      keychains: [],
      shred: machine.shred,
      removeFiles: () => Promise.reject(new Error('No data is removed.')),
      readFile: async () => '',
    });
    expect(outcome.exitCode).toBe(2);
  });
});

describe('provisioning', () => {
  it('puts secret and key into the keychain, reads them back, and shreds that file alone', async () => {
    const clientKey = { pem, keyId: 'desk-1', algorithm: 'RS512' };
    const machine = pc(JSON.stringify({ clientSecret: 'hush', clientKey }));
    const outcome = await machine.run('provision');
    expect(outcome).toEqual({
      exitCode: 0,
      words: 'Provisioned: clientSecret, clientKey. The provisioning file was removed.',
    });
    expect(machine.shred).toHaveBeenCalledExactlyOnceWith('given.file');
    const secrets = provisionedSecrets(machine.secrets);
    expect(await secrets.clientSecret()).toBe('hush');
    expect(await secrets.clientKey()).toEqual(clientKey);
  });

  it.each([
    ['not JSON', '{', 'not JSON'],
    ['nothing in it', '{}', 'file'],
    ['an unknown key', '{"clientSecret":"a","extra":1}', 'file'],
    [
      'an algorithm that is not accepted',
      `{"clientKey":{"pem":${JSON.stringify(pem)},"keyId":"k","algorithm":"HS256"}}`,
      'clientKey.algorithm',
    ],
    [
      'a key that is none',
      '{"clientKey":{"pem":"-----BEGIN PRIVATE KEY-----x","keyId":"k","algorithm":"RS256"}}',
      'clientKey.pem',
    ],
  ])(
    'refuses a file with %s, keeps nothing and repeats nothing of it',
    async (_case, text, detail) => {
      const machine = pc(text);
      const { exitCode, words } = await machine.run('provision');
      expect(exitCode).toBe(1);
      expect(words).toContain(`PROVISIONING_INVALID (${detail})`);
      expect(words).not.toContain('BEGIN');
      expect(await machine.keychain.accounts()).toEqual([]);
      expect(machine.shred).not.toHaveBeenCalled();
    },
  );

  it('says so when the file cannot be read', async () => {
    const { exitCode, words } = await pc(new Error('EACCES')).run('provision');
    expect(exitCode).toBe(1);
    expect(words).toContain('COMMAND_FILE_UNREADABLE');
  });
});

describe('importing RBAC tables', () => {
  it('keeps them and says how much there was', async () => {
    const machine = pc('kind,code,name,related\nbaseline,R8001,,B0820\nincludes,B0825,,B0820\n');
    const outcome = await machine.run('import-rbac');
    expect(outcome).toEqual({
      exitCode: 0,
      words: 'Imported the activities of 1 roles and 1 inclusions.',
    });
    expect(machine.rbac.save).toHaveBeenCalledOnce();
  });

  it('names the line of what is wrong and keeps nothing', async () => {
    const machine = pc('kind,code,name,related\nbaseline,nonsense,,B0820\n');
    const { exitCode, words } = await machine.run('import-rbac');
    expect(exitCode).toBe(1);
    expect(words).toContain('RBAC_CSV_INVALID: line 2');
    expect(machine.rbac.save).not.toHaveBeenCalled();
  });
});

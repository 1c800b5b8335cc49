import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { administratorCommand } from '../../../electron/administration/administrator-command.ts';
import {
  type CommandDependencies,
  runAdministratorCommand,
} from '../../../electron/administration/run-command.ts';
import { provisionedSecrets } from '../../../electron/identity/provisioned-secrets.ts';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import { RbacStoreError } from '../../../electron/rbac/rbac-store.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

/** What is in the password store, and what a command does to a PC with it. */
function pc(text: string | Error, keychain: Keychain = createMemoryKeychain()) {
  let writes = 0;
  const secret = (name: string) => createChunkedSecret(keychain, name, () => `w${++writes}`);
  const secrets = { clientSecret: secret('client-secret'), clientKey: secret('client-key') };
  const shred = vi.fn<CommandDependencies['shred']>(async () => ({ kind: 'removed' }));
  const rbac = { load: vi.fn(), save: vi.fn(async () => undefined) };
  const dependencies: CommandDependencies = {
    platform: 'linux',
    secrets,
    rbac,
    keychains: [keychain],
    shred,
    removeFiles: () => Promise.reject(new Error('No data is removed.')),
    checkPolicy: async (path) => ({ exitCode: 0, words: `checked ${path}` }),
    version: async () => 'CareDesk 1.2.3',
    readFile: async () => {
      if (text instanceof Error) throw text;
      return text;
    },
  };
  const run = (kind: 'provision' | 'import-rbac') =>
    runAdministratorCommand({ kind, file: 'given.file' }, dependencies);
  return { keychain, secrets, shred, rbac, dependencies, run };
}

describe('an administrator’s command line', () => {
  it.each([
    [['caredesk'], { kind: 'none' }],
    [['electron', '.', '--provision', 'a.json'], { kind: 'provision', file: 'a.json' }],
    [['caredesk', '--provision=C:\\a=b.json'], { kind: 'provision', file: 'C:\\a=b.json' }],
    [['caredesk', '--import-rbac', 'nrd.csv'], { kind: 'import-rbac', file: 'nrd.csv' }],
    [['CareDesk.exe', '--remove-user-data'], { kind: 'remove-user-data' }],
    [['caredesk', '--check-policy', 'p.json'], { kind: 'check-policy', file: 'p.json' }],
    [['caredesk', '--no-sandbox', '--version'], { kind: 'version' }],
  ])('%j is understood', (args, command) => {
    expect(administratorCommand(args)).toEqual(command);
  });

  it.each([
    [['caredesk', '--provision']],
    [['caredesk', '--provision', '--import-rbac', 'x']],
    [['caredesk', '--provision=']],
    [['caredesk', '--check-policy']],
    [['caredesk', '--version', '--check-policy', 'p.json']],
  ])('%j is told how to use it', async (args) => {
    const command = administratorCommand(args);
    expect(command.kind).toBe('misused');
    if (command.kind === 'none') return;
    const machine = pc('');
    const outcome = await runAdministratorCommand(command, machine.dependencies);
    expect(outcome.exitCode).toBe(2);
  });
});

describe('provisioning', () => {
  it('puts secret and key into the keychain, reads them back, and shreds that file alone', async () => {
    const clientKey = { pem, keyId: 'harness-1', algorithm: 'RS512' };
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
    ['an unknown key', '{"clientSecret":"a","extra":1}', 'extra'],
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

describe('a client key that is none', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const exported = (type: 'pkcs1' | 'pkcs8', passphrase?: string) =>
    String(
      privateKey.export({
        type,
        format: 'pem',
        ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
      }),
    );
  const plain = exported('pkcs8');
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const lines = plain.split('\n');

  it.each([
    ['no PEM', 'MIIEvQIBADANBg', undefined, 'pem: is not PEM'],
    ['nothing', ' ', undefined, 'pem: is empty'],
    [
      'a certificate',
      plain.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
      undefined,
      'is a certificate',
    ],
    [
      'a public key',
      String(publicKey.export({ type: 'spki', format: 'pem' })),
      undefined,
      'is a public key',
    ],
    [
      'a key of OpenSSH',
      plain.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY'),
      undefined,
      'ssh-keygen',
    ],
    [
      'a key without one of its lines',
      [...lines.slice(0, 5), ...lines.slice(6)].join('\n'),
      undefined,
      'is damaged',
    ],
    ['half a key', plain.slice(0, 400), undefined, 'is damaged'],
    [
      'an encrypted key alone',
      exported('pkcs8', 'hush'),
      undefined,
      'no passphrase was given: add it',
    ],
    [
      'an encrypted key of old alone',
      exported('pkcs1', 'hush'),
      undefined,
      'no passphrase was given',
    ],
    [
      'the wrong passphrase',
      exported('pkcs8', 'hush'),
      'hash',
      'clientKey.passphrase: The key is encrypted, and the passphrase that was given does not open it',
    ],
    ['the wrong passphrase of old', exported('pkcs1', 'hush'), 'hash', 'does not open it'],
    ['an EC key', String(ec.export({ type: 'pkcs8', format: 'pem' })), undefined, 'is an EC key'],
    [
      'an EC key of old',
      String(ec.export({ type: 'sec1', format: 'pem' })),
      undefined,
      'is an EC key',
    ],
    ['a short key', String(short.export({ type: 'pkcs8', format: 'pem' })), undefined, '1024 bits'],
  ])('is told to be %s', async (_case, given, passphrase, words) => {
    const clientKey = { pem: given, keyId: 'k', algorithm: 'RS512', passphrase };
    const machine = pc(JSON.stringify({ clientKey }));
    const outcome = await machine.run('provision');
    expect(outcome.exitCode).toBe(1);
    expect(outcome.words).toContain('PROVISIONING_INVALID (clientKey.');
    expect(outcome.words).toContain(words);
    expect(outcome.words).not.toMatch(/BEGIN [A-Z]+ KEY-----\n|hush|hash/);
    expect(await machine.keychain.accounts()).toEqual([]);
  });

  it.each([
    ['PKCS #1', exported('pkcs1'), undefined],
    ['PKCS #8, encrypted', exported('pkcs8', 'hush'), 'hush'],
    ['PKCS #1, encrypted', exported('pkcs1', 'hush'), 'hush'],
    [
      'PKCS #8 behind a certificate',
      `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${plain}`,
      undefined,
    ],
    ['PKCS #8 without line ends', plain.replaceAll('\n', ''), undefined],
    ['PKCS #8 with blanks for line ends', plain.replaceAll('\n', ' '), undefined],
    ['PKCS #8 with the line ends of Windows', plain.replaceAll('\n', '\r\n'), undefined],
  ])('may be %s: it is kept as PKCS #8', async (_case, given, passphrase) => {
    const clientKey = { pem: given, keyId: 'k', algorithm: 'RS512', passphrase };
    const machine = pc(JSON.stringify({ clientKey }));
    expect(await machine.run('provision')).toMatchObject({ exitCode: 0 });
    expect(await provisionedSecrets(machine.secrets).clientKey()).toEqual({
      pem: plain,
      keyId: 'k',
      algorithm: 'RS512',
    });
  });
});

describe('provisioning without a password store', () => {
  const file = JSON.stringify({
    clientSecret: 'hush',
    clientKey: { pem, keyId: 'harness-1', algorithm: 'RS512' },
  });
  const refuse = () => Promise.reject(new Error('Cannot autolaunch D-Bus without X11 $DISPLAY'));

  it.each([
    ['linux', 'terminal of their own desktop session: not with sudo'],
    ['win32', 'Credential Manager'],
  ] as const)('tells the administrator on %s what to do', async (platform, words) => {
    const machine = pc(file, { ...createMemoryKeychain(), write: refuse });
    const outcome = await runAdministratorCommand(
      { kind: 'provision', file: 'given.file' },
      { ...machine.dependencies, platform },
    );
    expect(outcome.exitCode).toBe(1);
    expect(outcome.words).toContain('CLIENT_NOT_PROVISIONED: clientSecret was not put');
    expect(outcome.words).toContain('Cannot autolaunch D-Bus');
    expect(outcome.words).toContain(words);
    expect(outcome.words).not.toMatch(/service desk|Ask |hush/);
    expect(machine.shred).not.toHaveBeenCalled();
  });

  it('tells what was kept before it refused', async () => {
    const keychain = createMemoryKeychain();
    const machine = pc(file, {
      ...keychain,
      write: (account, secret) =>
        account.startsWith('client-key') ? refuse() : keychain.write(account, secret),
    });
    const outcome = await machine.run('provision');
    expect(outcome.exitCode).toBe(1);
    expect(outcome.words).toMatch(/^Provisioned: clientSecret\. .*clientKey was not put/);
    expect(await provisionedSecrets(machine.secrets).clientSecret()).toBe('hush');
    expect(machine.shred).not.toHaveBeenCalled();
  });

  it.each([
    ['link', 'is a link and was left'],
    ['not-a-file', 'is not a plain file and was left'],
    ['removed-with-other-names', 'other names (hard links)'],
  ] as const)('says what became of a file that is %s', async (kind, words) => {
    const machine = pc(file);
    machine.shred.mockResolvedValue({ kind });
    const outcome = await machine.run('provision');
    expect(outcome.exitCode).toBe(0);
    expect(outcome.words).toContain(words);
  });

  it('says why a file could not be removed', async () => {
    const machine = pc(file);
    machine.shred.mockRejectedValue(Object.assign(new Error('no'), { code: 'EACCES' }));
    expect((await machine.run('provision')).words).toContain('(EACCES): delete it yourself');
  });
});

describe('a file that Windows PowerShell wrote as UTF-16', () => {
  it.each(['provision', 'import-rbac'] as const)('is told as such by --%s', async (kind) => {
    const machine = pc('\ufffd\ufffdk\0i\0n\0d\0');
    const outcome = await machine.run(kind);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.words).toContain('save it as UTF-8');
  });
});

it('a table that cannot be kept says why, and who may', async () => {
  const machine = pc('kind,code,name,related\nbaseline,R8001,,B0820\n');
  machine.rbac.save.mockRejectedValue(
    new RbacStoreError('RBAC_TABLES_NOT_SAVED', {
      cause: Object.assign(new Error('no'), { code: 'EACCES' }),
    }),
  );
  const outcome = await machine.run('import-rbac');
  expect(outcome.exitCode).toBe(1);
  expect(outcome.words).toMatch(/EACCES.*Run the command as root/);
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

import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandOutcome, runCommand } from '../../build/run-command.ts';
import { packageUnderTest } from './clinic-pc.ts';
import { copyPackage, type PackageCopy } from './copy-package.ts';

/** Debian's `nobody`: an account without a password store, a display or a home. */
const nobody = 65534;
const root = 0;

let folder: string;
let machine: string;
/** A package without the keychain module, as on a PC that lacks the library it needs. */
let bare: PackageCopy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'administrator-'));
  await chmod(folder, 0o755);
  machine = join(folder, 'machine');
  await mkdir(machine, { mode: 0o755 });
  await mkdir(join(folder, 'etc'));
  bare = await copyPackage(packageUnderTest());
  await chmod(join(bare.folder, '..'), 0o755);
  await bare.remove(
    `resources/app.asar.unpacked/node_modules/keytar/prebuilds/linux-${process.arch}/keytar.node`,
  );
});

afterAll(async () => {
  await bare.discard();
  await rm(folder, { recursive: true, force: true });
});

/** Runs without a display, a session bus or anything else of a desktop. */
function run(
  uid: number,
  args: readonly string[],
  { program = 'caredesk-admin', home = folder } = {},
): Promise<CommandOutcome> {
  return runCommand(
    'unshare',
    [
      ...['--mount', '--propagation', 'private', 'sh'],
      join(import.meta.dirname, 'run-as-administrator.sh'),
      ...[join(folder, 'etc'), machine, String(uid), join(bare.folder, program)],
      ...args,
    ],
    { env: { PATH: process.env['PATH'], HOME: home, TMPDIR: '/tmp' }, timeout: 60_000 },
  );
}

async function given(name: string, text: string, owner = nobody): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o644 });
  await chown(file, owner, owner);
  return file;
}

const sound = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'c',
  apiOrigin: 'https://api.example.nhs.uk',
};

describe.each([
  ['root', root],
  ['anybody', nobody],
])('without a desktop, a password store and a policy, %s', (_who, uid) => {
  it('is told which CareDesk this is', async () => {
    const { code, stdout } = await run(uid, ['--version']);
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(stdout).toMatch(
      /^CareDesk \S+\nbuild: unsigned, (commit [0-9a-f]+, )?Electron \S+, linux/,
    );
    expect(stdout).toContain(`CareDesk ${version}\n`);
    expect(code).toBe(0);
  });

  it('is told all that is wrong with a policy, and nothing when it is right', async () => {
    const right = await given('right.json', JSON.stringify(sound));
    expect(await run(uid, ['--check-policy', right])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no errors'),
    });
    const text = JSON.stringify({ ...sound, issuer: 'http://a.example', clientId: 7 }, null, 1);
    const wrong = await run(uid, [`--check-policy=${await given('wrong.json', text)}`]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toBe('');
    expect(wrong.stderr).toContain('line 3, column 2: issuer: must be https');
    expect(wrong.stderr).toContain('line 4, column 2: clientId: must be text');
    const nowhere = await run(uid, ['--check-policy', join(folder, 'nowhere.json')]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain('no such file');
  });

  it('is told how to use it', async () => {
    for (const args of [[], ['--lang=en-GB'], ['--brand-new']]) {
      const { code, stderr } = await run(uid, args);
      expect(stderr).toContain('caredesk-admin runs one of these');
      expect(code).toBe(2);
    }
    const unknown = await run(uid, ['--version', '--brand-new']);
    expect(unknown.stderr).toContain('CareDesk does not start with --brand-new.');
    expect(unknown.code).toBe(1);
    expect(await run(uid, ['--check-policy'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Say which file'),
    });
  });

  it('does not start CareDesk without Chromium’s sandbox', async () => {
    const { code, stderr } = await run(uid, ['--no-sandbox'], { program: 'caredesk' });
    expect(stderr).toContain('CareDesk does not start with --no-sandbox.');
    expect(code).toBe(1);
  });

  it('is told the truth about a password store that is not there', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    await mkdir(join(home, '.config/CareDesk'), { recursive: true });
    await runCommand('chown', ['-R', String(uid), home]);
    const removal = await run(uid, ['--remove-user-data'], { home });
    expect(removal.stderr).toMatch(
      /Settings and files of this account were removed\. Removed from the password store: 0\. What else .* not known/,
    );
    expect(removal.stderr).not.toContain('Nothing was changed');
    expect(removal.code).toBe(1);
    await expect(stat(join(home, '.config/CareDesk'))).rejects.toMatchObject({ code: 'ENOENT' });

    const file = await given('client.json', '{"clientSecret":"hush"}', uid);
    const provisioning = await run(uid, ['--provision', file]);
    expect(provisioning.stderr).toMatch(
      /clientSecret was not put.*desktop session: not with sudo/s,
    );
    expect(provisioning.stderr).not.toMatch(/service desk|hush/);
    expect(provisioning.code).toBe(1);
    expect(await readFile(file, 'utf8')).toContain('hush');
  });
});

describe('the table of what roles may do', () => {
  const csv = 'kind,code,name,related\nbaseline,R8001,,B0820\n';
  const tables = () => stat(join(machine, 'rbac-tables.json'));

  it('is root’s to import, and nobody else’s', async () => {
    const file = await given('roles.csv', csv);
    const refused = await run(nobody, ['--import-rbac', file]);
    expect(refused.stderr).toMatch(/RBAC_TABLES_NOT_SAVED: .*EACCES.*Run the command as root/);
    expect(refused.code).toBe(1);
    await expect(tables()).rejects.toMatchObject({ code: 'ENOENT' });

    const done = await run(root, ['--import-rbac', file]);
    expect(done.stdout).toContain('Imported the activities of 1 roles');
    expect(done.code).toBe(0);
    const { uid, mode } = await tables();
    expect({ uid, mode: mode & 0o777 }).toEqual({ uid: 0, mode: 0o644 });
  });

  it('is imported by the program itself with --no-sandbox', async () => {
    await rm(join(machine, 'rbac-tables.json'), { force: true });
    const file = await given('roles.csv', csv);
    const done = await run(root, ['--no-sandbox', '--import-rbac', file], { program: 'caredesk' });
    expect(done.code).toBe(0);
    await tables();
  });
});

it('the policy of this PC is judged with its owner and rights', async () => {
  const file = join(machine, 'policy.json');
  await writeFile(file, JSON.stringify(sound), { mode: 0o644 });
  await chmod(file, 0o666);
  const path = '/etc/caredesk/policy.json';
  const unsafe = await run(nobody, ['--check-policy', path]);
  expect(unsafe.stderr).toMatch(/POLICY_NOT_SAFE.*mode 0644/s);
  expect(unsafe.code).toBe(1);
  await chmod(file, 0o644);
  expect(await run(nobody, ['--check-policy', path])).toMatchObject({ code: 0 });
});

import { chmod, chown, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { wordsFor } from '../../electron/contract/failures.ts';
import { type ClinicPc, openClinicPc } from './clinic-pc.ts';
import type { InstalledApp } from './installed-app.ts';
import type { Receptionist } from './receptionist.ts';

const sound = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'c',
  apiOrigin: 'https://api.example.nhs.uk',
};

let pc: ClinicPc;
let policyFile: string;
let app: InstalledApp | null = null;

beforeAll(async () => {
  pc = await openClinicPc();
  policyFile = join(pc.machineFolder, 'policy.json');
});

afterEach(async () => {
  await app?.quit();
  app = null;
  await pc.removePolicy();
});

afterAll(() => pc.close());

async function startAndSit(): Promise<Receptionist> {
  app = await pc.start({ args: ['--force-renderer-accessibility'] });
  return pc.sit(app);
}

/** The failure is on the screen, and nothing can be done there but read, and ask for help. */
async function expectRefusal(code: FailureCode, detail: string | null): Promise<string> {
  const person = await startAndSit();
  await person.reads(code);
  // The last thing to come: until then the page offers to look for updates.
  await person.reads('Updates are managed by your organisation');
  const screen = await person.screen();
  const words = screen.map(({ name }) => name).join('\n');
  expect(words).toContain(wordsFor(code).title);
  if (detail !== null) expect(words).toContain(detail);
  const controls = screen.filter(({ role }) => role === 'push button' || role === 'entry');
  expect(controls.map(({ name }) => name)).toEqual(
    words.includes('Copy for the service desk') ? ['Help', 'Copy for the service desk'] : ['Help'],
  );
  return words;
}

describe('the policy of an installed CareDesk', () => {
  it('is asked of the administrator when there is none: where, and what it must give', async () => {
    const words = await expectRefusal('POLICY_MISSING', '/etc/caredesk/policy.json');
    for (const key of ['environment', 'issuer', 'clientId', 'apiOrigin']) {
      expect(words).toContain(key);
    }
    // Files that people have: none of the source's.
    expect(words).not.toMatch(/docs\/|electron\/|\.ts\b/);
  });

  it('opens the sign-in page when it is the administrators’', async () => {
    await pc.writePolicy(sound);
    const person = await startAndSit();
    await person.finds('push button', 'Log in with my Care Identity');
  });

  it('is refused when it belongs to the user', async () => {
    await pc.writePolicy(sound);
    await chown(policyFile, 65534, 65534);
    await expectRefusal('POLICY_NOT_SAFE', '/etc/caredesk/policy.json');
  });

  it('is refused when anybody may write to it', async () => {
    await pc.writePolicy(sound);
    await chmod(policyFile, 0o666);
    await expectRefusal('POLICY_NOT_SAFE', '/etc/caredesk/policy.json');
  });

  it('is refused when it is a link into the user’s folder', async () => {
    const own = join(await pc.makeUserFolder(), 'policy.json');
    await writeFile(own, JSON.stringify(sound));
    await symlink(own, policyFile);
    await expectRefusal('POLICY_NOT_SAFE', '/etc/caredesk/policy.json');
  });

  it('that cannot be read is said to be so', async () => {
    await pc.writePolicy(sound);
    await chmod(policyFile, 0o600);
    await expectRefusal('POLICY_UNREADABLE', '/etc/caredesk/policy.json');
  });

  it('with a value that is not allowed names its key', async () => {
    await pc.writePolicy({ ...sound, identityAssurance: 'high' });
    const words = await expectRefusal('POLICY_INVALID', 'identityAssurance');
    expect(words).toMatch(/Line 1, column \d+/);
    expect(words).toContain('must be a number, and is text');
    expect(words).toContain('/etc/caredesk/policy.json');
  });

  it('cannot take an unsigned CareDesk to the live environment', async () => {
    await pc.writePolicy({ ...sound, environment: 'live' });
    await expectRefusal('BUILD_NOT_SIGNED', null);
  });
});

import { chmod, chown, link, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { wordsFor } from '../../electron/contract/failures.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { startSystemBrowser } from '../harness/system-browser.ts';
import { type ClinicPc, openClinicPc } from './clinic-pc.ts';

let pc: ClinicPc;
let sandbox: Sandbox;
let browser: Awaited<ReturnType<typeof startSystemBrowser>>;
let isEnrolled = false;

/** Sound: what Ben Carter may do comes with his role. */
const tables = JSON.stringify({
  version: 1,
  description: 'imported by an administrator',
  baseline: [],
  includes: [],
  names: [],
});

beforeAll(async () => {
  [pc, sandbox] = await Promise.all([openClinicPc(), startSandbox()]);
  browser = await startSystemBrowser(pc.openCommand);
  await pc.writePolicy(sandbox.policy);
});

afterEach(async () => {
  await rm(tablesFile(), { recursive: true, force: true });
  await pc.endCareDesk();
});

afterAll(async () => {
  await pc.close();
  await browser.close();
  await sandbox.stop();
});

const tablesFile = () => join(pc.machineFolder, 'rbac-tables.json');

/** Signs in with the tables as they are, and gives the words of the page that follows. */
async function signInAndRead(): Promise<string> {
  const app = await pc.start({ args: ['--force-renderer-accessibility'] });
  const person = await pc.sit(app);
  await person.uses('Log in with my Care Identity');
  await browser.seat('Ben Carter');
  await browser.visit();
  if (!isEnrolled) await browser.enrol('Ben Carter');
  isEnrolled = true;
  await browser.signInWithPasskey();
  await person.finds('heading', 'Find a patient');
  const words = await person.words();
  await app.quit();
  return words;
}

const { title } = wordsFor('RBAC_TABLES_NOT_SAFE');

describe('the table of what roles may do, in the packaged CareDesk', () => {
  it.each([
    ['belongs to the user', async () => chown(tablesFile(), 65534, 65534)],
    ['may be written by anybody', async () => chmod(tablesFile(), 0o666)],
    [
      'has another name in the user’s folder',
      async () => link(tablesFile(), join(pc.machineFolder, '..', 'second-name')),
    ],
    [
      'is a link into the user’s home',
      async () => {
        const own = join(await pc.makeUserFolder(), 'rbac-tables.json');
        await rename(tablesFile(), own).catch(() => writeFile(own, tables));
        await symlink(own, tablesFile());
      },
    ],
  ])('is not taken when it %s', async (_case, spoil) => {
    await writeFile(tablesFile(), tables, { mode: 0o644 });
    await spoil();
    expect(await signInAndRead()).toContain(title);
  });

  it('is taken when it is the administrators’', async () => {
    await writeFile(tablesFile(), tables, { mode: 0o644 });
    expect(await signInAndRead()).not.toContain(title);
  });
});

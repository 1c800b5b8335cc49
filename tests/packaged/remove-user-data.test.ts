import { chown, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClinicPc, openClinicPc } from './clinic-pc.ts';

let pc: ClinicPc;

beforeAll(async () => {
  pc = await openClinicPc();
});

afterAll(() => pc.close());

/** A package that was fetched once, beside the settings. */
const packageCache = () => join(pc.home, 'cache/caredesk-updater');

async function filesOfPerson(): Promise<string> {
  const found = await Promise.allSettled([
    stat(join(pc.home, 'config/CareDesk')),
    stat(packageCache()),
  ]);
  return found.map(({ status }) => (status === 'fulfilled' ? 'kept' : 'gone')).join(', ');
}

async function runCommand(
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  const app = await pc.start({ args: ['--remove-user-data'], variables });
  const { code } = await app.ended;
  await app.quit();
  return { code, output: app.output() };
}

it('removes what CareDesk keeps for an account, once nobody has it open', async () => {
  const app = await pc.start({ args: ['--force-renderer-accessibility'] });
  const person = await pc.sit(app);
  await person.finds('heading', 'CareDesk is not ready on this PC');
  await mkdir(packageCache());
  await chown(packageCache(), 65534, 65534);
  expect(await filesOfPerson()).toBe('kept, kept');

  const early = await runCommand();
  expect(early.output).toContain('close CareDesk and try again');
  expect(early.code).toBe(1);
  expect(await filesOfPerson()).toBe('kept, kept');
  expect(app.isRunning()).toBe(true);

  await app.quit();
  const done = await runCommand();
  expect(done.output).toContain('Settings and files of this account were removed.');
  expect(done.code).toBe(0);
  expect(await filesOfPerson()).toBe('gone, gone');
  const left = await readdir(join(pc.home, 'tmp'));
  expect(left.filter((name) => name.startsWith('caredesk'))).toEqual([]);
});

it('ends with words when it cannot even begin', async () => {
  const { code, output } = await runCommand({ TMPDIR: '/nowhere' });
  expect(output).toContain('The command could not be run: ENOENT');
  expect(code).toBe(1);
});

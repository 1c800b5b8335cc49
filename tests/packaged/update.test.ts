import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sha512Of } from '../../build/release/file-hash.ts';
import { runCommand } from '../../build/run-command.ts';
import { wordsFor } from '../../electron/contract/failures.ts';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { startSystemBrowser } from '../harness/system-browser.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { type ClinicPc, openClinicPc } from './clinic-pc.ts';
import { copyPackage, type PackageCopy } from './copy-package.ts';
import type { InstalledApp } from './installed-app.ts';
import type { Receptionist } from './receptionist.ts';
import {
  installFor,
  newer,
  note,
  older,
  type PublishedUpdate,
  publishUpdate,
} from './update/published-update.ts';

let update: PublishedUpdate;
let pc: ClinicPc;
/** The user's folder with CareDesk's file in it. */
let installed: string;
let app: InstalledApp | null = null;

const file = () => join(installed, 'caredesk');

beforeAll(async () => {
  update = await publishUpdate();
}, 400_000);

/** Each with a home of its own: what one person has fetched, another must fetch again. */
async function openPc(): Promise<void> {
  pc = await openClinicPc();
  installed = await installFor(pc, update.packages[0]);
}

afterEach(async () => {
  await app?.quit();
  await pc.endCareDesk();
  update.server.spoilPackages(false);
  update.server.forget();
});

afterAll(() => update.close());

interface Start {
  /** Policy keys besides those that lead to the feed. */
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly package?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const training = {
  environment: 'sandbox',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'c',
  apiOrigin: 'https://api.example.nhs.uk',
};

async function startAndSit({ policy, ...start }: Start = {}): Promise<Receptionist> {
  await pc.writePolicy({ ...training, ...update.policy, ...policy });
  const args = ['--force-renderer-accessibility'];
  app = await pc.start({ args, package: installed, ...start });
  const person = await pc.sit(app);
  await person.finds('heading', 'Log in to CareDesk');
  return person;
}

describe('an update of the packaged CareDesk', () => {
  beforeAll(openPc);
  afterAll(() => pc.close());

  it('is of a file that the desktop starts with Chromium’s sandbox', async () => {
    const { stdout } = await runCommand('unsquashfs', [
      ...['-offset', '4096', '-cat', update.packages[0], 'caredesk.desktop'],
    ]);
    expect(stdout).toMatch(/^Exec=AppRun %U$/m);
  });

  it('is not taken from a feed that was changed after it was signed', async () => {
    const signed = await readFile(update.channelFile, 'utf8');
    await writeFile(update.channelFile, signed.replace(note, 'Nothing to see here.'));
    const person = await startAndSit();
    await person.reads(`CareDesk ${older} ·`);
    await person.uses('Check for updates');
    await person.reads('UPDATE_FEED_SIGNATURE_WRONG');
    await person.reads(wordsFor('UPDATE_FEED_SIGNATURE_WRONG').title);
    expect([...update.server.sent().keys()]).toEqual(['training-linux.yml']);
    await writeFile(update.channelFile, signed);
  });

  it('is not installed when one byte of the package is another', async () => {
    update.server.spoilPackages(true);
    const person = await startAndSit();
    await person.uses('Check for updates');
    await person.reads('Code: UPDATE_HASH_WRONG');
    expect(await person.words()).not.toContain('is ready to install');
    expect(await sha512Of(file())).toBe(await sha512Of(update.packages[0]));
  });

  it('is fetched in part, installed when the person says so, and told of once', async () => {
    const person = await startAndSit();
    await person.uses('Check for updates');
    await person.reads(`CareDesk ${newer} is ready to install`);
    const { size } = await stat(update.packages[1]);
    const fetched = [...update.server.sent()].reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(fetched / size, 'part of the package that was fetched').toBeLessThan(0.05);

    await person.uses('Install now');
    await app?.ended;
    expect(await sha512Of(file())).toBe(await sha512Of(update.packages[1]));
    await waitUntil('the new version to start by itself', async () =>
      (await pc.keyboard.titles()).length > 0 ? true : null,
    );
    await pc.endCareDesk();

    const told = await startAndSit();
    await told.reads(`CareDesk was updated to version ${newer}`);
    await told.reads(note);
    await told.reads(`CareDesk ${newer} ·`);
    await told.uses(/^Hide/);
    await told.seesGone('was updated to version');
    await app?.quit();

    const later = await startAndSit();
    await later.reads(`CareDesk ${newer} ·`);
    expect(await later.words()).not.toContain('was updated to version');
    await later.uses('Check for updates');
    await later.reads('Up to date');
  });
});

describe('a packaged CareDesk that others keep up to date', () => {
  let copy: PackageCopy;

  beforeAll(async () => {
    await openPc();
    copy = await copyPackage(update.unpacked);
  });
  afterAll(async () => {
    await pc.close();
    await copy.discard();
  });

  async function expectManaged(person: Receptionist): Promise<void> {
    await person.reads(`CareDesk ${older} · Updates are managed by your organisation`);
    const screen = await person.screen();
    const buttons = screen.filter(({ role }) => role === 'push button').map(({ name }) => name);
    expect(buttons).toContain('Log in with my Care Identity');
    expect(buttons).not.toContain('Check for updates');
    expect(update.server.requests()).toBe(0);
  }

  it('by policy says so, offers nothing and asks nothing', async () => {
    await expectManaged(await startAndSit({ policy: { updateMode: 'off' } }));
  });

  it('by MSI says so, offers nothing and asks nothing', async () => {
    // As from an AppImage, so that only the mark of the MSI keeps it from updating itself.
    const start = { package: copy.folder, variables: { APPIMAGE: file() } };
    const otherwise = await startAndSit(start);
    await otherwise.finds('push button', 'Check for updates');
    await app?.quit();
    await writeFile(join(copy.folder, 'resources/install-channel'), 'msi\r\n');
    await expectManaged(await startAndSit(start));
  });
});

describe('an update while somebody works', () => {
  let sandbox: Sandbox;
  let browser: Awaited<ReturnType<typeof startSystemBrowser>>;

  beforeAll(async () => {
    await openPc();
    sandbox = await startSandbox();
    browser = await startSystemBrowser(pc.openCommand);
  });
  afterAll(async () => {
    await pc.close();
    await browser.close();
    await sandbox.stop();
  });

  it('waits for typed text and an open record, and for the person to sign out', async () => {
    const person = await startAndSit({ policy: { ...sandbox.policy, rememberSignIn: true } });
    await person.uses('Check for updates');
    await person.reads(`CareDesk ${newer} is ready to install`);
    await person.uses('Log in with my Care Identity');
    await browser.seat('Ben Carter');
    await browser.visit();
    await browser.enrol('Ben Carter');
    await browser.signInWithPasskey();
    await person.finds('heading', 'Find a patient');
    const signsOutFirst = '“Install now” logs you out first.';
    await person.reads(signsOutFirst);

    await person.goTo('entry', 'NHS number');
    await person.type(mainStoryPatient.nhsNumber);
    await person.reads('finish or clear what you have typed first');
    await person.press('Return');
    await person.reads('WHITFIELD, Rosa (Mrs)');
    await person.reads('close the patient’s record first');
    const screen = await person.screen();
    expect(screen.map(({ name }) => name)).not.toContain('Install now');
    await person.uses('Find another patient');
    await person.reads(signsOutFirst);

    await person.uses('Install when I log out');
    await person.reads('It will be installed when you log out.');
    await person.goTo('entry', 'NHS number');
    await person.type(mainStoryPatient.nhsNumber);
    await person.press('Return');
    await person.reads('close the patient’s record first');
    expect(await sha512Of(file())).toBe(await sha512Of(update.packages[0]));
    expect(await pc.keptSecrets()).toBeGreaterThan(0);
    await person.uses('Log out');
    await app?.ended;
    expect(await sha512Of(file())).toBe(await sha512Of(update.packages[1]));
    expect(await pc.keptSecrets()).toBe(0);
  });
});

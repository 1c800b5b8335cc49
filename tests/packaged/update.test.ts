import {
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sha512Of } from '../../build/release/file-hash.ts';
import { release } from '../../build/release.ts';
import { runCommand } from '../../build/run-command.ts';
import { wordsFor } from '../../electron/contract/failures.ts';
import { waitUntil } from '../desk/wait-until.ts';
import { type ClinicPc, openClinicPc } from './clinic-pc.ts';
import type { InstalledApp } from './installed-app.ts';
import type { Receptionist } from './receptionist.ts';
import { type FeedServer, serveFeed } from './update/feed-server.ts';
import { packVersions } from './update/pack-versions.ts';

const older = '1.0.0';
const newer = '1.0.1';
const note = 'Patients can be found by postcode.';

let folder: string;
let feed: string;
let pc: ClinicPc;
let server: FeedServer;
/** Files of the two versions. */
let packages: readonly [string, string];
/** The user's folder with CareDesk's file in it. */
let installed: string;
let app: InstalledApp | null = null;

const file = () => join(installed, 'caredesk');
const channelFile = () => join(feed, 'training-linux.yml');

async function packageIn(packed: string): Promise<string> {
  const name = (await readdir(packed)).find((entry) => entry.endsWith('.AppImage'));
  if (name === undefined) throw new Error(`There is no AppImage in ${packed}`);
  return join(packed, name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'update-'));
  feed = join(folder, 'feed');
  await mkdir(feed);
  const desk = { now: Date.now, environment: {} };
  const trustFile = join(folder, 'trust.json');
  await writeFile(trustFile, JSON.stringify({ publisherNames: [], releaseKeys: [] }));
  const keys = join(folder, 'keys');
  await release(['--new-key', keys, '--trust', trustFile], desk);
  const [key = ''] = await readdir(keys);

  const packed = join(folder, 'packed');
  await packVersions(packed, trustFile, { [older]: [], [newer]: [note] });
  packages = [await packageIn(join(packed, older)), await packageIn(join(packed, newer))];
  await release(
    [
      ...['--packages', join(packed, newer), '--feed', feed, '--key', join(keys, key)],
      ...['--trust', trustFile, '--channel', 'training', '--training'],
      ...['--staging', '100'],
    ],
    desk,
  );
  server = await serveFeed(feed);

  pc = await openClinicPc();
  await pc.writePolicy({
    environment: 'sandbox',
    issuer: 'https://am.example.nhs.uk',
    clientId: 'c',
    apiOrigin: 'https://api.example.nhs.uk',
    updateFeedUrl: server.address,
    updateChannel: 'training',
  });
  installed = await pc.makeUserFolder();
  await copyFile(packages[0], file());
  await chmod(file(), 0o755);
  await chown(file(), 65534, 65534);
}, 400_000);

afterEach(async () => {
  await app?.quit();
  await pc.endCareDesk();
  server.spoilPackages(false);
  server.forget();
});

afterAll(async () => {
  await pc.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function startAndSit(): Promise<Receptionist> {
  app = await pc.start({ args: ['--force-renderer-accessibility'], package: installed });
  const person = await pc.sit(app);
  await person.finds('heading', 'Log in to CareDesk');
  return person;
}

describe('an update of the packaged CareDesk', () => {
  it('is of a file that the desktop starts with Chromium’s sandbox', async () => {
    const { stdout } = await runCommand('unsquashfs', [
      ...['-offset', '4096', '-cat', packages[0], 'caredesk.desktop'],
    ]);
    expect(stdout).toMatch(/^Exec=AppRun %U$/m);
  });

  it('is not taken from a feed that was changed after it was signed', async () => {
    const signed = await readFile(channelFile(), 'utf8');
    await writeFile(channelFile(), signed.replace(note, 'Nothing to see here.'));
    const person = await startAndSit();
    await person.reads(`CareDesk ${older} ·`);
    await person.uses('Check for updates');
    await person.reads('UPDATE_FEED_SIGNATURE_WRONG');
    await person.reads(wordsFor('UPDATE_FEED_SIGNATURE_WRONG').title);
    expect([...server.sent().keys()]).toEqual(['training-linux.yml']);
    await writeFile(channelFile(), signed);
  });

  it('is not installed when one byte of the package is another', async () => {
    server.spoilPackages(true);
    const person = await startAndSit();
    await person.uses('Check for updates');
    await person.reads('Code: UPDATE_HASH_WRONG');
    expect(await person.words()).not.toContain('is ready to install');
    expect(await sha512Of(file())).toBe(await sha512Of(packages[0]));
  });

  it('is fetched in part, installed when the person says so, and told of once', async () => {
    const person = await startAndSit();
    await person.uses('Check for updates');
    await person.reads(`CareDesk ${newer} is ready to install`);
    const { size } = await stat(packages[1]);
    const fetched = [...server.sent()].reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(fetched / size, 'part of the package that was fetched').toBeLessThan(0.05);

    await person.uses('Install now');
    await app?.ended;
    expect(await sha512Of(file())).toBe(await sha512Of(packages[1]));
    await waitUntil('the new version to start by itself', async () =>
      (await pc.keyboard.titles()).length > 0 ? true : null,
    );
    await pc.endCareDesk();

    const told = await startAndSit();
    await told.reads(`CareDesk was updated to version ${newer}`);
    await told.reads(note);
    await told.reads(`CareDesk ${newer} ·`);
    await told.uses(/^Hide/);
    await app?.quit();

    const later = await startAndSit();
    await later.reads(`CareDesk ${newer} ·`);
    expect(await later.words()).not.toContain('was updated to version');
    await later.uses('Check for updates');
    await later.reads('Up to date');
  });
});

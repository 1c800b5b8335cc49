import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpdateActivity, UpdateState } from '../../../electron/contract/updates.ts';
import { openUpdateMemory } from '../../../electron/updates/update-memory.ts';
import { noUpdates, type UpdatesHost } from '../../../electron/updates/updates-host.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { addPackage } from '../../feed/signed-feed.ts';
import { openUpdateHarness, publisher, type UpdateHarness } from '../updates/update-harness.ts';
import { openRoomsHarness, type RoomsHarness } from './rooms-harness.ts';

const setup = 'caredesk-setup-1.1.0-x64.exe';
const timeout = 10_000;

let sandbox: Sandbox;
let pc: UpdateHarness;
let harness: RoomsHarness;
/** What happened on the PC, in order. */
let happened: string[];
let published: UpdateState[];
/** What the keychain held when this version let go of its lock. */
let kept: Promise<readonly string[]> | null;

beforeEach(async () => {
  // Of the providers, this one revokes tokens at a sign-out and can be asked about them.
  sandbox = await startSandbox({ profile: 'oidc', signOutAtProvider: true });
  pc = await openUpdateHarness();
  happened = [];
  published = [];
  kept = null;
});

afterEach(async () => {
  harness.rooms.updates.dispose();
  await pc.close();
  await sandbox.stop();
});

/** The installer is a script that leaves a mark. */
const mark = () => join(pc.root, 'installer-ran');

/** Windows with CareDesk 1.0.0 for one person, who is signed in while 1.1.0 is ready. */
async function signedInWithUpdateReady(): Promise<void> {
  const script = `#!/bin/sh\necho ran > '${mark()}'\n`;
  const file = await addPackage(pc.folder, setup, Buffer.from(script));
  await pc.publish({ version: '1.1.0', files: [file] });
  harness = openRoomsHarness(
    { ...sandbox.policy, updateFeedUrl: pc.host.url, rememberSignIn: true },
    { version: '1.0.0', updates: windows(), fetch: slowToRevoke },
  );
  harness.rooms.updates.events.on('changed', (state) => published.push(state));
  expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  await harness.rooms.updates.start();
  await harness.rooms.answerCall('updates/check', []);
  await harness.rooms.updates.idle();
  expect(activity()).toMatchObject({ kind: 'ready', blocker: 'signed-in' });
  await chmod(join(pc.cache, 'pending', setup), 0o755);
}

/** A provider that takes its time to revoke tokens. */
const slowToRevoke: typeof fetch = async (url, init) => {
  if (String(url).endsWith('/token/revoke')) await pause(300);
  return fetch(url, { ...init, redirect: 'error' });
};

function windows(): UpdatesHost {
  const { keyId, publicKey } = pc.key;
  return {
    ...noUpdates,
    trust: { publisherNames: [publisher], releaseKeys: [{ keyId, publicKey }] },
    installation: async () => ({
      kind: 'nsis',
      platform: 'win32',
      architecture: 'x64',
      needsElevation: false,
    }),
    openMemory: () => openUpdateMemory(join(pc.root, 'updates.json')),
    async openEngine() {
      const engine = pc.open();
      return {
        ...engine,
        async install() {
          happened.push(`install while ${harness.rooms.session.current().kind}`);
          if ((await statusOfToken()) === 401) happened.push('tokens are void');
          await engine.install();
        },
      };
    },
    releaseInstanceLock() {
      kept = harness.keychain.accounts();
      happened.push('release lock');
    },
    reacquireInstanceLock: () => happened.push('lock again'),
    quit: () => happened.push('quit'),
  };
}

function activity(): UpdateActivity {
  return harness.rooms.updates.current().activity;
}

function installNow(): Promise<unknown> {
  return harness.rooms.answerCall('updates/choose-time', ['now']);
}

/** What the provider says to the person's access token. */
async function statusOfToken(): Promise<number> {
  const token = sandbox.issuedSecrets().findLast(({ kind }) => kind === 'access-token');
  const headers = { authorization: `Bearer ${token?.value ?? ''}` };
  return (await fetch(`${sandbox.issuer}/userinfo`, { headers })).status;
}

function readPatient(): Promise<Response> {
  const address = `http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`;
  return harness.rooms.gateway(new Request(address));
}

const refused = { ok: false, failure: { code: 'UPDATE_BLOCKED', detail: null } };

describe('an update that is ready', { timeout: 30_000 }, () => {
  it('is not installed while a call to a national API is under way', async () => {
    await signedInWithUpdateReady();
    sandbox.faults.set('pds-slow');
    const reading = readPatient();
    await vi.waitFor(() => expect(activity()).toMatchObject({ blocker: 'call-under-way' }));
    expect(await installNow()).toEqual(refused);
    // The window has been told, so that it offers nothing that would be refused.
    expect(published.at(-1)?.activity).toMatchObject({ blocker: 'call-under-way' });
    sandbox.faults.clear();
    await (await reading).text();
    expect(published.at(-1)?.activity).toMatchObject({ blocker: 'signed-in' });
    expect(activity()).toMatchObject({ kind: 'ready', blocker: 'signed-in' });
    expect(happened).toEqual([]);
  });

  it('is not installed while the page reports work, and can be once there is none', async () => {
    await signedInWithUpdateReady();
    const report = (recordOpen: boolean, unsavedText: boolean) =>
      harness.rooms.answerCall('work/report', [{ recordOpen, unsavedText }]);
    expect(await report(true, false)).toEqual({ ok: true, value: undefined });
    expect(activity()).toMatchObject({ blocker: 'record-open' });
    expect(await installNow()).toEqual(refused);
    await report(false, true);
    expect(activity()).toMatchObject({ blocker: 'unsaved-text' });
    expect(await installNow()).toEqual(refused);
    await report(false, false);
    expect(activity()).toMatchObject({ blocker: 'signed-in' });
    expect(happened).toEqual([]);
  });

  it('signs the person out before its installer starts', async () => {
    await signedInWithUpdateReady();
    expect(await harness.keychain.accounts()).not.toEqual([]);
    expect(await statusOfToken()).toBe(200);
    expect(await installNow()).toEqual({ ok: true, value: undefined });
    await harness.rooms.updates.idle();
    expect(happened).toEqual([
      'release lock',
      'install while signed-out',
      'tokens are void',
      'quit',
    ]);
    expect(await kept).toEqual([]);
    await vi.waitFor(async () => expect(await readFile(mark(), 'utf8')).toBe('ran\n'), timeout);
  });
});

it('the provider has heard of the sign-out when CareDesk has closed', {
  timeout: 30_000,
}, async () => {
  harness = openRoomsHarness({ ...sandbox.policy }, { fetch: slowToRevoke });
  expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  expect(await statusOfToken()).toBe(200);
  await harness.rooms.close();
  expect(await statusOfToken()).toBe(401);
});

describe('signing in to a version older than the organisation’s minimum', () => {
  async function openRunning(version: string): Promise<void> {
    harness = openRoomsHarness({ ...sandbox.policy, minimumVersion: '1.0.0' }, { version });
    await harness.rooms.updates.start();
  }

  it('is refused through the bridge, and opens no browser', async () => {
    await openRunning('0.9.0');
    const required = { ok: false, failure: { code: 'UPDATE_REQUIRED', detail: '1.0.0' } };
    expect(await harness.rooms.answerCall('sign-in/start', [])).toEqual(required);
    expect(await harness.rooms.answerCall('sign-in/resume', [])).toEqual(required);
    expect(harness.rooms.session.current().kind).toBe('signed-out');
    expect(harness.opened).toEqual([]);
  });

  it('is let through once the minimum is met', async () => {
    await openRunning('1.0.0');
    expect(await harness.rooms.answerCall('sign-in/start', [])).toEqual({
      ok: true,
      value: undefined,
    });
    await vi.waitFor(() => expect(harness.opened.length).toBe(1), timeout);
    harness.rooms.session.cancelSignIn();
  });
});

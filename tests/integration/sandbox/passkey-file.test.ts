import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { authorizationRequest, discover, redeem } from './client-of-sandbox.ts';
import { openPasskeyPage } from './software-authenticator.ts';
import { createSoftwareAuthenticator } from './software-passkey.ts';

let folder: string;
let passkeyFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passkeys-'));
  passkeyFile = join(folder, 'passkeys.json');
});

afterEach(() => rm(folder, { recursive: true }));

it('keeps passkeys across runs, on other ports, without private keys', async () => {
  const authenticator = createSoftwareAuthenticator({ synced: false });
  const first = await startSandbox({ passkeyFile });
  const enrolling = await openPasskeyPage((await authorizationRequest(await discover(first))).url);
  await enrolling.enrol('Ben Carter', authenticator);
  await first.stop();

  const second = await startSandbox({ passkeyFile });
  const configuration = await discover(second);
  const request = await authorizationRequest(configuration);
  const browser = await openPasskeyPage(request.url);
  const { body } = await browser.assert(authenticator);
  const callback = await browser.follow(String(body['continueAt']));
  const tokens = await redeem(configuration, callback, request);
  await second.stop();

  expect(tokens.claims()).toMatchObject({ sub: '656005750107', acr: 'AAL3_FIDO2' });
  const kept: unknown = JSON.parse(await readFile(passkeyFile, 'utf8'));
  expect(kept).toEqual([
    {
      id: expect.any(String),
      uid: '656005750107',
      publicKey: expect.any(String),
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
    },
  ]);
});

it('refuses to start on a file that is not its own, and leaves it alone', async () => {
  await writeFile(passkeyFile, '{"someone":"else"}');
  await expect(startSandbox({ passkeyFile })).rejects.toThrow();
  expect(await readFile(passkeyFile, 'utf8')).toBe('{"someone":"else"}');
});
